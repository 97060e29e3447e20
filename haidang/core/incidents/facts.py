"""The facts of `facts.toml`: how an incident and a task go, and what time each severity allows."""

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from haidang.kernel import clock
from haidang.kernel.flow import Flow
from haidang.kernel.manifest import Duration, Words
from haidang.kernel.strict import ManifestError, convert

PATH = Path(__file__).with_name("facts.toml")


class Allowed(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """The time allowed for each phase from its start, for control from opening, and for a task without its own time."""

    received: Duration
    verified: Duration
    dispatched: Duration
    handling: Duration
    control: Duration
    task: Duration


class Checks(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """How often a unit at work is to be heard from, by severity; told late after `grace`; bounds of what may be set."""

    every: dict[str, Duration]
    grace: Duration
    least: Duration
    most: Duration


class CommandRole(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    key: str
    name: Words
    about: Words


class DrawingKind(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """A kind of drawing: the GeoJSON geometries it takes, the token of its colour, its icon."""

    key: str
    name: Words
    takes: list[Literal["Point", "LineString", "Polygon"]]
    colour: str
    icon: str
    dashed: bool = False


class Facts(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    incident: Flow
    task: Flow
    unit: dict[str, str]
    units: dict[str, Words]
    severities: dict[str, Words]
    allowed: dict[str, Allowed]
    checks: Checks
    roles: list[CommandRole]
    objectives: dict[str, Words]
    drawings: list[DrawingKind]
    reports: dict[str, Words]


@cache
def facts(path: Path = PATH) -> Facts:
    """Raises ManifestError with file, path, value and remedy."""
    read = convert(tomllib.loads(path.read_text(encoding="utf-8")), Facts, path)
    for name in ("incident", "task"):
        for where, value, remedy in getattr(read, name).contradictions():
            raise ManifestError(path, f"{name}.{where}", value, remedy)
    return read


def phases() -> Flow:
    return facts().incident


def tasks() -> Flow:
    return facts().task


def allowed_for(severity: int, what: str) -> timedelta:
    """The time a severity allows for a phase, for `control` or for a `task`."""
    return clock.duration(getattr(facts().allowed[str(severity)], what))


def phase_words(key: str) -> Words:
    return phases().state(key).name


def task_words(key: str) -> Words:
    return tasks().state(key).name


def severity_words(severity: int) -> Words:
    return facts().severities[str(severity)]


def unit_words(state: str) -> Words:
    return facts().units.get(state) or Words(vi=state, en=state)


def role(key: str) -> CommandRole | None:
    return next((one for one in facts().roles if one.key == key), None)


def role_words(key: str) -> Words:
    known = role(key)
    return known.name if known else Words(vi=key, en=key)


def drawing_kind(key: str) -> DrawingKind | None:
    return next((one for one in facts().drawings if one.key == key), None)


def check_every(severity: int) -> timedelta | None:
    """How often a unit at the scene is to be heard from, None where no timer starts by itself."""
    given = facts().checks.every.get(str(severity))
    return clock.duration(given) if given else None
