"""What a thing's page shows of each of its series: newest value, age, band, curve with its limits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from haidang.core.telemetry import doubts, lacking
from haidang.core.telemetry import queries as telemetry
from haidang.core.things.models import Series, Thing
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Band, Limit
from haidang.web.desk.overview.tiles import band_of

RANGES = {"6h": timedelta(hours=6), "24h": timedelta(hours=24), "48h": timedelta(hours=48), "7d": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Line:
    """One series of a thing: `now` is None when it has never reported."""

    key: str
    name: str
    unit: str
    decimals: int
    cadence: int
    follow: str
    now: telemetry.Now | None
    band: Band | None
    is_state: bool = False
    is_doubted: bool = False

    @property
    def sev(self) -> int | None:
        return self.band.severity if self.band and self.band.severity else None

    @property
    def state(self) -> str:
        """The band's name when the number only stands for it."""
        return self.band_name if self.is_state else ""

    @property
    def band_name(self) -> str:
        return shown(self.band.name) if self.band else ""


def lines(actor: Actor, thing: Thing) -> list[Line]:
    """In the order in which the domain declares them."""
    latest = telemetry.latest(actor, things=[thing.code]).by_name()
    doubted = doubts.open_of([thing.code])
    declared = registry.thing_type(thing.type)
    order = declared[1].series if declared else []
    rows = sorted(thing.series.all(), key=lambda row: order.index(row.key) if row.key in order else len(order))
    return [_line(thing, row, latest.get((thing.code, row.key)), (thing.code, row.key) in doubted) for row in rows]


def _line(thing: Thing, row: Series, now: telemetry.Now | None, is_doubted: bool) -> Line:
    facts = registry.series(thing.domain, row.key)
    band = band_of(facts.bands, now.value) if facts and now else None
    name = shown(facts.name) if facts else row.key
    follow = f"{thing.code}/{row.key}"
    is_state = bool(facts and now and facts.state(now.value))
    return Line(row.key, name, row.unit, row.decimals, row.cadence_seconds, follow, now, band, is_state, is_doubted)


def limits_in_force(thing: Thing, key: str) -> list[Limit]:
    """The dated limits of a series that hold today, unknown values included (shown as such)."""
    facts = registry.series(thing.domain, key)
    today = clock.today()
    listed = facts.limits if facts else []
    return [one for one in listed if one.valid_from <= today and (one.valid_to is None or today < one.valid_to)]


def chart(actor: Actor, thing: Thing, line: Line, since: datetime, until: datetime) -> dict[str, Any]:
    """The configuration of `<ioc-chart>` (see core/ui README): the curve, gaps, and the limits of the same averaging."""
    found = telemetry.points(actor, thing.code, line.key, since, until, partly=True)
    points = list(zip((found.at_us // 1000).tolist(), found.value.tolist(), strict=True))
    limits = [
        one for one in limits_in_force(thing, line.key) if one.value is not None and one.averaging in ("instant", "1h")
    ]
    return {
        "unit": line.unit,
        "decimals": line.decimals,
        "gap": line.cadence * 5,
        "now": until.isoformat(),
        "series": [{"name": line.name, "key": line.follow, "points": points}],
        "thresholds": [{"value": one.value, "label": shown(one.name), "colour": "$high"} for one in limits[:3]],
    } | lacking.in_chart(found.lacking, since, until)
