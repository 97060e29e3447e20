"""How the province's value follows from its communes, and values of places of before 1/7/2025 from those of today's.

Waited for is every place that gives the indicator: that gave a value then or in one of the periods looked at before it.
With most of them there is a value, marked partial; with less than half there is none.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from haidang.core.directory.models import Place
from haidang.core.indicators.places import LEVELS, Axis
from haidang.kernel.formula import Cells, Quality, Why
from haidang.kernel.formula.cells import COMMUNE

LEAST = 0.5
How = Literal["sum", "mean", "weighted", "none"]


def rolled_up(cells: Cells, axis: Axis, how: How, level: str, weights: Cells | None = None) -> Cells:
    """One row: the province, from the rows of `level`. Columns follow each other in time."""
    rows = axis.level == LEVELS[level]
    there, value = cells.is_there[rows], cells.value[rows]
    weight = np.ones(there.shape) if weights is None else np.where(weights.is_there[rows], weights.value[rows], 0.0)
    if how == "weighted":
        there = there & (weight > 0)
    counted = np.where(there, value, 0.0)
    total = np.where(there, weight, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        made = counted.sum(axis=0) if how == "sum" else (counted * np.where(there, weight, 0.0)).sum(axis=0) / total
    some = there.sum(axis=0)
    expected = _expected(there)
    why = np.where(some == 0, Why.NO_VALUE, np.where(some < LEAST * expected, Why.SOME_MISSING, Why.PRESENT))
    quality = np.bitwise_or.reduce(np.where(there, cells.quality[rows], 0), axis=0)
    quality = np.where(some < expected, quality | Quality.PARTIAL, quality)
    return Cells.made(made[None, :], why[None, :].astype(np.int16), quality[None, :].astype(np.int16))


def _expected(there: NDArray[np.bool_]) -> NDArray[np.intp]:
    """How many places are waited for in each period: those that gave a value then or in one of the columns before."""
    count: NDArray[np.intp] = np.logical_or.accumulate(there, axis=1).sum(axis=0)
    return count


@dataclass(frozen=True, slots=True)
class Part:
    """A place of today has `share` of an old one; `is_divided` where the old one fell to several."""

    old: int
    new: int
    share: float
    is_divided: bool


@dataclass(frozen=True)
class Mapping:
    """From the places of before to those of today. `day` is when today's began."""

    parts: tuple[Part, ...]
    day: date | None

    @cached_property
    def axis(self) -> Axis:
        """The places of before."""
        ids = np.array(sorted({one.old for one in self.parts}), np.int32)
        count = len(ids)
        return Axis(
            ids, np.full(count, COMMUNE, np.int16), np.full(count, -1, np.intp), [""] * count, np.full(count, np.nan)
        )


def mapping(axis: Axis) -> Mapping:
    """Old wards, and old provinces, with what they are a part of today.

    A divided ward is split by the areas of the communes it fell to, in equal parts where an area is unknown: a rule, not
    a count, and each value made by it is marked.
    """
    communes = {int(number) for number in axis.ids[axis.level == COMMUNE]} | {axis.root_id}
    links = Place.successors.through.objects.filter(to_place__in=communes).values_list("from_place", "to_place")
    areas = dict(zip(axis.ids.tolist(), axis.area.tolist(), strict=True))
    after: dict[int, list[int]] = {}
    gone = Place.objects.filter(Q(children=None) | Q(parent=None), valid_to__isnull=False)  # no districts
    leaves = set(gone.values_list("pk", flat=True))
    for old, new in links:
        if old in leaves:
            after.setdefault(old, []).append(new)
    day = Place.objects.filter(pk__in=communes, valid_from__isnull=False).order_by("valid_from").first()
    parts = [part for old, several in sorted(after.items()) for part in _split(old, sorted(several), areas)]
    return Mapping(tuple(parts), day.valid_from if day else None)


def _split(old: int, several: list[int], areas: dict[int, float]) -> list[Part]:
    sizes = np.array([areas.get(new, np.nan) for new in several])
    if not np.isfinite(sizes).all() or sizes.sum() <= 0:
        sizes = np.ones(len(several))
    shares = sizes / sizes.sum()
    return [Part(old, new, float(share), len(several) > 1) for new, share in zip(several, shares, strict=True)]


def restated(old: Cells, mapped: Mapping, axis: Axis, how: How, weights: Cells | None = None) -> Cells:
    """Values of old places (rows of `mapped.axis`) as values of today's: sums are split and added, means weighed.

    A place lacks a value where one of its old parts does. What neither adds up nor has a mean ("none") goes only to the
    place that is the same as one of before.
    """
    shape = (len(axis), old.value.shape[1])
    value, total = np.zeros(shape), np.zeros(shape)
    quality, lacks, has = np.zeros(shape, np.int16), np.zeros(shape, bool), np.zeros(shape, bool)
    several = Counter(part.new for part in mapped.parts)
    for part in mapped.parts:
        at, row = axis.row_of[part.new], mapped.axis.row_of[part.old]
        there = old.is_there[row]
        weight = np.full(shape[1], part.share)
        if weights is not None:
            weight = weight * np.where(weights.is_there[row], weights.value[row], 0.0)
        value[at] += np.where(there, old.value[row] * (part.share if how == "sum" else weight), 0.0)
        total[at] += np.where(there, weight, 0.0)
        marks = old.quality[row] | (Quality.SPLIT if part.is_divided else 0)
        quality[at] |= np.where(there, marks, 0).astype(np.int16)
        lacks[at] |= ~there
        has[at] |= there & (how != "none" or (several[part.new] == 1 and not part.is_divided))
    with np.errstate(invalid="ignore", divide="ignore"):
        made = value if how == "sum" else value / total
    why = np.where(~has, Why.NO_VALUE, np.where(lacks, Why.SOME_MISSING, Why.PRESENT))
    return Cells.made(np.where(why == 0, made, np.nan), why.astype(np.int16), quality)
