"""One indicator over all places and periods at once, for those who compute with it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haidang.core.indicators import places
from haidang.core.indicators.book import Entry
from haidang.core.indicators.cells import SIMULATED, Store, between
from haidang.core.indicators.seeing import entry_of
from haidang.kernel.action import Actor
from haidang.kernel.periods import Period


@dataclass(frozen=True, slots=True)
class Grid:
    """`value` is [places, periods], NaN where there is none; `place` holds ids as in the tables, the province first."""

    entry: Entry
    periods: list[Period]
    place: NDArray[np.int32]
    value: NDArray[np.float64]
    is_simulated: NDArray[np.bool_]

    @property
    def whole(self) -> NDArray[np.float64]:
        row: NDArray[np.float64] = self.value[0]
        return row


def grid(actor: Actor, code: str, periods: Sequence[Period]) -> Grid:
    """Of the province and every place of the indicator's level; the periods follow each other. Raises Unseen."""
    one = entry_of(actor, code)
    axis, asked = places.today(), list(periods)
    cells = Store.of(between([one.id], asked[0].first, asked[-1].first)).cells(one.id, axis, asked)
    rows = axis.at_level(one.facts.level)
    value = np.where(cells.is_there, cells.value, np.nan)[rows]
    return Grid(one, asked, axis.ids[rows], value, ((cells.quality & SIMULATED) != 0)[rows])
