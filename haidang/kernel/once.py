"""What is read once while a request lasts: the same question twice gets the same answer, from memory.

Outside a request every question is asked anew, so nothing is kept longer than the page it is for. A request that may
write keeps only answers that whoever changes them takes back; the others could be wrong after the write.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class _Memory:
    may_write: bool
    answers: dict[Hashable, Any] = field(default_factory=dict)


_memory: ContextVar[_Memory | None] = ContextVar("once", default=None)


@contextmanager
def remembering(*, may_write: bool = False) -> Iterator[None]:
    """Keep what `once` reads until the block ends: one request, one batch of viewers."""
    token = _memory.set(_Memory(may_write))
    try:
        yield
    finally:
        _memory.reset(token)


def once(name: Hashable, read: Callable[[], T], *, through_writes: bool = False) -> T:
    """What `read` answered first under this name within the block; `through_writes` also in one that may write."""
    memory = _memory.get()
    if memory is None or (memory.may_write and not through_writes):
        return read()
    if name not in memory.answers:
        memory.answers[name] = read()
    answer: T = memory.answers[name]
    return answer


def is_kept(name: Hashable) -> bool:
    """Whether this has been asked within the block already."""
    memory = _memory.get()
    return memory is not None and name in memory.answers
