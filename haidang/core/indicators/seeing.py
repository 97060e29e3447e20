"""Which indicators an actor may see."""

from collections.abc import Iterable

from haidang.core.directory.permissions import scope_of
from haidang.kernel.action import Actor

from . import book
from .book import Entry


class Unseen(LookupError):
    """There is no such indicator, or none that the actor may see."""


def entries_of(actor: Actor, codes: Iterable[str]) -> list[Entry]:
    """Indicators in force by code that the actor may see, in the order asked for."""
    known, scope = book.current(), scope_of(actor)
    seen = {name: scope.covers("", "", name, "indicator") for name in ("public", "internal")}
    found = (known.by_code.get(code) for code in codes)
    return [one for one in found if one is not None and seen[one.data_class]]


def entry_of(actor: Actor, code: str) -> Entry:
    """Raises Unseen."""
    found = entries_of(actor, [code])
    if not found:
        raise Unseen(code)
    return found[0]
