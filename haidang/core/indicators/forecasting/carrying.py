"""What a running period will come to by the stored forecast: closed parts as they came, the others as forecast."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from haidang.core.indicators.models import Forecast
from haidang.core.ui import numbers
from haidang.kernel.periods import Period

if TYPE_CHECKING:
    from haidang.core.indicators.book import Book, Entry
    from haidang.core.indicators.models import Target
    from haidang.kernel.formula import Cells


@dataclass(frozen=True, slots=True)
class Line:
    """The values ahead by the first day of their period; `error` is that of the back-test as a share, None if unknown."""

    until: date
    values: dict[date, float]
    error: float | None

    @property
    def how(self) -> str:
        if self.error is None:
            return _("theo dự báo")
        return _("theo dự báo, sai số kiểm định %(share)s %%") % {"share": numbers.said(100 * self.error, 1)}


Ahead = Mapping[tuple[int, int], Line]
"""By (indicator, place)."""


def ahead_of(targets: "Sequence[Target]", known: "Book") -> Ahead:
    """The newest forecasts of what these targets are about, where one could be made."""
    if not targets:
        return {}
    rows = Forecast.objects.filter(
        indicator_id__in={one.indicator_id for one in targets}, place_id__in={one.place_id for one in targets},
        is_newest=True, reason="",
    )  # fmt: skip
    return {(row.indicator_id, row.place_id): _line(row) for row in rows if row.indicator_id in known.by_id}


def _line(row: Forecast) -> Line:
    values = {date.fromisoformat(day): float(value) for day, value, _low, _high in row.points}
    share = row.error / row.level if row.error is not None and row.level else None
    return Line(row.until, values, share)


def carried(line: Line, entry: "Entry", own: list[Period], cells: "Cells") -> float | None:
    """None where a part is neither known nor forecast: a hole in the past stays one."""
    parts = [_part(line, one.first, cells.at(0, column)[0], entry) for column, one in enumerate(own)]
    known = np.array([one for one in parts if one is not None])
    if len(known) < len(parts):
        return None
    match entry.facts.over_time:
        case "sum":
            return float(known.sum())
        case "mean":
            return float(known.mean())
        case "max":
            return float(known.max())
    return float(known[-1])


def _part(line: Line, day: date, came: float | None, entry: "Entry") -> float | None:
    """A closed part as it came; of one that still runs the forecast, but no less than a sum has reached already."""
    if day <= line.until:
        return came
    ahead = line.values.get(day)
    if ahead is not None and came is not None and entry.facts.over_time == "sum":
        return max(ahead, came)
    return ahead if ahead is not None else came
