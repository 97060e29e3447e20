"""The answers behind tiles of security."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from haidang.core.telemetry import queries as telemetry
from haidang.kernel.action import Actor

from . import queries


@dataclass(frozen=True, slots=True)
class Answer:
    """A number, of how many when that makes sense, and how grave it is: 1 worst to 4, 0 for nothing wrong."""

    value: float | None
    of: int | None = None
    severity: int = 0


def cameras_on(actor: Actor) -> Answer:
    """Cameras with a fresh picture, of all that are registered and said anything."""
    found = list(telemetry.latest(actor, series="camera_state", domain="security"))
    on = sum(one.freshness != "lost" and one.value >= 0.5 for one in found)
    return Answer(on if found else None, len(found) or None, 4 if on < len(found) else 0)


def violations_old(actor: Actor) -> Answer:
    """Open violations older than 30 days."""
    found = queries.waiting(actor)
    old = sum(one.ages[-1] for one in found)
    return Answer(old if found else None, sum(one.open for one in found) if found else None, 3 if old else 0)


ANSWERS: Mapping[str, Callable[[Actor], Answer]] = {"cameras_on": cameras_on, "violations_old": violations_old}
