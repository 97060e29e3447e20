"""Hands figures in as another program does: `POST /api/v1/indicators/values`, marked as simulated."""

import logging
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haidang.kernel import registry
from haidang.kernel.manifest.indicator import COMPUTED, Indicator
from haidang.kernel.periods import Period
from haidang.sim.noise import Numbers
from haidang.sim.web import Undelivered, Web
from haidang.sim.world import World

from . import facts
from .arriving import Arrivals, between_moments, history, newest
from .making import Ground, Maker

log = logging.getLogger(__name__)

BATCH = 5_000
EVERY = 300.0
"""Seconds between two looks at what is due."""
JUMP = "Biến động mô phỏng"
"""The word that a figure far from the one before asks for."""
SOURCE = "Bộ mô phỏng của tỉnh trình diễn"
Value = dict[str, Any]
Cells = Set[tuple[str, str, str]]
"""(indicator, place, period)"""


@dataclass
class Figures:
    """Asked every tick; looks every few minutes. `told` is what each domain's file says."""

    world: World
    web: Web
    told: dict[str, facts.Figure] = field(default_factory=facts.read)
    _looked_at: float = 0.0

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        return dict(registry.indicators().indicators)

    @cached_property
    def maker(self) -> Maker:
        return Maker(self.world.noise, Ground.of(self.world.pack), self.indicators, self.told)

    @cached_property
    def arrivals(self) -> Arrivals:
        return Arrivals(self.world.noise)

    def brought(self) -> Iterator[tuple[str, Indicator]]:
        """What people and other systems bring, as far as it is made here."""
        for code, one in self.indicators.items():
            known = self.told.get(code)
            if one.source not in COMPUTED and known is not None and not known.elsewhere:
                yield code, one

    def fill(self, until: float, left: Cells = frozenset()) -> int:
        """Send the history up to a moment, but for cells left to others; how many figures. Raises Undelivered."""
        count, batch = 0, list[Value]()
        for code, one in self.brought():
            found = self.values(code, one, history(one, self.told[code].kept), -np.inf, until)
            batch += [row for row in found if (row["indicator"], row["place"], row["period"]) not in left]
            if len(batch) >= BATCH:
                count += self.send(batch)
                batch = []
        return count + self.send(batch)

    def tick(self, now: float, after: float) -> float:
        """Send what came due after a moment; until when that was done. What is not taken is tried again."""
        if now - self._looked_at < EVERY:
            return after
        self._looked_at = now
        try:
            self.send([row for code, one in self.brought() for row in self.values(code, one, newest(one), after, now)])
        except Undelivered as error:
            log.info("%s", error)
            return after
        return now

    def send(self, values: list[Value]) -> int:
        """Raises Undelivered."""
        for start in range(0, len(values), BATCH):
            self.web.values(values[start : start + BATCH], source=SOURCE)
        return len(values)

    def values(self, code: str, one: Indicator, periods: list[Period], after: float, until: float) -> list[Value]:
        """The figures of one indicator that come in within (after, until]."""
        if not periods:
            return []
        keys, span = self.maker.ground.keys(one.level), (after, until)
        comes = between_moments(self.arrivals.moments(self._comes_with(code), one, keys, periods), *span)
        if not comes.any():
            return []
        names, table = [period.text for period in periods], self.maker.table(code, periods)
        rows = _rows(code, one, keys, table, comes, names)
        whole = self.maker.whole(code, table)
        if whole is not None:
            comes = between_moments(self.arrivals.moments(self._comes_with(code), one, ("",), periods), *span)
            rows += _rows(code, one, ("",), whole[None, :], comes, names)
        return rows

    def _comes_with(self, code: str) -> str:
        """A part comes in with what it is a part of: both are of the same places then."""
        whole = self.told[code].of
        return self._comes_with(f"{code.partition('.')[0]}.{whole}") if whole else code


def _rows(
    code: str, one: Indicator, keys: Sequence[str], table: Numbers, comes: NDArray[np.bool_], periods: list[str]
) -> list[Value]:
    note = JUMP if one.jump or one.parts else ""
    row, column = np.nonzero(comes & np.isfinite(table))
    values = table[row, column].tolist()
    return [
        {"indicator": code, "place": keys[at], "period": periods[when], "value": value, "note": note}
        for at, when, value in zip(row.tolist(), column.tolist(), values, strict=True)
    ]
