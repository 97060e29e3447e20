"""What everybody may have of a field's figures: values with place, period, quality, origin and moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from haidang.kernel.action import PUBLIC
from haidang.kernel.formula import Quality
from haidang.kernel.periods import Period

from . import book, places
from .book import Entry
from .seeing import entries_of
from .values import Origin

_VALUES = """
SELECT period, place_id, value, quality, is_simulated, origin, at FROM indicator_value
WHERE indicator_id = %s AND place_id = ANY(%s) ORDER BY period, place_id
"""


@dataclass(frozen=True, slots=True)
class Published:
    """One value; `place` is the id of a place, or minus that of an office."""

    entry: Entry
    period: Period
    place: int
    value: float
    quality: Quality
    origin: Origin
    at: datetime


def public_entries(domain: str) -> list[Entry]:
    """The indicators of a field that are open to all, in the order of their facts."""
    codes = [code for code, one in book.current().by_code.items() if one.domain == domain and one.facts.public]
    return entries_of(PUBLIC, codes)


def published(entries: list[Entry], *, with_places: bool = False) -> Iterator[Published]:
    """Indicator by indicator, oldest first; of the province, or of every place that gives the figure."""
    axis = places.today()
    for one in entries:
        where = axis.ids[axis.at_level(one.facts.level)].tolist() if with_places else [axis.root_id]
        with connection.cursor() as cursor:
            cursor.execute(_VALUES, [one.id, where])
            for day, place, value, quality, simulated, origin, at in cursor.fetchall():
                marks = Quality(quality) | (Quality.SIMULATED if simulated else Quality.GOOD)
                yield Published(one, Period(day, one.period), place, value, marks, Origin(origin), at)


def newest_at(entries: list[Entry]) -> datetime | None:
    """When the newest figure of the province came."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(at) FROM indicator_latest WHERE place_id = %s AND indicator_id = ANY(%s)",
            [places.today().root_id, [one.id for one in entries]],
        )
        found: datetime | None = cursor.fetchone()[0]
        return found
