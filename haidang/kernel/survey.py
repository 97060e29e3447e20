"""Self-assessments as facts: `domains/<domain>/surveys/*.toml`. Each question is answered with a level; no answer is right.

What comes of the answers goes into indicators: how many have answered, and their mean level.
"""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

from msgspec import Meta

from haidang.kernel.manifest.indicator import MaybeName

from . import registry
from .facts import Facts, Key, Trust, Words
from .strict import ManifestError, load

FOLDER = "surveys"


class Choice(Facts, frozen=True, kw_only=True):
    """One answer; `level` is what it counts."""

    level: Annotated[int, Meta(ge=0, le=10)]
    name: Words


class Question(Facts, frozen=True, kw_only=True):
    """One question of a pillar, answered by one of its choices."""

    key: Key
    pillar: Key
    text: Words
    choices: Annotated[list[Choice], Meta(min_length=2)]


class Pillar(Facts, frozen=True, kw_only=True):
    """`advice` is told to who is low in it."""

    key: Key
    name: Words
    advice: Words


class Level(Facts, frozen=True, kw_only=True):
    """What a mean of `least` or more is called."""

    least: float
    name: Words


class Group(Facts, frozen=True, kw_only=True):
    """A question about who answers, by which results are told apart; choices by key."""

    key: Key
    name: Words
    choices: Annotated[dict[str, Words], Meta(min_length=2)]


class Survey(Facts, frozen=True, kw_only=True):
    """`counts` and `mean` name the indicators that the answers feed: those so far, by commune; and their mean level.

    A later answer of the same browser takes the place of the one before.
    """

    key: Key
    name: Words
    about: Words
    minutes: int
    groups: list[Group] = []
    pillars: Annotated[list[Pillar], Meta(min_length=1)]
    levels: Annotated[list[Level], Meta(min_length=1)]
    questions: Annotated[list[Question], Meta(min_length=1)]
    counts: MaybeName = ""
    mean: MaybeName = ""
    trust: Trust
    source: str

    @property
    def most(self) -> int:
        return max(choice.level for one in self.questions for choice in one.choices)

    def level(self, mean: float) -> Words:
        fits = [one for one in self.levels if mean >= one.least - 1e-9]
        return max(fits, key=lambda one: one.least).name if fits else self.levels[0].name


@cache
def surveys() -> dict[str, Survey]:
    """By key. Raises ManifestError."""
    found: dict[str, Survey] = {}
    for folder in registry.folders():
        for path in sorted((folder / FOLDER).glob("*.toml")):
            one = load(path, Survey)
            for where, value, remedy in problems(one):
                raise ManifestError(path, where, value, remedy)
            found[one.key] = one
    return found


def problems(one: Survey) -> Iterator[tuple[str, Any, str]]:
    """Path, value and remedy of everything that does not fit together."""
    pillars = {pillar.key for pillar in one.pillars}
    seen: set[str] = set()
    for at, question in enumerate(one.questions):
        if question.pillar not in pillars:
            yield f"questions[{at}].pillar", question.pillar, f"name one of {', '.join(sorted(pillars))}"
        if question.key in seen:
            yield f"questions[{at}].key", question.key, "the key is used twice"
        seen.add(question.key)
    for at, pillar in enumerate(one.pillars):
        if pillar.key not in {question.pillar for question in one.questions}:
            yield f"pillars[{at}].key", pillar.key, "no question belongs to it"
