"""State machines as data: the states of something, the moves between them, and why a move is refused.

    [[states]]
    key = "received"
    name = { vi = "Tiếp nhận", en = "Received" }

    [[moves]]
    key = "verify"
    name = { vi = "Xác minh", en = "Verify" }
    from = ["received"]
    to = "verified"

The first state is where everything starts. A version is kept by what runs under it.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta, Struct

from .action import Invalid, NotPossible
from .bilingual import shown
from .facts import Key, Words


class State(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One state; `code` is its code elsewhere (radio, national portal), `final` that nothing is expected any more.

    `clock` says whether legal clocks run or pause in it, `public` what the citizen reads where it differs from the name.
    """

    key: Key
    name: Words
    code: str = ""
    final: bool = False
    clock: Literal["runs", "pauses", "pauses_for_payment"] = "runs"
    public: Words | None = None


class Move(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One way from some states to another; `reason` says that it may not be done without one.

    `right` is the action it takes a right to, `needs` what must be there before, `by_citizen` that it is theirs to make.
    """

    key: Key
    name: Words
    from_: Annotated[list[Key], Meta(min_length=1)] = msgspec.field(name="from")
    to: Key
    reason: bool = False
    right: str = ""
    needs: list[Key] = []
    by_citizen: bool = False


class Flow(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """States and moves of one version of a procedure."""

    key: Key
    version: Annotated[int, Meta(ge=1)]
    states: Annotated[list[State], Meta(min_length=2)]
    moves: Annotated[list[Move], Meta(min_length=1)]

    @property
    def start(self) -> str:
        return self.states[0].key

    def state(self, key: str) -> State:
        return next(one for one in self.states if one.key == key)

    def order(self, key: str) -> int:
        """How far a state is from the start, counting from 0."""
        return next(at for at, one in enumerate(self.states) if one.key == key)

    def is_final(self, key: str) -> bool:
        return self.state(key).final

    def open_states(self) -> list[str]:
        return [one.key for one in self.states if not one.final]

    def moves_from(self, state: str) -> list[Move]:
        return [move for move in self.moves if state in move.from_]

    def take(self, state: str, move: str, *, reason: str = "", blockers: Sequence[str] = ()) -> State:
        """The state a move leads to.

        Raises Invalid for an unknown move or a missing reason, NotPossible with the reason when the move is not open.
        """
        wanted = next((one for one in self.moves if one.key == move), None)
        if wanted is None:
            raise Invalid("move", _one_of(one.key for one in self.moves), move)
        if state not in wanted.from_:
            raise NotPossible(self._refusal(state, wanted))
        if blockers:
            raise NotPossible(
                _("Chưa thể “%(move)s”: %(blockers)s") % {"move": shown(wanted.name), "blockers": "; ".join(blockers)}
            )
        if wanted.reason and not reason.strip():
            raise Invalid("reason", _("Ghi lý do để “%(move)s”.") % {"move": shown(wanted.name)}, reason)
        return self.state(wanted.to)

    def _refusal(self, state: str, move: Move) -> str:
        return _("Không thể “%(move)s” khi đang ở “%(state)s”; chỉ làm được từ: %(from)s.") % {
            "move": shown(move.name),
            "state": shown(self.state(state).name),
            "from": ", ".join(shown(self.state(key).name) for key in move.from_),
        }

    def contradictions(self) -> Iterator[tuple[str, str, str]]:
        """Path, value and remedy of everything in the flow that does not fit together."""
        keys = [one.key for one in self.states]
        yield from _repeated("states", keys)
        yield from _repeated("moves", [one.key for one in self.moves])
        for at, move in enumerate(self.moves):
            for number, key in enumerate(move.from_):
                if key not in keys:
                    yield f"moves[{at}].from[{number}]", key, _one_of(keys)
            if move.to not in keys:
                yield f"moves[{at}].to", move.to, _one_of(keys)
        reached = {self.start, *(move.to for move in self.moves)}
        for at, key in enumerate(keys):
            if key not in reached:
                yield f"states[{at}].key", key, "no move leads here: add one or take the state away"


def _repeated(listing: str, keys: list[str]) -> Iterator[tuple[str, str, str]]:
    for at, key in enumerate(keys):
        if key in keys[:at]:
            yield f"{listing}[{at}].key", key, "the key is used twice: give each entry a key of its own"


def _one_of(keys: Iterator[str] | list[str]) -> str:
    return f"name one of: {', '.join(keys)}"
