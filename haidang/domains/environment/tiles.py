"""The answers behind tiles that are more than the newest value of a series."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from haidang.core.telemetry import book, queries
from haidang.core.telemetry.marks import GOOD
from haidang.core.telemetry.queries import Now
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor

DOMAIN = "environment"
COLUMN_B = "qcvn40_b"


@dataclass(frozen=True, slots=True)
class Answer:
    """A number, of how many when that makes sense, and how grave it is: 1 worst to 4, 0 for nothing wrong."""

    value: float
    of: int | None = None
    severity: int = 0


def stations_online(actor: Actor) -> Answer:
    """Stations of which at least one series is not lost, of all that have series."""
    alive = queries.latest(actor, domain=DOMAIN).speaking()
    every = _stations(actor)
    missing = len(every - alive)
    return Answer(len(every & alive), len(every), 3 if missing else 0)


def wastewater_breaches(actor: Actor) -> Answer:
    """Waste-water stations with a fresh good reading beyond column B of QCVN 40 as it is in force today."""
    fresh = [one for one in queries.latest(actor, domain=DOMAIN).of(types=["wastewater_station"]) if _counts(one)]
    over = {one.named.thing for one in fresh if _is_beyond(one)}
    return Answer(len(over), len({one.named.thing for one in fresh}), 2 if over else 0)


def _stations(actor: Actor) -> set[str]:
    known = book.current()
    seen = queries.seen_by(known, actor) & known.facts.is_watched & known.where(domain=DOMAIN)
    return known.columns.codes(np.flatnonzero(seen))


def _counts(one: Now) -> bool:
    return one.quality == GOOD and one.freshness != "lost"


def _is_beyond(one: Now) -> bool:
    facts, today = registry.series(DOMAIN, one.named.key), clock.today()
    in_force = [
        limit
        for limit in (facts.limits if facts else [])
        if limit.key == COLUMN_B and limit.valid_from <= today and (limit.valid_to is None or today < limit.valid_to)
    ]
    return any(
        (limit.value is not None and one.value > limit.value) or (limit.low is not None and one.value < limit.low)
        for limit in in_force
    )


ANSWERS: Mapping[str, Callable[[Actor], Answer]] = {
    "stations_online": stations_online,
    "wastewater_breaches": wastewater_breaches,
}
