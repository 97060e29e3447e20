"""One indicator over its places: the map, bars from the largest on, against another period, who has given nothing."""

from typing import Any

import numpy as np
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.indicators import queries
from haidang.core.indicators.charts import Map
from haidang.core.indicators.newest import band_of
from haidang.core.indicators.reading import places
from haidang.core.ui import numbers
from haidang.core.ui.period_names import period_said
from haidang.core.ui.severity import severity
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.formula import Quality
from haidang.kernel.periods import containing
from haidang.provinces import pack
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.sheet import as_csv

from .choosing import Chosen, chosen, period_asked
from .comparing import Against, Bar, apart, beside

CLASSES = 5
FAINTEST, DARKEST = 0.12, 0.78
STEPS = 24
"""So many periods back can be chosen."""


@require_GET
@room("indicator.read")
def page(request: AskingRequest, code: str) -> HttpResponse:
    asked = chosen(request, code)
    found = queries.on_map(request.actor, code, period_asked(request, asked.entry))
    against = Against.asked(request, asked, found)
    rows, common = apart(beside(bars(found), queries.on_map(request.actor, code, against.other)))
    missing = places.named(found.missing).values()
    facts = {
        "asked": asked, "row": asked.row, "entry": asked.entry, "facts": asked.entry.facts, "found": found,
        "owner": asked.row.office, "bars": against.ordered(rows), "against": against, "common": common,
        "missing": sorted(missing, key=lambda one: one.name_vi), "periods": _choices(asked, found),
        "map": map_of(found, rows) if asked.entry.facts.level == "commune" and rows else None,
        "steps": _steps(found, rows), "middle": float(np.median(found.value)) if len(found.value) else None,
    }  # fmt: skip
    return render(request, "desk/indicators/places.html", facts)


def bars(found: Map) -> list[Bar]:
    """The largest first; what is less than nothing has no bar."""
    called = places.named(found.place.tolist())
    most = float(np.abs(found.value).max()) if len(found.value) else 0.0
    steps = classes(found)
    rows: list[Bar] = []
    for number, value, mark, step in zip(
        found.place.tolist(), found.value.tolist(), found.quality.tolist(), steps, strict=True
    ):
        here = called.get(number)
        if here is None:
            continue
        band = band_of(found.entry, value)
        share = round(100 * max(value, 0.0) / most, 1) if most else 0.0
        rows.append(
            Bar(number, here.key, here.code, name_of(here), value, Quality(mark), share, step,
                band.severity or 0 if band else 0, len(rows) + 1)
        )  # fmt: skip
    return rows


def classes(found: Map) -> list[int]:
    """Fifths of the places, 1 the smallest; equal values stand in one class."""
    if not len(found.value):
        return []
    edges = np.quantile(found.value, [number / CLASSES for number in range(1, CLASSES)])
    steps: list[int] = (np.searchsorted(edges, found.value, side="right") + 1).tolist()
    return steps


def _steps(found: Map, rows: list[Bar]) -> list[dict[str, Any]]:
    """The legend: from and to of each class that has a place."""
    steps = []
    for step in range(1, CLASSES + 1):
        values = [one.value for one in rows if one.step == step]
        if values:
            steps.append({"step": step, "low": min(values), "high": max(values)})
    return steps


def tint(one: Bar) -> dict[str, Any]:
    """A place that asks for attention in its colour, the others in one hue, darker for more."""
    if one.sev:
        return {"colour": f"${severity(one.sev).key}", "opacity": 0.6}
    return {"colour": "$data", "opacity": round(FAINTEST + (DARKEST - FAINTEST) * (one.step - 1) / (CLASSES - 1), 3)}


def map_of(found: Map, rows: list[Bar]) -> dict[str, Any]:
    """For the map part: the outlines of communes, tinted by their official code."""
    province = pack.chosen().province
    west, south, east, north = province.bbox
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "attribution": shown(province.texts.outlines),
        "bounds": [[west, south], [east, north]],
        "centre": [province.centre.lon, province.centre.lat],
        "zoom": province.zoom - 0.4,
        "tints": {one.code: tint(one) for one in rows if one.code},
        "layers": [],
    }


def _choices(asked: Chosen, found: Map) -> list[dict[str, Any]]:
    last = containing(clock.today(), asked.entry.period)
    return [
        {"label": period_said(one), "url": asked.url("indicator_places", period=one.text), "on": one == found.period}
        for one in (last.moved(-back) for back in range(STEPS))
    ]


@require_GET
@room("indicator.read")
def export(request: AskingRequest, code: str) -> HttpResponseBase:
    asked = chosen(request, code)
    found = queries.on_map(request.actor, code, period_asked(request, asked.entry))
    head = (_("Mã"), _("Nơi"), _("Kỳ"), _("Giá trị"), _("Đơn vị tính"), _("Chất lượng"))
    facts = asked.entry.facts
    rows = (
        (one.code or one.key, one.name, period_said(found.period), numbers.said(one.value, facts.decimals), facts.unit,
         "; ".join(shown(word) for word in one.quality.words))
        for one in bars(found)
    )  # fmt: skip
    return as_csv(f"{code}-{found.period.text}.csv", head, rows)
