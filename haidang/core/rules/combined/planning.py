"""The parts of combinations as instances of the engine, under numbers of their own below zero."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import msgspec
import numpy as np

from haidang.core.rules.conditions import Condition, condition
from haidang.core.rules.judging.phases import Flags, Ints
from haidang.core.rules.models import Rule, RuleVersion
from haidang.kernel import clock, manifest, registry

from .combiner import Combiner

PARTS = 16  # numbers kept for the parts of one version; more than a rule may have


@dataclass(frozen=True, slots=True)
class PartJudged:
    """One part of a rule: `rule` is a stand-in whose number is below zero, `says` the part as a rule of its own."""

    rule: Rule
    version: RuleVersion
    says: manifest.Rule
    condition: Condition
    key: str


@dataclass(slots=True)
class Combination:
    """A rule in force that combines parts. anchors: of each series in it, what it is judged for."""

    rule: Rule
    version: RuleVersion
    says: manifest.Rule
    combiner: Combiner
    parts: dict[int, PartJudged]
    anchors: dict[int, str] = field(default_factory=dict)


def number_of(version: RuleVersion, place: int) -> int:
    return -(version.pk * PARTS + place + 1)


def parts_of(rule: Rule, version: RuleVersion, says: manifest.Rule) -> Iterator[PartJudged]:
    """Raises NotJudged where a limit that a part names is unknown."""
    for place, part in enumerate(says.parts):
        domain = part.domain or rule.domain
        stand_in = Rule(pk=number_of(version, place), domain=domain, key=f"{says.key}.{part.key}")
        stand_in.place, stand_in.thing = rule.place, rule.thing
        alone = msgspec.structs.replace(
            says, key=part.key, name=part.name, series=part.series, things=part.things, when=part.when, for_=part.for_,
            clear=part.clear, clear_for="0s", parts=[], eases=[],
        )  # fmt: skip
        facts = registry.series(domain, part.series)
        yield PartJudged(stand_in, version, alone, condition(alone, facts, clock.today()), part.key)


def combination_of(rule: Rule, version: RuleVersion, says: manifest.Rule) -> Combination:
    parts = {one.rule.pk: one for one in parts_of(rule, version, says)}
    return Combination(rule, version, says, Combiner(says), parts)


def anchors_of(
    by: str, series: Ints, things: Ints, paths: "np.ndarray[tuple[int], np.dtype[np.str_]]"
) -> dict[int, str]:
    """Of each series: the number of its thing, the path of its place, or "" for all together."""
    if by == "all":
        return dict.fromkeys(series.tolist(), "")
    named = paths.tolist() if by == "place" else [str(one) for one in things.tolist()]
    return dict(zip(series.tolist(), named, strict=True))


def rows_of(mine: Flags, is_paused: Flags, kind: str) -> Ints:
    return np.flatnonzero(mine & ~is_paused) if kind == "silence" else np.flatnonzero(mine)
