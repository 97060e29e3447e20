"""The tiles that domains declare, with the number of this moment: what, how much, how old, what is wrong."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import numpy as np
from django.urls import reverse

from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Band, Domain, Series, Tile

CURVE_FOR = timedelta(hours=24)
PICK: dict[str, Callable[[Sequence[Now]], Now]] = {
    "worst": lambda rows: max(rows, key=lambda one: one.value),
    "max": lambda rows: max(rows, key=lambda one: one.value),
    "min": lambda rows: min(rows, key=lambda one: one.value),
}


class Answer(Protocol):
    """What a domain's own tile function gives: a number, of how many, how grave (0 nothing, 1 worst to 4)."""

    @property
    def value(self) -> float: ...
    @property
    def of(self) -> int | None: ...
    @property
    def severity(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A tile ready for `{% tile %}`: `value` None says that nothing has come in."""

    domain: str
    area: str
    key: str
    name: str
    url: str
    value: float | None
    unit: str
    decimals: int
    of: int | None = None
    target: float | None = None
    sev: int | None = None
    why: str = ""
    basis: str = ""
    at: datetime | None = None
    cadence: int | None = None
    follow: str = ""
    values: tuple[float | None, ...] = ()
    is_simulated: bool = False


def tiles(actor: Actor, domains: Sequence[Domain] | None = None, *, wall: bool = False) -> list[Shown]:
    """The tiles of some domains (all when left out); those for the wall only when asked."""
    chosen = registry.domains().values() if domains is None else domains
    return [_shown(actor, domain, tile) for domain in chosen for tile in domain.tiles if tile.wall or not wall]


def _shown(actor: Actor, domain: Domain, tile: Tile) -> Shown:
    head: dict[str, Any] = {
        "domain": domain.key,
        "area": shown(domain.short),
        "key": f"{domain.key}-{tile.key}",
        "name": shown(tile.name),
        "url": reverse("domain", args=[domain.key]),
        "target": tile.target,
    }
    if tile.value == "answer":
        return _answered(actor, domain, tile, head)
    facts = registry.series(domain.key, tile.series or "")
    rows = _rows(actor, domain, tile)
    if not rows or facts is None:
        return Shown(**head, value=None, unit=tile.unit, decimals=tile.decimals)
    if tile.value in PICK:
        return _picked(actor, tile, facts, PICK[tile.value](rows), head)
    value = float(len(rows)) if tile.value == "count" else float(np.mean([one.value for one in rows]))
    oldest = min(one.at for one in rows)
    return Shown(**head, value=value, unit=tile.unit or facts.unit, decimals=tile.decimals, at=oldest)


def _rows(actor: Actor, domain: Domain, tile: Tile) -> list[Now]:
    """The fresh good readings a tile is made of; the lost ones only when there is nothing better."""
    every = [
        one
        for one in telemetry.latest(actor, series=tile.series or "", domain=domain.key)
        if not tile.things or one.named.type in tile.things
    ]
    return [one for one in every if one.quality == 0 and one.freshness != "lost"] or every


def _answered(actor: Actor, domain: Domain, tile: Tile, head: dict[str, Any]) -> Shown:
    part = registry.part(domain.key, "tiles")
    if part is None or tile.answer not in part.ANSWERS:
        return Shown(**head, value=None, unit=tile.unit, decimals=tile.decimals)
    answer: Answer = part.ANSWERS[tile.answer](actor)
    sev = answer.severity or None
    return Shown(
        **head, value=answer.value, of=answer.of, unit=tile.unit, decimals=tile.decimals, sev=sev, at=clock.now()
    )


def _picked(actor: Actor, tile: Tile, facts: Series, one: Now, head: dict[str, Any]) -> Shown:
    band = band_of(facts, one.value)
    return Shown(
        **head,
        value=one.value,
        unit=tile.unit or facts.unit,
        decimals=tile.decimals or facts.decimals,
        sev=band.severity if band and band.severity else None,
        why=f"{one.named.thing}: {shown(band.name)}" if band and band.severity else "",
        basis=one.named.thing if band is None else f"{one.named.thing} · {shown(band.name)}",
        at=one.at,
        cadence=int(clock.duration(facts.cadence).total_seconds()),
        follow=one.name,
        values=_curve(actor, one),
        is_simulated=one.named.is_simulated,
    )


def band_of(facts: Series, value: float) -> Band | None:
    """The band a value falls in, None when the series declares none there."""
    for band in facts.bands:
        if (band.from_ is None or value >= band.from_) and (band.below is None or value < band.below):
            return band
    return None


def _curve(actor: Actor, one: Now) -> tuple[float | None, ...]:
    """The hourly means of a day; an hour without readings is a gap."""
    until = clock.now()
    start = clock.hour_of(until - CURVE_FOR)
    buckets = telemetry.hours(actor, one.named.thing, one.named.key, start, until)
    by_hour = dict(zip(buckets.start_us.tolist(), buckets.mean.tolist(), strict=True))
    hours = range(int(start.timestamp() * 1e6), int(until.timestamp() * 1e6), 3_600_000_000)
    found = (by_hour.get(hour) for hour in hours)
    return tuple(None if value is None or np.isnan(value) else value for value in found)
