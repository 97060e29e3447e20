"""Small curves of what matters now: the series behind the worst alerts, then the worst thing of each kind."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from haidang.core.rules.models import Alert
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Band
from haidang.web.desk.names import name_of

BACK_FOR = timedelta(hours=6)
STEP = timedelta(minutes=15)
MILDEST = 5


@dataclass(frozen=True, slots=True)
class Card:
    """One curve: `values` every quarter of an hour over six hours, None where nothing was measured."""

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

    @property
    def follow(self) -> str:
        return f"{self.code}/{self.key}"


@dataclass(frozen=True, slots=True)
class _Chosen:
    now: Now
    sev: int | None
    limit: float | None


def cards(actor: Actor, alerts: Iterable[Alert], domain: str = "", most: int = 8) -> list[Card]:
    newest = telemetry.latest(actor, domain=domain)
    by_name = newest.by_name()
    chosen: dict[str, _Chosen] = {}
    for one in (*_behind(alerts, by_name), *_standing(list(newest), domain)):
        chosen.setdefault(one.now.name, one)
        if len(chosen) == most:
            break
    names = {one.code: one for one in things(actor, domain=domain)}
    return [_card(actor, one, names) for one in chosen.values()]


def _behind(alerts: Iterable[Alert], newest: dict[tuple[str, str], Now]) -> Iterator[_Chosen]:
    for alert in alerts:
        now = newest.get((alert.thing.code, alert.series.key))
        if now is not None:
            limit = alert.why.get("limit") if alert.why.get("kind") == "threshold" else None
            yield _Chosen(now, alert.severity, limit)


def _standing(rows: list[Now], only: str) -> Iterator[_Chosen]:
    """Of each kind of things what it measures first: the worst of each kind, then the next of each, and so on."""
    ranked = [ranking for ranking in _ranked(rows, only) if ranking]
    for place in range(max(map(len, ranked), default=0)):
        for ranking in ranked:
            if place < len(ranking):
                yield _Chosen(ranking[place], None, None)


def _ranked(rows: list[Now], only: str) -> Iterator[list[Now]]:
    for domain, kind in registry.thing_types():
        if only in ("", domain.key) and kind.series:
            facts = registry.series(domain.key, kind.series[0])
            bands = facts.bands if facts else []
            mine = [one for one in rows if one.named.type == kind.key and one.named.key == kind.series[0]]
            yield sorted(mine, key=lambda one, bands=bands: (_gravity(bands, one.value), -one.value))  # type: ignore[misc]


def _gravity(bands: list[Band], value: float) -> int:
    for band in bands:
        if (band.from_ is None or value >= band.from_) and (band.below is None or value < band.below):
            return band.severity or MILDEST
    return MILDEST


def _card(actor: Actor, chosen: _Chosen, names: dict[str, Thing]) -> Card:
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
        values=values(actor, now.named.thing, now.named.key, BACK_FOR, STEP),
        is_simulated=now.named.is_simulated,
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
