"""Small curves of what matters now: the series behind the worst alerts, then the worst thing of each kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from haidang.core.rules.models import Alert
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest import Band

BACK_FOR = timedelta(hours=6)
STEP = timedelta(minutes=15)
MILDEST = 5


@dataclass(frozen=True, slots=True)
class Card:
    """One curve: `values` of 24 equal steps, every quarter of an hour over six hours, None where nothing was measured."""

    code: str
    name: str
    key: str
    what: str
    value: float
    unit: str
    decimals: int
    at: datetime
    cadence: int
    sev: int | None
    limit: float | None
    values: Sequence[float | None]
    is_simulated: bool
    state: str = ""

    @property
    def follow(self) -> str:
        return f"{self.code}/{self.key}"


@dataclass(frozen=True, slots=True)
class _Chosen:
    now: Now
    sev: int | None
    limit: float | None


def cards(
    actor: Actor, alerts: Iterable[Alert], domain: str = "", most: int = 8, series: Sequence[str] = (),
    back_for: timedelta = BACK_FOR,
) -> list[Card]:  # fmt: skip
    """`series`: only these; of the whole field otherwise."""
    chosen: dict[str, _Chosen] = {}
    for one in chain(_behind(actor, alerts, domain), _standing(actor, domain, most, series)):
        if series and one.now.named.key not in series:
            continue
        chosen.setdefault(one.now.name, one)
        if len(chosen) == most:
            break
    codes = {one.now.named.thing for one in chosen.values()}
    names = {one.code: one for one in things(actor, domain=domain).filter(code__in=codes)}
    return [_card(actor, one, names, back_for) for one in chosen.values()]


def _behind(actor: Actor, alerts: Iterable[Alert], domain: str) -> Iterator[_Chosen]:
    alerts = list(alerts)
    newest = telemetry.latest(actor, things=[one.thing.code for one in alerts], domain=domain).by_name()
    for alert in alerts:
        now = newest.get((alert.thing.code, alert.series.key))
        if now is not None:
            limit = alert.why.get("limit") if alert.why.get("kind") == "threshold" else None
            yield _Chosen(now, alert.severity, limit)


def _standing(actor: Actor, only: str, most: int, series: Sequence[str]) -> Iterator[_Chosen]:
    """Of each kind of things what it measures first: the worst of each kind, then the next of each, and so on."""
    for equals in zip_longest(*_ranked(actor, only, most, series)):
        for now in filter(None, equals):
            yield _Chosen(now, None, None)


def _ranked(actor: Actor, only: str, most: int, series: Sequence[str]) -> Iterator[list[Now]]:
    """The worst of each kind: by the gravity of their band, then by value; of what it measures first, or first of `series`."""
    for domain, kind in registry.thing_types():
        asked = [key for key in kind.series if not series or key in series]
        if only in ("", domain.key) and asked:
            facts = registry.series(domain.key, asked[0])
            mine = telemetry.latest(actor, domain=domain.key).of(series=asked[0], types=[kind.key])
            worst = np.lexsort((-mine.value, _gravity(facts.bands if facts else [], mine.value)))
            yield list(mine.take(worst[:most]))


def _gravity(bands: list[Band], value: NDArray[np.float64]) -> NDArray[np.int64]:
    found = np.full(len(value), MILDEST)
    for band in reversed(bands):  # the first that fits counts
        low, high = band.from_, band.below
        fits = (value >= (-np.inf if low is None else low)) & (value < (np.inf if high is None else high))
        found[fits] = band.severity or MILDEST
    return found


def _card(actor: Actor, chosen: _Chosen, names: dict[str, Thing], back_for: timedelta) -> Card:
    now = chosen.now
    facts = registry.series(now.named.domain, now.named.key)
    thing = names.get(now.named.thing)
    return Card(
        code=now.named.thing,
        name=name_of(thing) if thing else now.named.thing,
        key=now.named.key,
        what=shown(facts.name) if facts else now.named.key,
        value=now.value,
        unit=now.named.unit,
        decimals=now.decimals,
        at=now.at,
        cadence=int(clock.duration(facts.cadence).total_seconds()) if facts else 60,
        sev=chosen.sev,
        limit=chosen.limit,
        values=values(actor, now.named.thing, now.named.key, back_for, STEP * round(back_for / BACK_FOR)),
        is_simulated=now.named.is_simulated,
        state=shown(named) if facts and (named := facts.state(now.value)) else "",
    )


def values(actor: Actor, thing: str, key: str, back_for: timedelta, step: timedelta) -> list[float | None]:
    """Means of equal steps up to now."""
    now = clock.now()
    edge = now - (now - clock.start_of(now.date())) % step + step
    start = edge - back_for
    found = telemetry.every(actor, thing, key, start, edge, step)
    first, size = int(start.timestamp() * 1e6), int(step.total_seconds() * 1e6)
    slots: list[float | None] = [None] * (back_for // step)
    for at, mean in zip(found.start_us.tolist(), found.mean.tolist(), strict=True):
        slot = (at - first) // size
        if 0 <= slot < len(slots) and mean == mean:  # not NaN
            slots[slot] = mean
    return slots
