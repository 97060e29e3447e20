"""Plausible figures for every place and period: `value = f(seed, indicator, place, period)`, without any state."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from haidang.kernel.manifest.indicator import Indicator
from haidang.kernel.periods import Period
from haidang.provinces.facts import Place
from haidang.provinces.pack import Pack
from haidang.sim.noise import Noise, Numbers

from .facts import Figure, Spread
from .seasons import factors

MIDDLE = 2026.0
"""The year whose level the facts give."""
PER_KM2 = {"ward": 3200.0, "commune": 420.0, "special_zone": 160.0, "township": 1500.0}
"""People a square kilometre, invented."""
COAST_BELOW_LAT = 10.47
ODD = 0.006
"""The share of figures that stand out, so that there is something to notice."""
FEW = 60.0
OUTBREAK = (0.35, 0.8, 1.0, 0.9, 0.5, 0.15)
"""How an outbreak rises and falls, period by period."""
SLOW = 6
"""Periods between two knots of the curve that a stock follows."""


@dataclass(frozen=True)
class Ground:
    """The places that give figures: the province's communes of today and its offices."""

    communes: tuple[Place, ...]
    offices: tuple[str, ...]

    @classmethod
    def of(cls, pack: Pack) -> "Ground":
        top = pack.province.place
        offices = [one.code for one in pack.offices if one.place == top and one.valid_to is None]
        return cls(tuple(pack.current_communes()), tuple(sorted(offices)))

    def keys(self, level: str) -> tuple[str, ...]:
        """The places of a level; the province is ""."""
        if level == "commune":
            return tuple(one.code for one in self.communes)
        return self.offices if level == "department" else ("",)

    def weights(self, level: str, by: Spread) -> Numbers:
        """What part of the whole falls to each place of a level."""
        if level != "commune":
            return np.full(len(self.keys(level)), 1 / len(self.keys(level)))
        people = np.array([(one.area_km2 or 20.0) * PER_KM2.get(one.kind, 500.0) for one in self.communes])
        made = people * _leaning(by, self.communes)
        return np.asarray(made / made.sum())


def _leaning(by: Spread, communes: Sequence[Place]) -> Numbers:
    is_town = np.array([one.kind == "ward" for one in communes])
    is_coast = np.array([(one.lat or 11.0) < COAST_BELOW_LAT for one in communes])
    area = np.array([one.area_km2 or 20.0 for one in communes])
    people = np.array([PER_KM2.get(one.kind, 500.0) for one in communes])
    match by:
        case "towns":
            return np.where(is_town, 1.0, 0.35)
        case "country":
            return np.where(is_town, 0.1, 1.0)
        case "coast":
            return np.where(is_coast, 1.0, 0.08)
        case "sea":
            return np.where(is_coast, 1.0, 0.0)
        case "even":
            return np.asarray(1 / (area * people))
        case _:
            return np.ones(len(communes))


