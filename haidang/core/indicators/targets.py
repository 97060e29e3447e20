"""Results against targets: what has been reached, what the whole period will come to at this pace, how it stands."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from haidang.kernel import clock
from haidang.kernel.formula import Cells, Quality, Why
from haidang.kernel.periods import Kind, Period, is_longer

from . import over_time
from .book import Book, Entry
from .cells import side_by_side, trend
from .forecasting import carrying
from .forecasting.carrying import Ahead, Line
from .models import Target

State = Literal["reached", "on_course", "at_risk", "behind", "missed", "unknown", "not_begun"]
NEAR = 0.95
"""From so much of the target on a projection is at risk rather than behind."""
FEW = 3
"""Fewer values than these give no projection of what only has a newest value."""


@dataclass(frozen=True, slots=True)
class Progress:
    """One target beside its result. `share` is result / target; `how` says in words how the projection was made."""

    target: Target
    result: float | None
    why: Why
    quality: Quality
    projection: float | None
    how: str
    state: State
    until: Period | None

    @property
    def share(self) -> float | None:
        if self.result is None or not self.target.value:
            return None
        return self.result / self.target.value

    @property
    def is_over(self) -> bool:
        return self.target.over.last < clock.today()


_Alike = tuple[int, Period, Kind, over_time.How, timedelta]


@dataclass(frozen=True, slots=True)
class _Course:
    """The parts of one target's period, and of the same period a year before; `whole` is the period itself, so far."""

    own: list[Period]
    cells: Cells
    before: Cells
    whole: Cells


def progress(known: Book, targets: list[Target]) -> list[Progress]:
    """Each target with its result."""
    readable = [(one, known.by_id.get(one.indicator_id)) for one in targets]
    ahead = carrying.ahead_of([one for one in targets if one.over.first <= clock.today() <= one.over.last], known)
    courses = _courses(readable)
    return [
        _of_one(one, entry, course, ahead) if entry is not None and course is not None else _unseen(one, entry)
        for (one, entry), course in zip(readable, courses, strict=True)
    ]


def _unseen(target: Target, entry: Entry | None) -> Progress:
    """One without a course: nothing can be read of it, or its period has not begun."""
    return _not_begun(target) if entry is not None and _is_readable(target, entry) else _unknown(target)


def _is_readable(target: Target, entry: Entry) -> bool:
    return not is_longer(entry.period, target.over.kind)


def _unknown(target: Target) -> Progress:
    return Progress(target, None, Why.NO_VALUE, Quality.GOOD, None, "", "unknown", None)


def _not_begun(target: Target) -> Progress:
    return Progress(target, None, Why.NO_VALUE, Quality.GOOD, None, "", "not_begun", None)


def _of_one(target: Target, entry: Entry, course: _Course, ahead: Ahead) -> Progress:
    over = target.over
    value, why, quality = course.whole.at(0, 0)
    there = np.flatnonzero(course.cells.is_there[0])
    until = course.own[int(there[-1])] if len(there) else None
    line = ahead.get((entry.id, target.place_id))
    projection, how = (value, "") if over.last < clock.today() else _projected(course, entry, value, line)
    return Progress(target, value, why, quality, projection, how, _state(target, value, projection, entry), until)


def _courses(readable: list[tuple[Target, Entry | None]]) -> list[_Course | None]:
    """Of each target that has begun; those of one place, period and manner are read and added up together."""
    alike: dict[_Alike, dict[int, int]] = defaultdict(dict)
    for number, (target, entry) in enumerate(readable):
        if entry is not None and _is_readable(target, entry) and target.over.first <= clock.today():
            alike[target.place_id, target.over, entry.period, entry.facts.over_time, entry.due][number] = entry.id
    found: list[_Course | None] = [None] * len(readable)
    for shared, several in alike.items():
        ids = np.unique(np.array(list(several.values()), np.int32))
        together = _together(shared, ids)
        rows = np.searchsorted(ids, np.array(list(several.values()), np.int32)).tolist()
        for number, row in zip(several, rows, strict=True):
            found[number] = _Course(
                together.own, together.cells.row(row), together.before.row(row), together.whole.row(row)
            )
    return found


def _together(shared: _Alike, ids: NDArray[np.int32]) -> _Course:
    """With a row for each of these indicators."""
    place, over, kind, how, due = shared
    own, before = over_time.span([over], kind), over_time.span([over.year_before], kind)
    read = trend(ids.tolist(), place, [*own, *before] if how == "sum" else own)  # only sums are set beside last year's
    cells = side_by_side(read, ids, own)
    return _Course(own, cells, side_by_side(read, ids, before), over_time.seen_in(cells, own, [over], how, due))


def _projected(course: _Course, entry: Entry, so_far: float | None, line: Line | None) -> tuple[float | None, str]:
    """What the whole period comes to: as forecast, else if it goes on as it did; None where too little is known."""
    there = course.cells.is_there[0]
    if so_far is None or not there.any():
        return None, ""
    if line is not None and (total := carrying.carried(line, entry, course.own, course.cells)) is not None:
        return total, line.how
    match entry.facts.over_time:
        case "sum":
            return _projected_sum(course, so_far)
        case "mean":
            return so_far, _("trung bình đến nay giữ nguyên")
        case "max":
            return so_far, _("lớn nhất đến nay")
        case _:
            return _projected_last(course, entry, so_far)


def _projected_sum(course: _Course, so_far: float) -> tuple[float | None, str]:
    there, before = course.cells.is_there[0], course.before
    done = int(there.sum())
    same = min(before.value.shape[1], len(there))
    if before.is_there[0].all() and same == len(there):
        last_so_far = float(before.value[0][there].sum())
        if last_so_far > 0:
            growth = so_far / last_so_far
            text = _("như phần còn lại của năm trước, nhân với tăng trưởng đến nay")
            return so_far + growth * float(before.value[0][~there].sum()), text
    return so_far * len(there) / done, _("mỗi kỳ như trung bình đến nay")


def _projected_last(course: _Course, entry: Entry, so_far: float) -> tuple[float | None, str]:
    there = np.flatnonzero(course.cells.is_there[0])
    if len(there) < FEW:
        return so_far, _("giá trị mới nhất giữ nguyên")
    came = course.cells.value[0][there]
    middle, mean = there.mean(), came.mean()
    slope = ((there - middle) * (came - mean)).sum() / ((there - middle) ** 2).sum()  # least squares
    line = float(mean + slope * (len(course.own) - 1 - middle))
    return min(max(line, entry.facts.least), entry.facts.most), _("theo đường thẳng qua các kỳ đã có")


def _state(target: Target, value: float | None, projection: float | None, entry: Entry) -> State:
    if target.over.last < clock.today():
        late = clock.now() >= clock.start_of(target.over.last + timedelta(days=1)) + entry.due
        if value is None:
            return "unknown"
        return "reached" if met(target, value) else "missed" if late else "behind"
    if value is None or projection is None:
        return "unknown"
    if entry.facts.over_time == "sum":
        if target.op == ">=" and value >= target.value:
            return "reached"
        if target.op == "<=" and value > target.value:
            return "missed"
    if met(target, projection):
        return "on_course"
    return "at_risk" if _is_near(target, projection) else "behind"


def met(target: Target, value: float) -> bool:
    match target.op:
        case ">=":
            return value >= target.value - 1e-9
        case "<=":
            return value <= target.value + 1e-9
        case _:
            return abs(value - target.value) <= 1e-9 * max(1.0, abs(target.value))


def _is_near(target: Target, value: float) -> bool:
    if target.op == "<=":
        return value * NEAR <= target.value
    return value >= target.value * NEAR
