"""The astronomical tide at Vũng Tàu: harmonic prediction for any moment, relative to a stated datum.

Method: h(t) = Z0 + sum f H cos(V + u - g), as in Schureman, Manual of Harmonic Analysis and Prediction of Tides (1958),
with Doodson's developments of f and u in the longitude of the Moon's node (Doodson and Warburg, Admiralty Manual of
Tides, 1941).
Constants: TICON-4, gauge 383 Vũng Tàu, 2007-2025, in `facts/vung_tau_tide.json` (CC BY 4.0, attribution in the file).
Accuracy and its limits: docs/why/tide.md. Weather is not in it; what is measured minus this is the surge.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from haidang.kernel import strict

FACTS = Path(__file__).parent / "facts"
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC).timestamp()
CENTURY = 36525 * 86400.0
TURN_STEP = timedelta(minutes=6)

Numbers = NDArray[np.float64]
Datum = Literal["gauge", "MSL", "LAT"]

# f = sum of parts times cos(kN), u = sum of parts (degrees) times sin(kN), k from 0 and from 1: Doodson's developments.
NODAL: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "MM": ((1.0, -0.1300, 0.0013), ()),
    "MF": ((1.0429, 0.4135, -0.0040), (-23.74, 2.68, -0.38)),
    "O1": ((1.0089, 0.1871, -0.0147, 0.0014), (10.80, -1.34, 0.19)),
    "K1": ((1.0060, 0.1150, -0.0088, 0.0006), (-8.86, 0.68, -0.07)),
    "J1": ((1.0129, 0.1676, -0.0170, 0.0016), (-12.94, 1.34, -0.19)),
    "OO1": ((1.1027, 0.6504, 0.0317, -0.0014), (-36.68, 4.02, -0.57)),
    "M2": ((1.0004, -0.0373, 0.0002), (-2.14,)),
    "K2": ((1.0241, 0.2863, 0.0083, -0.0015), (-17.74, 0.68, -0.04)),
}
L2_LINES = ((0, 0.2505), (1, 0.1102), (2, 0.0156))


class Argument(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """V of one constituent: multiples of (tau, s, h, p, N', p1) plus `add` degrees; `nodal` names whose f and u."""

    multiples: tuple[int, int, int, int, int, int]
    add: float
    nodal: dict[str, float]


@dataclass(frozen=True, slots=True)
class Gauge:
    """A tide gauge: amplitude (m) and Greenwich phase lag (degrees) by constituent, datums in m above gauge zero."""

    name: str
    constituents: Mapping[str, tuple[float, float]]
    datums: Mapping[str, float]
    attribution: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A high or low water: when, and how high (m above the datum asked for)."""

    at: datetime
    level: float
    is_high: bool


@cache
def arguments() -> Mapping[str, Argument]:
    return strict.load(FACTS / "constituents.toml", dict[str, Argument])


@cache
def vung_tau() -> Gauge:
    raw = json.loads((FACTS / "vung_tau_tide.json").read_text(encoding="utf-8"))
    constants = {one["name"]: (one["amplitude"], one["phase"]) for one in raw["harmonic_constituents"]}
    return Gauge(raw["name"], constants, raw["datums"], raw["attribution"])


def levels(seconds: Numbers, above: Datum = "gauge", gauge: Gauge | None = None) -> Numbers:
    """Predicted sea level (m above the datum) at moments in seconds since 1970-01-01 UTC; same shape as `seconds`.

    `gauge` is the zero of the gauge's staff, which Vietnamese warnings for Vũng Tàu are given in.
    """
    gauge = gauge or vung_tau()
    angles = astronomical_angles(seconds)
    corrections = nodal_corrections(angles[3], -angles[4])
    total = np.full_like(seconds, gauge.datums["MSL"] - _zero(gauge, above), dtype=np.float64)
    for name, (amplitude, phase) in gauge.constituents.items():
        argument = arguments().get(name)
        if argument is None:
            continue
        degrees = (
            argument.add
            - phase
            + sum(times * angle for times, angle in zip(argument.multiples, angles, strict=True) if times)
        )
        factor: Numbers | float = amplitude
        for parent, times in argument.nodal.items():
            parent_factor, parent_angle = corrections[parent]
            factor = factor * parent_factor ** abs(times)
            degrees = degrees + times * parent_angle
        total += factor * np.cos(np.radians(degrees))
    return total


def level(at: datetime, above: Datum = "gauge") -> float:
    """Predicted sea level (m above the datum) at one moment."""
    return float(levels(np.array([at.timestamp()]), above)[0])


def turns(start: datetime, end: datetime, above: Datum = "gauge") -> list[Turn]:
    """High and low waters from start (inclusive) to end, in time order, to about a minute and a millimetre."""
    step = TURN_STEP.total_seconds()
    seconds = np.arange(start.timestamp() - step, end.timestamp() + step, step)
    heights = levels(seconds, above)
    slopes = np.diff(heights)
    found = []
    for at in np.flatnonzero(np.sign(slopes[:-1]) * np.sign(slopes[1:]) < 0) + 1:
        before, here, after = heights[at - 1 : at + 2]
        curve = before - 2 * here + after
        aside = (before - after) / (2 * curve)
        moment = datetime.fromtimestamp(seconds[at] + aside * step, start.tzinfo)
        if start <= moment < end:
            found.append(Turn(moment, float(here - (before - after) * aside / 4), bool(curve < 0)))
    return found


def astronomical_angles(seconds: Numbers) -> tuple[Numbers, ...]:
    """tau, s, h, p, N' (= -N), p1 in degrees, not reduced: mean longitudes after Meeus, Astronomical Algorithms, 22 and 25.

    The 70 s between universal and ephemeris time turn tau by 0.01 degrees at most and are left out.
    """
    centuries = (seconds - J2000) / CENTURY
    moon = 218.3164477 + 481267.88123421 * centuries
    sun = 280.46646 + 36000.76983 * centuries
    perigee = 83.3532465 + 4069.0137287 * centuries
    node = 125.04452 - 1934.136261 * centuries
    perihelion = 282.93735 + 1.71946 * centuries
    hour = seconds % 86400.0 / 3600.0 * 15.0
    return hour - moon + sun, moon, sun, perigee, -node, perihelion


def nodal_corrections(perigee: Numbers, node: Numbers) -> dict[str, tuple[Numbers, Numbers]]:
    """f (a factor) and u (degrees) of the constituents that have their own, from p and N in degrees."""
    p, n = np.radians(perigee), np.radians(node)
    found = {name: (_even(even, n), _odd(odd, n)) for name, (even, odd) in NODAL.items()}
    found["M1"] = _polar(1 + 0.36 * np.cos(2 * p) + 0.2 * np.cos(n), -0.36 * np.sin(2 * p) - 0.2 * np.sin(n))
    found["L2"] = _polar(
        1 - sum(part * np.cos(2 * p - times * n) for times, part in L2_LINES) - 0.037 * np.cos(n),
        -sum(part * np.sin(2 * p - times * n) for times, part in L2_LINES) - 0.037 * np.sin(n),
    )
    return found


def _even(factors: tuple[float, ...], angle: Numbers) -> Numbers:
    return sum((part * np.cos(times * angle) for times, part in enumerate(factors)), np.zeros_like(angle))


def _odd(factors: tuple[float, ...], angle: Numbers) -> Numbers:
    return sum((part * np.sin(times * angle) for times, part in enumerate(factors, 1)), np.zeros_like(angle))


def _polar(cosine: Numbers, sine: Numbers) -> tuple[Numbers, Numbers]:
    return np.hypot(cosine, sine), np.degrees(np.arctan2(sine, cosine))


def _zero(gauge: Gauge, above: Datum) -> float:
    return 0.0 if above == "gauge" else gauge.datums[above]
