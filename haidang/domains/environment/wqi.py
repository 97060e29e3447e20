"""VN_WQI, the water quality index of a station: Quyết định 1460/QĐ-TCMT (12/11/2019).

The quality tables come from public code that implements the decision. How the groups are combined is from memory: one
published implementation takes the plain mean sqrt(IV * V) where we take (IV^2 * V)^(1/3). Show the mark with the number.
Tables and classes are facts, in `facts/vn_wqi.toml`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec

from haidang.kernel import strict
from haidang.kernel.manifest import Trust, Words

Group = Literal["I", "II", "III", "IV", "V"]

FEWEST_GROUPS = 3
FEWEST_OF_GROUP_IV = 3


class Parameter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The quality of one parameter: (concentration, quality) points, linear between.

    Under the first point it is `below`, over the last `outside`; without them the quality of that point goes on.
    """

    group: Group
    points: list[tuple[float, float]]
    below: float | None = None
    outside: float | None = None


class Class(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One class of water; `from_` is its lowest index."""

    key: str
    colour: str
    name: Words
    use: Words
    from_: int = msgspec.field(name="from")


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    valid_from: date
    trust: Trust
    formula_trust: Trust
    parameters: dict[str, Parameter]
    classes: list[Class]


TABLE = strict.load(Path(__file__).parent / "facts" / "vn_wqi.toml", _Table)
CLASSES = tuple(TABLE.classes)


@dataclass(frozen=True, slots=True)
class Wqi:
    """The index 0..100 of one sample, the quality of each parameter, and the value of each group that was measured.

    Not `complete`: fewer than three groups, or fewer than three parameters of group IV, as automatic stations are.
    """

    index: int
    qualities: Mapping[str, float]
    groups: Mapping[Group, float]
    complete: bool

    @property
    def class_(self) -> Class:
        return next(one for one in CLASSES if self.index >= one.from_)


def quality(parameter: str, value: float) -> float:
    """The quality 10..100 of one value; units as in the facts."""
    table = TABLE.parameters[parameter]
    points = table.points
    if value < points[0][0]:
        return points[0][1] if table.below is None else table.below
    for (low, from_quality), (high, to_quality) in pairwise(points):
        if value <= high:
            return from_quality + (to_quality - from_quality) * (value - low) / (high - low)
    if value == points[-1][0] or table.outside is None:
        return points[-1][1]
    return table.outside


def oxygen_saturation(oxygen: float, temperature: float) -> float:
    """Dissolved oxygen (mg/L) as % of saturation at a water temperature (°C)."""
    full = 14.652 - 0.41022 * temperature + 0.0079910 * temperature**2 - 0.000077774 * temperature**3
    return oxygen / full * 100


def of_sample(sample: Mapping[str, float]) -> Wqi | None:
    """VN_WQI of one sample by series key (mg/L; ph, do in mg/L with water_temp in °C; coliform per 100 mL).

    Unknown keys are left out. None without group IV.
    """
    values = dict(sample)
    if "do" in values and "water_temp" in values:
        values["do_saturation"] = oxygen_saturation(values["do"], values["water_temp"])
    qualities = {name: quality(name, value) for name, value in values.items() if name in TABLE.parameters}
    groups = _groups(qualities)
    if "IV" not in groups:
        return None
    of_four = sum(TABLE.parameters[name].group == "IV" for name in qualities)
    complete = len(groups) >= FEWEST_GROUPS and of_four >= FEWEST_OF_GROUP_IV
    return Wqi(math.floor(round(_combined(groups), 9) + 0.5), qualities, groups, complete)


def _groups(qualities: Mapping[str, float]) -> dict[Group, float]:
    """Groups II and III are geometric means, the others arithmetic means, of the qualities measured."""
    members: dict[Group, list[float]] = {}
    for name, value in qualities.items():
        members.setdefault(TABLE.parameters[name].group, []).append(value)
    return {
        group: math.prod(values) ** (1 / len(values)) if group in ("II", "III") else math.fsum(values) / len(values)
        for group, values in members.items()
    }


def _combined(groups: Mapping[Group, float]) -> float:
    """I/100 * II/100 * III/100 * (IV^2 * V)^(1/3); a group not measured is a factor of 1, and V then counts as IV."""
    organic = groups["IV"]
    microbes = groups.get("V", organic)
    factor = math.prod(groups.get(group, 100.0) / 100 for group in ("I", "II", "III"))
    return float(factor * (organic**2 * microbes) ** (1 / 3))
