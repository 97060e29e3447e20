"""The tiles that domains declare, as numbers of this moment: how much, against what, which way, how old, and why not well."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.urls import reverse
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from haidang.core.rules.models import Alert
from haidang.core.rules.reading.worst_first import Trouble, troubles
from haidang.core.telemetry import queries
from haidang.core.telemetry.buckets import Buckets
from haidang.core.telemetry.marks import GOOD
from haidang.core.telemetry.queries import Latest, Now
from haidang.core.things.queries import things
from haidang.core.ui import numbers
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, names, shown
from haidang.kernel.manifest import Band, Domain, Tile

HOURS = 24
STATE = "last"  # how a series is summed whose numbers are names of states
NOTHING_WRONG = 5  # behind the mildest severity
COLUMN = {"max": "high", "worst": "high", "min": "low", "mean": "mean"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One tile as the tag `tile` takes it. `cadence` is None where no single series stands behind the number."""

    key: str
    name: str
    area: str
    url: str
    value: float | str | None
    unit: str = ""
    decimals: int = 0
    target: float | None = None
    target_label: str = ""
    sev: int | None = None
    why: str = ""
    delta: str = ""
    basis: str = ""
    values: Sequence[float | None] = field(default_factory=list)
    at: datetime | None = None
    cadence: float | None = None
    series: str = ""
    is_simulated: bool = False


def tiles(
    actor: Actor, open_alerts: Iterable[Alert] | None = None, *, wall_only: bool = False, domain: str = ""
) -> list[Shown]:
    """The tiles in the order of the domains, of all or of one; those not meant for the wall come where there is room.

    Whoever has read the open alerts may give them; otherwise the worst are asked for.
    """
    worst = troubles(actor) if open_alerts is None else list(_troubles(open_alerts))
    picked = [
        (one, tile, None if tile.value == "answer" else _picked(one, tile, queries.latest(actor, domain=one.key)))
        for one in registry.domains().values()
        for tile in one.tiles
        if domain in ("", one.key) and (tile.wall or not wall_only)
    ]
    called = _names(actor, {pick.chosen.named.thing for _domain, _tile, pick in picked if pick})
    return [_shown(actor, one, tile, pick, worst, called) for one, tile, pick in picked]


@dataclass(frozen=True, slots=True)
class Picked:
    """The good readings a tile is about, and the one that stands for them."""

    rows: Latest
    chosen: Now
    bands: Sequence[Band]


def _names(actor: Actor, codes: set[str]) -> dict[str, str]:
    return {one.code: name_of(one) for one in things(actor).filter(code__in=codes).order_by()}


def _troubles(alerts: Iterable[Alert]) -> Iterator[Trouble]:
    for one in alerts:
        if one.is_active and one.shelved_until is None:
            yield Trouble(one.domain, one.series.key, one.thing.type, one.severity, names(one.thing))


def _shown(
    actor: Actor, domain: Domain, tile: Tile, pick: Picked | None, worst: list[Trouble], called: dict[str, str]
) -> Shown:
    if tile.value == "answer":
        return _answered(actor, domain, tile)
    if pick is None:
        return _bare(domain, tile, None, basis=_("chưa có số liệu"), at=None, cadence=60.0)
    return _measured(actor, domain, tile, pick, worst, called)


def _covers(tile: Tile, kind: str) -> bool:
    return not tile.things or kind in tile.things


def _answered(actor: Actor, domain: Domain, tile: Tile) -> Shown:
    """What a function of the domain says: a number, of how many, how grave."""
    part = registry.part(domain.key, "tiles")
    answer = part.ANSWERS[tile.answer](actor) if part else None
    if answer is None:
        return _bare(domain, tile, None)
    value = numbers.said(answer.value, tile.decimals)
    if answer.of is not None:
        value = f"{value}/{numbers.said(answer.of, tile.decimals)}"
    why = _("cần xem lại") if answer.severity else ""
    return _bare(domain, tile, value, sev=answer.severity or None, why=why, basis=_("lúc này"))


def _bare(domain: Domain, tile: Tile, value: float | str | None, **more: object) -> Shown:
    facts = {
        "key": f"{domain.key}-{tile.key}",
        "name": shown(tile.name),
        "area": shown(domain.short),
        "url": reverse("domain", args=[domain.key]),
        "value": value,
        "unit": tile.unit,
        "decimals": tile.decimals,
    }
    return Shown(**(facts | more))  # type: ignore[arg-type]


def _picked(domain: Domain, tile: Tile, newest: Latest) -> Picked | None:
    assert tile.series is not None
    rows = newest.of(series=tile.series, types=tile.things)
    good = rows.take(rows.quality == GOOD)
    alive = good if good.is_lost.all() else good.take(~good.is_lost)
    facts = registry.series(domain.key, tile.series)
    bands = facts.bands if facts else []
    return Picked(alive, _chosen(tile, alive, bands), bands) if len(alive) else None


