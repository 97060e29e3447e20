"""What is usual and what is not: the newest full period against those before it."""

from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Any

from haidang.core.indicators import queries
from haidang.core.indicators.book import Entry
from haidang.core.indicators.charts import Trend
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.formula import Quality
from haidang.kernel.manifest import Domain, Lead
from haidang.kernel.periods import Period
from haidang.web.desk.indicators import drawing

BACK = 28
"""So many periods before make what is usual."""
FEW = 8
"""Fewer than these say nothing of what is usual."""
FAR = 3.0
"""From so many standard deviations on it is unusual."""


@dataclass(frozen=True, slots=True)
class Usual:
    """`value` of the newest full period; `mean` and `spread` of those before, None where they are too few.

    `away` is how many standard deviations it lies from the mean.
    """

    entry: Entry
    name: str
    period: Period
    value: float
    quality: Quality
    line: list[float | None]
    mean: float | None
    away: float | None

    @property
    def is_unusual(self) -> bool:
        return self.away is not None and abs(self.away) >= FAR


def usual(actor: Actor, domain: Domain, lead: Lead) -> dict[str, Any] | None:
    """The furthest from what is usual first, and the course of the first indicator with the band of what is usual."""
    from .indicators import entries

    found = queries.trends(actor, [one.code for one in entries(actor, domain, lead)], count=BACK + 2)
    rows = [row for one in found if (row := _row(one)) is not None]
    if not rows:
        return None
    first = next(one for one in found if one.entry is rows[0].entry)
    drawn = _drawn(first, rows[0])
    rows.sort(key=lambda one: -abs(one.away or 0.0))
    return {"rows": rows, "chart": drawn, "back": BACK, "first": first.entry}


def _row(found: Trend) -> Usual | None:
    known = [
        (period, value, Quality(mark))
        for period, value, mark, why in zip(
            found.periods, found.value.tolist(), found.quality.tolist(), found.why.tolist(), strict=True
        )
        if not why and Quality.TO_DATE not in Quality(mark)
    ]
    if not known:
        return None
    *before, (period, value, quality) = known
    values = [one for _period, one, _mark in before]
    mean = fmean(values) if len(values) >= FEW else None
    spread = pstdev(values) if mean is not None else 0.0
    away = (value - mean) / spread if mean is not None and spread > 0 else None
    facts = found.entry.facts
    line = [one for _period, one, _mark in known]
    return Usual(found.entry, shown(facts.short or facts.name), period, value, quality, list(line), mean, away)


def _drawn(found: Trend, one: Usual) -> dict[str, Any]:
    """The course with the band of what is usual behind it."""
    chart = drawing.trend(found, [], [])
    if one.mean is not None and one.away:
        reach = FAR * abs((one.value - one.mean) / one.away)
        chart["bands"] = [
            {"from": max(one.mean - reach, found.entry.facts.least), "to": one.mean + reach, "colour": "$data2"}
        ]
        chart["thresholds"] = []
    return chart
