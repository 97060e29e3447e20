"""The simulated province: its stations, what each would measure at any moment, and how faulty that is.

`value = f(seed, thing, series, moment)`: no state, so a history, a live run and a repeated exercise agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from haidang.kernel import clock, registry
from haidang.kernel.geo import Point
from haidang.kernel.manifest import Series
from haidang.provinces.pack import Pack

from .faults import Faults
from .models import MODELS, Site
from .noise import Noise, Numbers
from .scenarios import KEEPS_ITS_CADENCE, SCENARIOS, Exercise, Stage
from .weather import Weather

SEED = 20260701
LONGEST_SPREAD = 300.0  # seconds; slower signals and files are measured at full multiples of their cadence


@dataclass(frozen=True, slots=True)
class Signal:
    """One series of one station: measured each `cadence` seconds, `phase` seconds after the full multiple, and sent
    by `source` through `door`. `unit` and `symbol` are those that station files write."""

    site: Site
    series: str
    cadence: float
    phase: float
    decimals: int
    unit: str
    symbol: str
    source: str
    door: str

    @property
    def thing(self) -> str:
        return self.site.code


@dataclass(frozen=True, slots=True)
class Measured:
    """What one signal gives: equally long arrays; what is not sent is left out."""

    signal: Signal
    seconds: Numbers
    values: Numbers
    quality: NDArray[np.uint8]


@dataclass
class World:
    """The simulated province of a pack. `exercises` change what it measures while they last."""

    pack: Pack
    seed: int = SEED
    exercises: tuple[Exercise, ...] = ()

    @cached_property
    def noise(self) -> Noise:
        return Noise(self.seed)

    @cached_property
    def weather(self) -> Weather:
        centre = self.pack.province.centre
        return Weather(self.noise, Point(centre.lon, centre.lat))

    @cached_property
    def faults(self) -> Faults:
        return Faults(self.noise)

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """Every series of every simulated station that has a model here; what the centre computes itself has none."""
        doors = {source.key: source.door for source in self.pack.sources if source.simulated}
        found = []
        for thing in self.pack.things:
            known = registry.thing_type(thing.type)
            if known is None or thing.source not in doors:
                continue
            domain, kind = known
            site = Site(thing.code, thing.type, self.weather.spot(thing.lon, thing.lat), thing.alias or "")
            for key in kind.series:
                facts = registry.series(domain.key, key)
                if facts and (thing.type, key) in MODELS:
                    found.append(self._signal(site, facts, thing.source, doors[thing.source]))
        return tuple(found)

    def _signal(self, site: Site, facts: Series, source: str, door: str) -> Signal:
        cadence = clock.duration(facts.cadence).total_seconds()
        spreads = door != "files" and cadence <= LONGEST_SPREAD
        phase = float(int(self.noise.once(site.code, "phase") * cadence)) if spreads else 0.0
        return Signal(site, facts.key, cadence, phase, facts.decimals, *_foreign(facts), source, door)

    @cached_property
    def stage(self) -> Stage:
        return Stage(self.pack, self.weather, {signal.thing: signal.site for signal in self.signals}, self.noise)

    def measure(self, signal: Signal, seconds: Numbers) -> Measured:
        """What the signal gives at these moments, with its faults, or with what running exercises make of it."""
        calm = MODELS[signal.site.type, signal.series](self, signal.site, seconds)
        values, quality = calm, self.faults.status(signal.site, signal.series, seconds)
        silent = self.faults.is_silent(signal.site, seconds)
        played = self._played(signal, seconds, calm)
        if played is None:
            nonsense = self.faults.nonsense(signal.site, signal.series, seconds, values)
            values = np.where(quality == 2, nonsense, values)
        else:
            values, quality = played, np.zeros_like(quality)
        sent = np.isfinite(values) & ~silent
        return Measured(signal, seconds[sent], np.round(values[sent], signal.decimals), quality[sent])

    def _played(self, signal: Signal, seconds: Numbers, calm: Numbers) -> Numbers | None:
        """None when no exercise touches the signal."""
        values = None
        for exercise in self.exercises:
            effect = SCENARIOS.get(exercise.scenario)
            if effect is None or not self.stage.is_inside(signal.site, exercise.place):
                continue
            before = calm if values is None else values
            meant = effect(exercise, self.stage, signal.site, signal.series, seconds, before)
            if meant is not None:
                during = (seconds >= exercise.started) & (seconds < exercise.ends)
                values = np.where(during, meant, before)
        return values

    def touched(self) -> set[Signal]:
        """The signals that running exercises touch and that may be measured more often meanwhile."""
        if not self.exercises:
            return set()
        now = np.array([max(one.started for one in self.exercises)])
        return {
            signal
            for signal in self.signals
            if signal.series not in KEEPS_ITS_CADENCE and self._played(signal, now, np.zeros(1)) is not None
        }


def due(
    signals: Iterable[Signal], after: float, until: float, every: float | None = None
) -> list[tuple[Signal, Numbers]]:
    """The signals to measure in (after, until], each with its moments: its own, or whole multiples of `every` seconds."""
    found = []
    for signal in signals:
        cadence, phase = (signal.cadence, signal.phase) if every is None else (every, 0.0)
        first, last = np.floor((after - phase) / cadence) + 1, np.floor((until - phase) / cadence)
        if last >= first:
            found.append((signal, np.arange(first, last + 1) * cadence + phase))
    return found


def _foreign(facts: Series) -> tuple[str, str]:
    """The unit and the symbol as station files write them."""
    plain = (unit for unit in (facts.unit, *(u for u, factor in facts.units.items() if factor == 1)) if unit.isascii())
    return next(plain, ""), facts.symbols[0] if facts.symbols else facts.key
