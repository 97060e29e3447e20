"""Which few indicators stand for a field, or for the whole province, where nobody chose them.

What has a value comes before what has none, what a plan in force aims at before what nothing is asked of, what has bands
before what has none, what has a short name before what has only a long one. The fields take turns.
"""

from collections.abc import Iterable
from itertools import chain, zip_longest

from haidang.core.directory.permissions import visible
from haidang.core.indicators import book, places
from haidang.core.indicators.book import BANDS, Entry
from haidang.core.indicators.models import Target
from haidang.core.indicators.seeing import entries_of
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.periods import Period

from .owing import with_values

VALUE, TARGET = 16, 8


def headline(actor: Actor, *, domain: str = "", most: int = 12, first: Iterable[str] = ()) -> list[Entry]:
    """At most so many; those of `first` that the actor may see lead, in their order."""
    known = book.current().by_code
    chosen = entries_of(actor, list(dict.fromkeys(first)))[:most]
    seen = entries_of(actor, [code for code, one in known.items() if domain in ("", one.domain) and one not in chosen])
    score = _scores(actor, seen)
    by_field: dict[str, list[Entry]] = {key: [] for key in registry.domains()}
    for one in sorted(seen, key=lambda one: -score[one.id]):
        by_field.setdefault(one.domain, []).append(one)
    turns = chain.from_iterable(zip_longest(*by_field.values()))
    rest = [one for one in turns if one is not None and score[one.id] >= BANDS]
    rest.sort(key=lambda one: score[one.id] < VALUE)  # stable: the turns stay, what has no value comes last
    return [*chosen, *rest][:most]


def _scores(actor: Actor, entries: list[Entry]) -> dict[int, int]:
    known, aimed = with_values(), _aimed_at(actor)
    return {one.id: VALUE * (one.id in known) + TARGET * (one.id in aimed) + one.standing for one in entries}


def _aimed_at(actor: Actor) -> set[int]:
    """Indicators with a target of the province in a period of now."""
    today = clock.today()
    rows = Target.objects.filter(visible(actor, Target), place_id=places.today().root_id, period__lte=today)
    found = rows.values_list("period", "kind", "indicator_id").distinct()
    last = {(day, kind): Period(day, kind).last for day, kind in {(day, kind) for day, kind, _one in found}}  # type: ignore[arg-type]
    return {one for day, kind, one in found if last[day, kind] >= today}