@dataclass
class Maker:
    """Makes figures of the indicators that it is told of."""

    noise: Noise
    ground: Ground
    indicators: dict[str, Indicator]
    figures: dict[str, Figure]
    _made: dict[str, Numbers] = field(default_factory=dict)

    def table(self, code: str, periods: Sequence[Period]) -> Numbers:
        """[places of its level, periods]; nan where there is none. One kind of period at a time."""
        self._made = {}
        return self._table(code, periods)

    def whole(self, code: str, table: Numbers) -> Numbers | None:
        """The province's own row where it is given beside those of places, not made of them."""
        one = self.indicators[code]
        if one.level == "province" or one.over_places != "none":
            return None
        weights = self.ground.weights(one.level, self.figures[code].by)
        return np.asarray(np.round((table * weights[:, None]).sum(axis=0), one.decimals))

    def _table(self, code: str, periods: Sequence[Period]) -> Numbers:
        if code not in self._made:
            self._made[code] = self._of_parts(code, periods)
        return self._made[code]

    def _of_parts(self, code: str, periods: Sequence[Period]) -> Numbers:
        one = self.indicators[code]
        domain = code.partition(".")[0]
        if one.parts:
            parts = [self._table(f"{domain}.{key}", periods) for key in one.parts]
            return np.asarray(np.round(np.sum(parts, axis=0), one.decimals))
        told = self.figures[code]
        made = self._shared(code, told, periods) if told.of else self._own(code, told, periods)
        made = np.clip(made, one.least, one.most)
        return np.asarray(np.round(made, one.decimals))

    def _shared(self, code: str, told: Figure, periods: Sequence[Period]) -> Numbers:
        """A part of another indicator; never more of it than there is, where it is a part at all."""
        whole = self._table(f"{code.partition('.')[0]}.{told.of}", periods)
        wobble = self._chance(code, whole.shape, periods, 3.0 if told.noise is None else told.noise)
        share = told.share * (1 + told.growth / 100 * (_years(periods) - MIDDLE)) * (1 + wobble)
        share = np.minimum(share, 1.0) if told.share <= 1 else share
        made = self._whole_numbers(code, whole * share, periods)
        return np.asarray(np.minimum(made, whole)) if told.share <= 1 else made

    def _own(self, code: str, told: Figure, periods: Sequence[Period]) -> Numbers:
        one = self.indicators[code]
        keys = self.ground.keys(one.level)
        years = np.floor(_years(periods)) if told.plan else _years(periods)
        if one.unit == "%" or one.over_places in ("none", "mean", "weighted"):
            return self._level(code, told, periods, years)
        weights = self.ground.weights(one.level, told.by) if one.level != "province" else np.ones(1)
        own = np.array([0.75 + 0.5 * self.noise.once(code, key, "own") for key in keys])
        parts = weights * own / (weights * own).sum()
        whole = told.level * (1 + told.growth / 100) ** (years - MIDDLE) * factors(told.season, periods)
        chance = 0 if told.plan else self._chance(code, (len(keys), len(periods)), periods, self._noise_of(one, told))
        made = np.maximum(parts[:, None] * whole[None, :] * (1 + chance), 0.0)
        if told.surge:
            made += self._surge(code, told.surge, len(keys), periods)
        return self._whole_numbers(code, made, periods)

    def _surge(self, code: str, height: float, places: int, periods: Sequence[Period]) -> Numbers:
        """[places, periods]: what outbreaks add, one at a time, each in a place of its own."""
        at = _numbers(periods)
        block = at // len(OUTBREAK)
        where = np.floor(self.noise.uniform(block, code, "where") * places).astype(np.int64)
        size = height * (0.7 + 0.6 * self.noise.uniform(block, code, "size")) * np.array(OUTBREAK)[at % len(OUTBREAK)]
        added = np.zeros((places, len(periods)))
        added[where, np.arange(len(periods))] = size
        return added

    def _level(self, code: str, told: Figure, periods: Sequence[Period], years: Numbers) -> Numbers:
        """What does not add up: each place has about the level, in points for per cent."""
        one = self.indicators[code]
        keys = self.ground.keys(one.level)
        is_share = one.unit == "%"
        scale = 100.0 if is_share else told.level or 1.0
        grown = told.level + told.growth / 100 * scale * (years - MIDDLE)
        room = min(told.level, 100 - told.level) * 0.25 if is_share and 0 <= told.level <= 100 else scale * 0.1
        own = np.array([(self.noise.once(code, key, "own") - 0.5) * 2 * room for key in keys]) * (len(keys) > 1)
        noise = (1.0 if is_share else 4.0) if told.noise is None else told.noise
        chance = self._chance(code, (len(keys), len(periods)), periods, noise) * scale
        made = (grown[None, :] + own[:, None]) * factors(told.season, periods)[None, :] + (0 if told.plan else chance)
        return np.asarray(np.minimum(made, 100.0) if is_share and told.level <= 100 else made)

    @staticmethod
    def _noise_of(one: Indicator, told: Figure) -> float:
        if told.noise is not None:
            return told.noise
        return 5.0 if one.over_time == "sum" else 1.0

    def _chance(self, code: str, shape: tuple[int, ...], periods: Sequence[Period], noise: float) -> Numbers:
        """A share above or below, for each place and period: all places feel the same weather, each its own beside."""
        one = self.indicators[code]
        at = _numbers(periods)
        keys = self.ground.keys(one.level)
        names = [(code,), *((code, key) for key in keys)]
        if one.over_time == "last":
            knot, part = at // SLOW, (at % SLOW) / SLOW
            before, after = self.noise.normals(knot, names), self.noise.normals(knot + 1, names)
            curves = before + (after - before) * (part * part * (3.0 - 2.0 * part))
        else:
            curves = self.noise.normals(at, names)
        odd = self.noise.uniform(at, code, "odd") < ODD
        jolt = np.where(odd, np.sign(self.noise.normal(at, code, "jolt")) * 6.0, 0.0)
        made = noise / 100 * (0.7 * curves[:1] + 0.7 * curves[1:] + jolt[None, :])
        return np.asarray(np.broadcast_to(made, shape))

    def _whole_numbers(self, code: str, made: Numbers, periods: Sequence[Period]) -> Numbers:
        """Few things happen by chance: how many of them is chance too. What stays is cut the same way each time."""
        one = self.indicators[code]
        if one.decimals:
            return made
        names = [(code, key, "count") for key in self.ground.keys(one.level)]
        if one.over_time != "sum":
            return np.asarray(np.floor(made + self.noise.uniforms(np.zeros(1, np.int64), names)))
        few = made < FEW
        if not few.any():
            return made
        chance = self.noise.uniforms(_numbers(periods), names)
        return np.asarray(np.where(few, _counted(np.minimum(made, FEW), chance), made))


def _counted(mean: Numbers, chance: Numbers) -> Numbers:
    """The number whose share of a Poisson distribution with this mean is the chance."""
    term = np.exp(-mean)
    total, found, number = term, np.zeros(mean.shape), 0
    while (more := chance > total).any() and number < 3 * FEW:
        number += 1
        found = np.where(more, number, found)
        term = term * mean / number
        total = total + term
    return found


def _years(periods: Sequence[Period]) -> Numbers:
    """The middle of each period, as a year with its part."""
    days = np.array([(one.first.toordinal() + one.last.toordinal()) / 2 for one in periods])
    return np.asarray((days - 719_163) / 365.2425 + 1970)


def _numbers(periods: Sequence[Period]) -> NDArray[np.int64]:
    """Each period's number on its own axis."""
    if not periods:
        return np.zeros(0, np.int64)
    length = {"day": 1.0, "week": 7.0}.get(periods[0].kind)
    if length:
        return np.array([one.first.toordinal() // length for one in periods], np.int64)
    return np.array([one.first.year * 12 + one.first.month for one in periods], np.int64)
