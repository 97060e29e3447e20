"""Invented citizens: now and then one reports something by Open311, more often while an exercise goes on near them.

Everything they send is marked as simulated. The same seed and hour say the same again; no state is kept but the hour.
"""

import logging
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random

from msgspec import Struct

from haidang.kernel import strict
from haidang.kernel.geo import Point

from .scenarios import Exercise
from .web import Undelivered, Web
from .world import World

log = logging.getLogger(__name__)

FILE = Path(__file__).with_name("reports.toml")
CALM_EVERY, EXERCISE_EVERY = 45 * 60.0, 4 * 60.0
"""Seconds between reports in the mean."""
STEP = 60.0
MOST_IN_AN_EXERCISE = 8
SPREAD = 0.006
"""Degrees around the thing, about 600 m."""


class Kind(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of report: its Open311 service, the words, and what it stands by."""

    service: str
    scenario: str = ""
    near: list[str] = []
    texts: list[str]


class Kinds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reports: list[Kind]


@dataclass(frozen=True, slots=True)
class Told:
    """One report as Open311 takes it."""

    service: str
    text: str
    point: Point


@dataclass
class Citizens:
    """Asked every tick; speaks at most once a minute."""

    world: World
    web: Web
    kinds: list[Kind] = field(default_factory=lambda: strict.load(FILE, Kinds).reports)
    _step: int = 0
    _said: dict[str, int] = field(default_factory=dict)

    def tick(self, now: float) -> None:
        step = int(now // STEP)
        if step == self._step:
            return
        first, self._step = self._step == 0, step
        told = None if first else self.told(step)
        if told is None:
            return
        try:
            self.web.report(told.service, told.text, told.point)
        except Undelivered as error:
            log.info("%s", error)

    def told(self, step: int) -> Told | None:
        """What is reported in a minute, None in most. Under exercises about what they do, near what they touch."""
        chance = Random(f"{self.world.seed} {step}")
        running = next((one for one in self.world.exercises if self._fits(one)), None)
        if running is not None and self._said.get(running.code, 0) < MOST_IN_AN_EXERCISE:
            if chance.random() >= STEP / EXERCISE_EVERY:
                return None
            self._said[running.code] = self._said.get(running.code, 0) + 1
            return self._about(chance, [one for one in self.kinds if one.scenario == running.scenario])
        if chance.random() >= STEP / CALM_EVERY:
            return None
        return self._about(chance, [one for one in self.kinds if not one.scenario])

    @cached_property
    def wards(self) -> list[tuple[float, float]]:
        """The middles of the towns of today."""
        today = [one for one in self.world.pack.places if one.kind == "ward" and one.valid_to is None]
        return [(one.lon, one.lat) for one in today if one.lon is not None and one.lat is not None]

    def _fits(self, exercise: Exercise) -> bool:
        return any(one.scenario == exercise.scenario for one in self.kinds)

    def _about(self, chance: Random, kinds: list[Kind]) -> Told | None:
        """Near a thing that an exercise touches, or in the middle of a commune."""
        kind = chance.choice(kinds)
        touched = sorted({one.site.code for one in self.world.touched()})
        near = [one for one in self.world.pack.things if one.type in kind.near]
        spots = [one for one in near if one.code in touched] or near
        places = [(one.lon, one.lat) for one in spots] or self.wards
        if not places:
            return None
        lon, lat = chance.choice(places)
        point = Point(round(lon + chance.uniform(-SPREAD, SPREAD), 6), round(lat + chance.uniform(-SPREAD, SPREAD), 6))
        return Told(kind.service, chance.choice(kind.texts), point)
