"""The levels of disaster risk as the decision has them, and what is not known of them. Nothing is derived from readings."""

from datetime import date
from pathlib import Path

from haidang.kernel import strict
from haidang.kernel.facts import Facts
from haidang.kernel.manifest import Key, Trust, Words


class Level(Facts, frozen=True, kw_only=True):
    """One level with its official colour; 1 is the mildest."""

    level: int
    name: Words
    colour_name: Words
    colour: str


class Criterion(Facts, frozen=True, kw_only=True):
    """What makes a hazard one of a level, in the decision's words."""

    level: int
    text: Words
    trust: Trust


class Hazard(Facts, frozen=True, kw_only=True):
    """A hazard and the levels it can have: `least` and `most` empty where nobody could read them."""

    key: Key
    name: Words
    article: str
    least: int | None = None
    most: int | None = None
    trust: Trust
    criteria: list[Criterion] = []


class Combination(Facts, frozen=True, kw_only=True):
    """What raises a level by `add` when hazards meet."""

    add: int
    text: Words


class Broadcast(Facts, frozen=True, kw_only=True):
    """How often a warning of these levels is broadcast, in hours."""

    least: int
    most: int
    hours: int
    source: str
    trust: Trust


class Table(Facts, frozen=True, kw_only=True):
    """The decision as a table; `most` is its highest level."""

    source: str
    valid_from: date
    trust: Trust
    most: int
    levels: list[Level]
    hazards: list[Hazard]
    combinations: list[Combination]
    broadcasts: list[Broadcast]

    def hazard(self, key: str) -> Hazard | None:
        return next((one for one in self.hazards if one.key == key), None)

    def level(self, number: int) -> Level | None:
        return next((one for one in self.levels if one.level == number), None)

    def broadcast(self, level: int) -> Broadcast | None:
        return next((one for one in self.broadcasts if one.least <= level <= one.most), None)


TABLE = strict.load(Path(__file__).parent / "facts" / "risk_levels.toml", Table)