def _measured(
    actor: Actor, domain: Domain, tile: Tile, pick: Picked, worst: list[Trouble], called: dict[str, str]
) -> Shown:
    assert tile.series is not None
    facts = registry.series(domain.key, tile.series)
    alive, chosen = pick.rows, pick.chosen
    value = float(alive.value.mean()) if tile.value == "mean" else chosen.value
    band = band_of(pick.bands, chosen.value)
    hours = _hours(actor, domain, tile)
    under = _reading(tile, chosen, band, _of_tile(tile, domain, worst), called, hours, value)
    age = {"at": chosen.at, "cadence": _cadence(chosen), "is_simulated": chosen.named.is_simulated}
    if facts and band and facts.aggregate == STATE:
        return _bare(domain, tile, shown(band.name), **age, **under)
    return _bare(
        domain,
        tile,
        float(len(alive)) if tile.value == "count" else value,
        unit=tile.unit or chosen.named.unit,
        target=tile.target,
        target_label=numbers.said(tile.target, tile.decimals) if tile.target is not None else "",
        values=_values(tile, hours),
        series=chosen.name if tile.value in ("max", "min", "worst") and len(alive) == 1 else "",
        **age,
        **under,
    )


def _chosen(tile: Tile, rows: Latest, bands: list[Band]) -> Now:
    """The reading that stands for the tile: the highest, the lowest, or the highest in the worst band."""
    value = rows.value
    if tile.value == "min":
        return rows.at_place(int(value.argmin()))
    if tile.value == "worst":
        gravity = _gravity(bands, value)
        value = np.where(gravity == gravity.min(), value, -np.inf)
    return rows.at_place(int(value.argmax()))


def _gravity(bands: list[Band], value: NDArray[np.float64]) -> NDArray[np.int64]:
    """The severity of each value's band."""
    within = [
        (value >= (-np.inf if band.from_ is None else band.from_)) & (value < (np.inf if band.below is None else band.below))
        for band in bands
    ]  # fmt: skip
    return np.select(within, [band.severity or NOTHING_WRONG for band in bands], NOTHING_WRONG)


def band_of(bands: Iterable[Band], value: float) -> Band | None:
    for band in bands:
        if (band.from_ is None or value >= band.from_) and (band.below is None or value < band.below):
            return band
    return None


def _reading(
    tile: Tile, chosen: Now, band: Band | None, troubled: list[Trouble], called: dict[str, str], hours: Buckets,
    value: float,
) -> dict[str, object]:  # fmt: skip
    """What stands under the number: who is to blame when it is not well, else the way it goes."""
    gravest = min(troubled, key=lambda one: one.severity, default=None)
    if gravest is not None:
        return {"sev": gravest.severity, "why": shown(gravest.thing)}
    where = called.get(chosen.named.thing, chosen.named.thing)
    if band and band.severity:
        return {"sev": band.severity, "why": f"{shown(band.name)} · {where}"}
    said = f"{shown(band.name)} · {where}" if band else where
    if tile.value == "worst":
        return {"basis": said}
    return {"delta": _delta(tile, hours, value), "basis": where}


def _of_tile(tile: Tile, domain: Domain, worst: list[Trouble]) -> list[Trouble]:
    return [one for one in worst if (one.domain, one.series) == (domain.key, tile.series) and _covers(tile, one.kind)]


def _hours(actor: Actor, domain: Domain, tile: Tile) -> Buckets:
    assert tile.series is not None
    until = clock.hour_of(clock.now()) + timedelta(hours=1)
    since = until - timedelta(hours=HOURS)
    return queries.aggregate(actor, tile.series, since, until, domain=domain.key, types=tile.things)


def _values(tile: Tile, hours: Buckets) -> list[float | None]:
    """One value an hour over the last day, None where there is none."""
    column = getattr(hours, COLUMN.get(tile.value, "mean"))
    first = int((clock.hour_of(clock.now()) - timedelta(hours=HOURS - 1)).timestamp())
    values: list[float | None] = [None] * HOURS
    for start, value in zip(hours.start_us.tolist(), column.tolist(), strict=True):
        slot = (start // 1_000_000 - first) // 3600
        if 0 <= slot < HOURS and np.isfinite(value):
            values[slot] = value
    known = [value for value in values if value is not None]
    return values if len(known) > 1 else []


def _delta(tile: Tile, hours: Buckets, value: float) -> str:
    """Against the hour before."""
    before = [one for one in _values(tile, hours)[-2:-1] if one is not None]
    if not before:
        return ""
    change = round(value - before[0], tile.decimals)
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return f"{sign}{numbers.said(abs(change), tile.decimals)}"


def _cadence(one: Now) -> float:
    facts = registry.series(one.named.domain, one.named.key)
    return clock.duration(facts.cadence).total_seconds() if facts else 60.0
