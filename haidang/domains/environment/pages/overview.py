"""The desk's page of the environment: air against limits, the sea against its prediction, water, rain, waste water."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.queries import Now
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.core.ui import numbers
from haidang.domains.environment import aqi, queries, rain, tide, wqi
from haidang.kernel import clock, registry
from haidang.kernel.action import PUBLIC, Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest import Limit, Series

from .scale import TRUST, Mark, aqi_mark, in_force, wqi_mark

SHOWN = ("pm25", "pm10", "o3", "no2")
OF_DUST, OF_GAS = ("24h",), ("1h",)
SEA_BACK, SEA_AHEAD, SEA_STEP = timedelta(hours=24), timedelta(hours=24), timedelta(minutes=10)
MOST_AIRS = 50
COLUMN_B = "qcvn40_b"
WASTE = ("ph", "cod", "tss", "nh4_n")


def page(request: HttpRequest) -> HttpResponse:
    actor: Actor = getattr(request, "actor", PUBLIC)
    airs = queries.worst_air(actor, MOST_AIRS)
    names = {one.code: one for one in _named_things(actor, airs)}
    facts = {
        "columns": [_facts(key) for key in SHOWN],
        "airs": list(_airs(actor, names, airs)),
        "seas": list(_seas(actor, names)),
        "waters": list(_waters(actor, names)),
        "rains": list(_rains(actor, names)),
        "waste_columns": [(_facts(key), in_force(_facts(key), key=COLUMN_B)) for key in WASTE],
        "wastes": list(_wastes(actor, names)),
        "rain_source": rain.TABLE.source,
        "aqi_source": aqi.TABLE.source,
        "wqi_source": wqi.TABLE.source,
        "formula_trust": wqi.TABLE.formula_trust,
        "formula_means": TRUST[wqi.TABLE.formula_trust],
        "tide_source": tide.vung_tau().attribution,
    }
    return render(request, "environment/overview.html", facts)


def _named_things(actor: Actor, airs: list[str] | None) -> QuerySet[Thing]:
    """The things of the page: all of the domain, of the air stations only `airs` when they are too many."""
    found = things(actor, domain=queries.DOMAIN)
    return found if airs is None else found.filter(~Q(type="air_station") | Q(code__in=airs))


def _facts(key: str) -> Series:
    facts = registry.series(queries.DOMAIN, key)
    assert facts, key
    return facts


@dataclass(frozen=True, slots=True)
class Curve:
    """The last 24 hourly means of a parameter and the limit they are held against."""

    values: list[float | None]
    limit: float | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class AirRow:
    code: str
    name: str
    hour: Mark | None
    day: Mark | None
    highest: str
    curves: list[Curve]


def _airs(actor: Actor, names: dict[str, Thing], airs: list[str] | None) -> Iterator[AirRow]:
    end = clock.hour_of(clock.now())
    means = queries.hourly_means(actor, "air_station", SHOWN, end - queries.DAY, end, airs)
    for one in queries.air(actor, things=airs):
        highest = shown(_facts(one.hour.highest.parameter).name) if one.hour else ""
        yield AirRow(
            code=one.thing,
            name=name_of(names.get(one.thing)) or one.thing,
            hour=aqi_mark(one.hour.index) if one.hour else None,
            day=aqi_mark(one.last_24h.index) if one.last_24h else None,
            highest=highest,
            curves=[_curve(key, means.get(one.thing, {}).get(key, [])) for key in SHOWN],
        )


def _curve(key: str, values: list[float | None]) -> Curve:
    """Dust is held against its 24-hour limit by the mean of the day, a gas against its 1-hour limit hour by hour."""
    is_dust = key in aqi.DUST
    limit = in_force(_facts(key), averaging=OF_DUST if is_dust else OF_GAS)
    top = limit.value if limit else None
    known = [value for value in values if value is not None]
    reached = (sum(known) / len(known) if is_dust else max(known)) if known else None
    return Curve(values, top, reached is not None and top is not None and reached > top)


def _seas(actor: Actor, names: dict[str, Thing]) -> Iterator[dict[str, Any]]:
    for one in queries.sea(actor):
        yield {
            "sea": one,
            "name": name_of(names.get(one.thing)) or one.thing,
            "chart": _levels_chart(actor, one.thing),
            "surge_chart": _surge_chart(actor, one.thing),
        }


def _levels_chart(actor: Actor, code: str) -> dict[str, Any]:
    """A day back and a day ahead: measured as a line, the prediction dashed."""
    now = clock.now()
    found = telemetry.points(actor, code, "level", now - SEA_BACK, now, points=300)
    moments = np.arange((now - SEA_BACK).timestamp(), (now + SEA_AHEAD).timestamp(), SEA_STEP.total_seconds())
    predicted = np.round(tide.levels(moments), 3)
    return {
        "unit": "m",
        "decimals": 2,
        "now": now.isoformat(),
        "gap": 1800,
        "series": [
            {"name": _("Đo được"), "key": f"{code}/level", "points": _pairs(found.at_us // 1000, found.value)},
            {"name": _("Dự tính"), "style": "dashed", "points": _pairs((moments * 1000).astype(np.int64), predicted)},
        ],
    }


def _surge_chart(actor: Actor, code: str) -> dict[str, Any]:
    now = clock.now()
    try:
        found = telemetry.points(actor, code, "surge", now - SEA_BACK, now + SEA_STEP, points=300)
        points = _pairs(found.at_us // 1000, found.value)
    except telemetry.Unseen:
        points = []
    series = {"name": _("Chênh lệch so với dự tính"), "key": f"{code}/surge", "points": points}
    return {"unit": "m", "decimals": 2, "gap": 3600, "series": [series], "thresholds": [{"value": 0, "label": "0"}]}


def _pairs(at: Any, value: Any) -> list[list[float]]:
    return [list(pair) for pair in zip(at.tolist(), value.tolist(), strict=True)]


def _waters(actor: Actor, names: dict[str, Thing]) -> Iterator[dict[str, Any]]:
    for one in queries.water(actor):
        yield {
            "code": one.thing,
            "name": name_of(names.get(one.thing)) or one.thing,
            "mark": wqi_mark(one.index) if one.index else None,
            "use": shown(one.index.class_.use) if one.index else "",
            "complete": bool(one.index and one.index.complete),
            "groups": sorted(one.index.groups.items()) if one.index else [],
            "until": one.until,
        }


def _rains(actor: Actor, names: dict[str, Thing]) -> Iterator[dict[str, Any]]:
    for one in queries.rains(actor):
        bands = [rain.band(fallen) for fallen in one.sums]
        yield {
            "code": one.thing,
            "name": name_of(names.get(one.thing)) or one.thing,
            "sums": one.sums,
            "bands": [shown(band.name) for band in bands if band],
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """A value at a waste-water station against column B; None when it has not reported it."""

    now: Now | None
    said: str
    is_over: bool
    follow: str
    cadence: int


def _wastes(actor: Actor, names: dict[str, Thing]) -> Iterator[dict[str, Any]]:
    newest = telemetry.latest(actor, domain=queries.DOMAIN).of(types=["wastewater_station"]).by_name()
    codes = sorted({code for code, _key in newest if _is_waste(names.get(code))})
    rows = [(code, [_cell(code, key, newest.get((code, key))) for key in WASTE]) for code in codes]
    for code, cells in sorted(rows, key=lambda row: (-sum(cell.is_over for cell in row[1]), row[0])):
        heard = [cell.now.at for cell in cells if cell.now]
        thing = names[code]
        yield {
            "code": code,
            "name": name_of(thing) or code,
            "permit": thing.fields.get("permit_column", ""),
            "cells": cells,
            "at": max(heard, default=None),
            "cadence": max(cell.cadence for cell in cells),
        }


def _is_waste(thing: Thing | None) -> bool:
    return thing is not None and thing.type == "wastewater_station"


def _cell(code: str, key: str, now: Now | None) -> Cell:
    facts = _facts(key)
    limit = in_force(facts, key=COLUMN_B)
    said = numbers.said(now.value, now.decimals) if now else "–"
    over = now is not None and now.quality == 0 and limit is not None and _is_beyond(now.value, limit)
    return Cell(now, said, over, f"{code}/{key}", int(clock.duration(facts.cadence).total_seconds()))


def _is_beyond(value: float, limit: Limit) -> bool:
    return (limit.value is not None and value > limit.value) or (limit.low is not None and value < limit.low)
