"""What is read once while a request that only reads lasts: the same question twice gets the same answer, from memory.

Outside such a request every question is asked anew, so nothing is kept longer than the page it is for.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("once", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Keep what `once` reads until the block ends."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(name: Hashable, read: Callable[[], T]) -> T:
    """What `read` answered first under this name within the block."""
    kept = _kept.get()
    if kept is None:
        return read()
    if name not in kept:
        kept[name] = read()
    answer: T = kept[name]
    return answer


def is_kept(name: Hashable) -> bool:
    return name in (_kept.get() or ())
