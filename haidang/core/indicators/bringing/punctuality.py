"""How punctual offices are: figures that were there by their due time, against those due in a stretch of days."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from haidang.core.indicators import book, places
from haidang.core.indicators.book import Entry
from haidang.core.indicators.models import Indicator
from haidang.core.indicators.owing import expected
from haidang.core.indicators.values import closed_at
from haidang.kernel import clock
from haidang.kernel.periods import Period, containing

# A figure that was corrected since counts from the delivery that brought it first.
_THERE = """
SELECT asked.at, count(*) FILTER (WHERE least(v.at, first.at) <= asked.due), coalesce(bool_or(v.is_simulated), false)
FROM unnest(%s::int[], %s::int[], %s::date[], %s::timestamptz[], %s::bool[]) AS asked (at, number, day, due, is_below)
JOIN indicator_value v ON v.indicator_id = number AND v.period = day AND NOT (is_below AND v.place_id = %s)
LEFT JOIN LATERAL (
    SELECT min(l.at) AS at FROM indicator_value_change c JOIN indicator_lot l ON l.id = c.old_lot_id
    WHERE v.version > 1 AND c.indicator_id = number AND c.period = day AND c.place_id = v.place_id
) AS first ON true
GROUP BY 1
"""


@dataclass(slots=True)
class Punctual:
    """Figures of one office: how many were due, how many of them were there in time."""

    due: int = 0
    in_time: int = 0

    @property
    def share(self) -> float:
        """Per cent."""
        return 100 * self.in_time / self.due


def punctual(first: date, last: date) -> dict[int, Punctual]:
    """By the id of the office that answers for the figures; of what fell due from `first` to `last`, both included.

    Nothing was due before the indicator was in the catalogue. Whether simulated figures came in time nobody knows:
    periods with some are left out.
    """
    known_since = dict(Indicator.objects.filter(retired_at=None).values_list("pk", "created_at"))
    begins, ends = clock.start_of(first), clock.start_of(date.fromordinal(last.toordinal() + 1))
    asked = [
        (one, period, due)
        for one in book.current().by_code.values()
        if not one.facts.is_computed and one.office_id is not None
        for period, due in _fell_due(one, begins, min(ends, clock.now()))
        if due >= known_since[one.id]
    ]
    there, axis = _there(asked), places.today()
    found: dict[int, Punctual] = defaultdict(Punctual)
    for at, (one, _period, _due) in enumerate(asked):
        in_time, is_simulated = there.get(at, (0, False))
        if not is_simulated and one.office_id is not None:
            found[one.office_id].due += expected(axis, one)
            found[one.office_id].in_time += min(in_time, expected(axis, one))
    return dict(found)


def _fell_due(one: Entry, begins: datetime, ends: datetime) -> Iterator[tuple[Period, datetime]]:
    period = containing(clock.day_of(ends), one.period)
    while (due := closed_at(period.last, one.due)) >= begins:
        if due < ends:
            yield period, due
        period = period.previous


def _there(asked: list[tuple[Entry, Period, datetime]]) -> dict[int, tuple[int, bool]]:
    """By the number in the list: how many values were there in time, and whether any is simulated."""
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _THERE,
            [
                list(range(len(asked))), [one.id for one, _period, _due in asked],
                [period.first for _one, period, _due in asked], [due for _one, _period, due in asked],
                [one.facts.level != "province" for one, _period, _due in asked], places.today().root_id,
            ],
        )  # fmt: skip
        return {at: (in_time, is_simulated) for at, in_time, is_simulated in cursor.fetchall()}
