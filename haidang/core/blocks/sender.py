"""Whoever is sending just now, and the one question whether they are let in.

The doors that everybody may use say who knocks (`sent_by`); whatever they then do of `BARRED` is refused to a blocked
sender, whichever page or address it came through. What officers and the program itself do has no sender.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from haidang.kernel.action import Actor, Refused

from . import marks, queries
from .marks import Marks
from .models import Block
from .reasons import told

BARRED = frozenset({"case.support", "alert.answer", "draft.begin", "draft.save", "draft.submit"})
"""Actions that send something new, beside `case.open`, which asks with the sender's telephone number. Somebody's matters
that are under way go on: supplements, messages, signatures.
"""

_known: ContextVar[Callable[[], Marks]] = ContextVar("sender", default=dict)


class KeptOut(Refused):
    """A blocked sender: `because` says why, until when and what they can do."""

    def __init__(self, block: Block) -> None:
        super().__init__(told(block))
        self.block = block


@contextmanager
def sent_by(known: Callable[[], Marks]) -> Iterator[None]:
    """What follows in the block comes from a sender of whom this is known; read only when it is asked for."""
    token = _known.set(known)
    try:
        yield
    finally:
        _known.reset(token)


def marks_of_sender(phone: str = "") -> Marks:
    """The marks of whoever sends now, with a telephone number they gave; {} where nobody outside sends."""
    known = _known.get()()
    return {**known, **marks.marks(phone=phone)} if known else {}


def standing_block(phone: str = "") -> Block | None:
    """The block that keeps whoever sends now out."""
    return queries.standing(marks_of_sender(phone))


def must_be_let_in(phone: str = "") -> None:
    """Raises KeptOut."""
    if block := standing_block(phone):
        raise KeptOut(block)


def barrier(actor: Actor, action: str) -> None:
    """Asked before every action that its actor may do. Raises KeptOut."""
    if action in BARRED and actor.kind != "system":
        must_be_let_in()


def remember(code: str, phone: str = "") -> None:
    """Keep, for a while, by which marks the sender of a case could be blocked."""
    if of_sender := marks_of_sender(phone):
        marks.keep(code, of_sender)
