"""Tropical cyclones that passed near, 1980 to 2024: what they did, six hours a step, and what their wind is called.

Positions and winds are history (facts/NOTICE); nothing here forecasts. Names come by wind from a dated table
(facts/storm_scale.toml), and the legal risk level is never derived from them.
"""

import csv
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import msgspec

from haidang.kernel import strict
from haidang.kernel.geo import Point, distance_m
from haidang.kernel.manifest import Trust, Words

FACTS = Path(__file__).parent / "facts"
KMH = 1.852
"""km/h of a knot."""


class Class(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a wind of at least `from_` km/h makes of it; `levels` are those of the wind scale, `severity` 0 for none."""

    key: str
    name: Words
    from_: float = msgspec.field(name="from")
    levels: str = ""
    severity: int = 0


class _Scale(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    valid_from: date
    trust: Trust
    classes: list[Class]


SCALE = strict.load(FACTS / "storm_scale.toml", _Scale)


@dataclass(frozen=True, slots=True)
class Fix:
    """Where it was; `wind` is the strongest mean wind in km/h, None where nobody could tell."""

    at: datetime
    point: Point
    wind: float | None

    @property
    def class_(self) -> Class | None:
        return None if self.wind is None else class_of(self.wind)


@dataclass(frozen=True, slots=True)
class Storm:
    """One track. `key` is its number in IBTrACS."""

    key: str
    season: int
    fixes: tuple[Fix, ...]

    @property
    def strongest(self) -> Fix:
        return max(self.fixes, key=lambda one: one.wind or 0.0)

    def nearest(self, to: Point) -> tuple[float, int]:
        """km and number of the fix that came nearest."""
        return min((distance_m(to, one.point) / 1000, at) for at, one in enumerate(self.fixes))


def class_of(wind: float) -> Class:
    """By wind in km/h."""
    return SCALE.classes[bisect_right([one.from_ for one in SCALE.classes], wind) - 1]


@cache
def storms() -> tuple[Storm, ...]:
    """The newest first."""
    found: dict[str, list[Fix]] = {}
    seasons: dict[str, int] = {}
    with (FACTS / "storms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            seasons[row["track_id"]] = int(row["season"])
            found.setdefault(row["track_id"], []).append(_fix(row))
    made = [Storm(key, seasons[key], tuple(sorted(fixes, key=lambda one: one.at))) for key, fixes in found.items()]
    return tuple(sorted(made, key=lambda one: one.fixes[0].at, reverse=True))


def _fix(row: dict[str, str]) -> Fix:
    at = datetime.fromisoformat(row["time"]).replace(tzinfo=UTC)
    wind = round(float(row["wind"]) * KMH, 1) if row["wind"] else None
    return Fix(at, Point(float(row["lon"]), float(row["lat"])), wind)


def storm(key: str) -> Storm | None:
    return next((one for one in storms() if one.key == key), None)


def by_year(found: Sequence[Storm]) -> dict[int, int]:
    """How many in each year from the first to the last of the archive, none told as 0."""
    every = storms()
    years = range(every[-1].season, every[0].season + 1)
    return {year: sum(one.season == year for one in found) for year in years}


def within(to: Point, km: float) -> list[Storm]:
    """Those that came so near, the newest first."""
    return [one for one in storms() if one.nearest(to)[0] <= km]
