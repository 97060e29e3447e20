"""Rain over the last hours, and the band it falls in. Never a legal risk level: that needs facts nobody gave us.

Amounts in mm; a reading is what fell in the interval that ends at its moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from haidang.kernel import strict
from haidang.kernel.manifest import Trust, Words

INTERVAL = timedelta(minutes=10)


class Band(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rain of at least `from_` mm within `hours`."""

    hours: int
    key: str
    name: Words
    from_: float = msgspec.field(name="from")


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    valid_from: date
    trust: Trust
    classes: list[Band]


TABLE = strict.load(Path(__file__).parent / "facts" / "rain.toml", _Table)


@dataclass(frozen=True, slots=True)
class Fallen:
    """mm over `hours`, from `known` of `expected` readings: with some missing, at least so much fell."""

    hours: int
    amount: float
    known: int
    expected: int

    @property
    def complete(self) -> bool:
        return self.known >= self.expected


def fallen(
    readings: Iterable[tuple[datetime, float]], until: datetime, hours: int, every: timedelta = INTERVAL
) -> Fallen:
    """Rain of the readings after `until` less `hours`, up to and including `until`."""
    since = until - timedelta(hours=hours)
    amounts = [amount for at, amount in readings if since < at <= until]
    return Fallen(hours, round(sum(amounts), 3), len(amounts), timedelta(hours=hours) // every)


def band(rain: Fallen) -> Band | None:
    """The heaviest band reached, None below the first or where none is known for those hours."""
    reached = [one for one in TABLE.classes if one.hours == rain.hours and rain.amount >= one.from_]
    return max(reached, key=lambda one: one.from_, default=None)
