"""VN_AQI, the air quality index of a station, hourly and daily: Quyết định 1459/QĐ-TCMT (12/11/2019), section 2.

Concentrations are 1-hour means in µg/m³ (CO too), by series key: so2, co, no2, o3, pm10, pm25. A missing hour is None.
Breakpoints, levels and advice are facts, in `facts/vn_aqi.toml`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import msgspec

from haidang.kernel import strict
from haidang.kernel.manifest import Trust, Words

Hours = Sequence[float | None]

DUST = ("pm25", "pm10")
GASES = ("o3", "no2", "so2", "co")
PARAMETERS = DUST + GASES

NOWCAST_HOURS = 12
FEWEST_WEIGHT = 0.5
O3_8H_CEILING = 400


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of the six levels; `upto` is its highest index."""

    key: str
    upto: int
    colour: str
    name: Words
    everyone: Words
    sensitive: Words


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    valid_from: date
    trust: Trust
    index: list[int]
    breakpoints: dict[str, list[float]]
    levels: list[Level]


TABLE = strict.load(Path(__file__).parent / "facts" / "vn_aqi.toml", _Table)
LEVELS = tuple(TABLE.levels)


@dataclass(frozen=True, slots=True)
class NowCast:
    """A weighted mean of the last 12 hours, µg/m³. `weight` is the w of the decision, `missing` counts absent hours.

    With w = 1/2 the decision's formula is not normalised, so every missing hour makes the value read low; we keep the
    formula to the letter and say so through `reads_low`.
    """

    value: float
    weight: float
    missing: int

    @property
    def reads_low(self) -> bool:
        return self.weight == FEWEST_WEIGHT and self.missing > 0


@dataclass(frozen=True, slots=True)
class Part:
    """The index of one parameter: what went into it (µg/m³) and from which averaging ('1h', '8h', '24h', 'nowcast')."""

    parameter: str
    averaging: str
    concentration: float
    index: int
    reads_low: bool = False


@dataclass(frozen=True, slots=True)
class Aqi:
    """The index of a station with all its parts, highest first; `hours` counts the hours of the best-covered dust."""

    parts: tuple[Part, ...]
    hours: int

    @property
    def highest(self) -> Part:
        return self.parts[0]

    @property
    def index(self) -> int:
        return self.highest.index

    @property
    def level(self) -> Level:
        return level(self.index)


def level(index: int) -> Level:
    """The level an index belongs to (table 1)."""
    return next((one for one in LEVELS if index <= one.upto), LEVELS[-1])


def sub_index(column: str, concentration: float) -> int:
    """The index of one concentration (µg/m³) in a column of table 2, rounded half up, at most the column's last index.

    Below zero, which analysers report close to it, counts as zero.
    """
    steps = list(zip(TABLE.breakpoints[column], TABLE.index, strict=False))
    value = max(concentration, 0.0)
    for (low, from_index), (high, to_index) in pairwise(steps):
        if value <= high:
            return _rounded((to_index - from_index) / (high - low) * (value - low) + from_index)
    return steps[-1][1]


def nowcast(hours: Hours) -> NowCast | None:
    """NowCast (µg/m³) of hourly means in time order, the last being now; hours before the last 12 are left out.

    None when fewer than two of the last three hours are there.
    """
    newest_first = list(reversed(hours))[:NOWCAST_HOURS]
    newest_first += [None] * (NOWCAST_HOURS - len(newest_first))
    known = [(age, value) for age, value in enumerate(newest_first) if value is not None]
    if sum(age < 3 for age, _ in known) < 2:
        return None
    highest = max(value for _, value in known)
    lowest = min(value for _, value in known)
    weight = max(lowest / highest, FEWEST_WEIGHT) if highest > 0 else 1.0
    missing = NOWCAST_HOURS - len(known)
    if weight == FEWEST_WEIGHT:
        return NowCast(sum(weight ** (age + 1) * value for age, value in known), weight, missing)
    total = sum(weight**age * value for age, value in known)
    return NowCast(total / sum(weight**age for age, _ in known), weight, missing)


def of_hour(hours: Mapping[str, Hours]) -> Aqi | None:
    """VN_AQI of the last hour. `hours` holds, for each parameter, hourly means in time order that end with that hour.

    None without PM10 and without PM2.5 (clause 1.3).
    """
    return _combined(hours, _dust_of_hour, _gas_of_hour)


def of_day(hours: Mapping[str, Hours]) -> Aqi | None:
    """VN_AQI of a day from its 24 hourly means, 01:00 to 24:00 in time order, for each parameter.

    The decision, as far as we could read it, names no least number of hours: `Aqi.hours` lets the reader judge.
    None without PM10 and without PM2.5.
    """
    return _combined(hours, _dust_of_day, _gas_of_day)


def _combined(
    hours: Mapping[str, Hours], dust: Callable[[str, Hours], list[Part]], gas: Callable[[str, Hours], list[Part]]
) -> Aqi | None:
    parts = [part for name in DUST if name in hours for part in dust(name, hours[name])]
    if not parts:
        return None
    parts += [part for name in GASES if name in hours for part in gas(name, hours[name])]
    covered = max(sum(value is not None for value in hours[part.parameter]) for part in parts if part.parameter in DUST)
    return Aqi(tuple(sorted(parts, key=lambda part: -part.index)), covered)


def _dust_of_hour(parameter: str, hours: Hours) -> list[Part]:
    cast = nowcast(hours)
    if cast is None:
        return []
    return [Part(parameter, "nowcast", cast.value, sub_index(parameter, cast.value), cast.reads_low)]


def _gas_of_hour(parameter: str, hours: Hours) -> list[Part]:
    if not hours or hours[-1] is None:
        return []
    column = "o3_1h" if parameter == "o3" else parameter
    return [Part(parameter, "1h", hours[-1], sub_index(column, hours[-1]))]


def _dust_of_day(parameter: str, hours: Hours) -> list[Part]:
    known = [value for value in hours if value is not None]
    if not known:
        return []
    mean = math.fsum(known) / len(known)
    return [Part(parameter, "24h", mean, sub_index(parameter, mean))]


def _gas_of_day(parameter: str, hours: Hours) -> list[Part]:
    known = [value for value in hours if value is not None]
    if not known:
        return []
    highest = max(known)
    if parameter != "o3":
        return [Part(parameter, "1h", highest, sub_index(parameter, highest))]
    parts = [Part("o3", "1h", highest, sub_index("o3_1h", highest))]
    of_eight = highest_of_eight(hours)
    if of_eight is not None and of_eight <= O3_8H_CEILING:
        parts.append(Part("o3", "8h", of_eight, sub_index("o3_8h", of_eight)))
    return parts


def highest_of_eight(hours: Hours) -> float | None:
    """The highest mean (µg/m³) of eight hours in a row, all eight present; None when there are no such eight."""
    windows = (hours[start : start + 8] for start in range(len(hours) - 7))
    means = [math.fsum(known) / 8 for window in windows if len(known := [v for v in window if v is not None]) == 8]
    return max(means, default=None)


def _rounded(value: float) -> int:
    """Half up, as the decision's own samples do; nine decimals first, so that 109.49999999999999 is 109.5."""
    return math.floor(round(value, 9) + 0.5)
