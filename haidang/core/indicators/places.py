"""The rows that values lie on: the province, its communes of today, the offices that give values as departments."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from haidang.core.directory.models import Office, Place, valid_on
from haidang.kernel import clock
from haidang.kernel.formula import Grid
from haidang.kernel.formula.cells import COMMUNE, DEPARTMENT, PROVINCE
from haidang.kernel.once import once
from haidang.kernel.periods import Period

LEVELS = {"province": PROVINCE, "department": DEPARTMENT, "commune": COMMUNE}


@dataclass(frozen=True)
class Axis:
    """`ids` of places, or minus the id of an office; the province first. Every other row lies below it."""

    ids: NDArray[np.int32]
    level: NDArray[np.int16]
    parent: NDArray[np.intp]
    paths: list[str]
    area: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def root(self) -> int:
        return 0

    @property
    def root_id(self) -> int:
        return int(self.ids[0])

    @cached_property
    def row_of(self) -> dict[int, int]:
        return {number: row for row, number in enumerate(self.ids.tolist())}

    @cached_property
    def row_at(self) -> dict[str, int]:
        """By the path of a place, for the province and communes."""
        return {path: row for row, path in enumerate(self.paths) if path}

    @cached_property
    def _sorted(self) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        order = np.argsort(self.ids)
        return order, self.ids[order]

    def rows(self, ids: NDArray[np.int32]) -> NDArray[np.intp]:
        """The row of each id, -1 for places that are not of today."""
        order, known = self._sorted
        if not len(known):
            return np.full(len(ids), -1, np.intp)
        at = np.minimum(np.searchsorted(known, ids), len(known) - 1)
        return np.where(known[at] == ids, order[at], -1)

    def grid(self, periods: list[Period]) -> Grid:
        return Grid(tuple(periods), self.parent, self.level)

    def at_level(self, level: str) -> NDArray[np.bool_]:
        """The rows at which an indicator of a level is given: its own and the province."""
        rows: NDArray[np.bool_] = (self.level == LEVELS[level]) | (self.level == PROVINCE)
        return rows


def today() -> Axis:
    """Raises LookupError before the province is known."""
    return once("indicator axis", _read)


def _read() -> Axis:
    day = clock.today()
    top = Place.objects.filter(valid_on(day), parent=None).order_by("pk").first()
    if top is None:
        raise LookupError("the province has not been taken up yet: run `haidang up` first")
    below = list(Place.objects.filter(valid_on(day), path__startswith=top.path).exclude(pk=top.pk).order_by("path"))
    offices = list(Office.objects.filter(valid_on(day), place=top).order_by("code").values_list("pk", flat=True))
    places = [top, *below]
    count = len(places) + len(offices)
    return Axis(
        ids=np.array([place.pk for place in places] + [-number for number in offices], np.int32),
        level=np.array([PROVINCE] + [COMMUNE] * len(below) + [DEPARTMENT] * len(offices), np.int16),
        parent=np.array([-1] + [0] * (count - 1), np.intp),
        paths=[place.path for place in places] + [""] * len(offices),
        area=np.array([place.area_km2 or np.nan for place in places] + [np.nan] * len(offices)),
    )


def one_row(place: int) -> Axis:
    """One place alone."""
    return Axis(np.array([place], np.int32), np.zeros(1, np.int16), np.array([-1], np.intp), [""], np.array([np.nan]))


def of_before() -> dict[int, date]:
    """Places that are no more, with the first day they no longer were: figures of before that day may be theirs."""
    gone = Place.objects.filter(valid_to__lte=clock.today())
    return {pk: day for pk, day in gone.values_list("pk", "valid_to") if day is not None}
