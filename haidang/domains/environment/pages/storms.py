"""Storms that passed near, replayed on the map: choose one, move along its way; a table says the same without a script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from haidang.core.ui import moments, numbers
from haidang.domains.environment import storms
from haidang.domains.environment.storms import Fix, Storm
from haidang.kernel.bilingual import shown
from haidang.kernel.geo import Point, distance_m
from haidang.provinces import pack

from .scale import TRUST

DISTANCES = (200, 300, 500, 1000)
"""km"""
ALL_NEAR = 300
MOST_SHADED = 40


def page(request: HttpRequest) -> HttpResponse:
    middle = pack.chosen().province.centre
    here = Point(middle.lon, middle.lat)
    within = _number(request.GET.get("km", ""), ALL_NEAR)
    found = storms.within(here, within)
    chosen = storms.storm(request.GET.get("storm", "")) or (_worst(found, here) if found else storms.storms()[0])
    step = min(_number(request.GET.get("step", ""), chosen.nearest(here)[1]), len(chosen.fixes) - 1)
    rows = [_row(one, here) for one in chosen.fixes]
    facts = {
        "km": within,
        "distances": DISTANCES,
        "found": [_line(one, here) for one in found],
        "one": _line(chosen, here),
        "rows": rows,
        "step": step,
        "last": len(rows) - 1,
        "now": rows[step],
        "map": _map(chosen, found, step),
        "replay": {"fixes": [_step(fix, row) for fix, row in zip(chosen.fixes, rows, strict=True)], "step": step},
        "years": _years(found),
        "scale": [_class(one) for one in storms.SCALE.classes],
        "source": storms.SCALE.source,
        "trust": storms.SCALE.trust,
        "trust_means": TRUST[storms.SCALE.trust],
    }
    return render(request, "environment/storms.html", facts)


def _number(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else otherwise


def _worst(found: list[Storm], here: Point) -> Storm:
    """The one with the strongest wind where it came nearest."""
    return max(found, key=lambda one: one.fixes[one.nearest(here)[1]].wind or 0.0)


def _line(one: Storm, here: Point) -> dict[str, Any]:
    km, at = one.nearest(here)
    best = one.strongest
    class_ = best.class_
    return {
        "key": one.key,
        "season": one.season,
        "began": one.fixes[0].at,
        "nearest_km": km,
        "nearest_at": one.fixes[at].at,
        "wind": best.wind,
        "name": shown(class_.name) if class_ else "",
        "severity": class_.severity if class_ else 0,
        "levels": class_.levels if class_ else "",
    }


def _row(one: Fix, here: Point) -> dict[str, Any]:
    class_ = one.class_
    return {
        "at": one.at,
        "said": moments.moment_said(one.at),
        "lat": one.point.lat,
        "lon": one.point.lon,
        "wind": one.wind,
        "name": shown(class_.name) if class_ else _("không rõ"),
        "severity": class_.severity if class_ else 0,
        "km": distance_m(here, one.point) / 1000,
    }


def _step(fix: Fix, row: dict[str, Any]) -> dict[str, Any]:
    wind = "–" if fix.wind is None else f"{numbers.said(fix.wind, 0)} km/h"
    return {"at": [fix.point.lon, fix.point.lat], "said": row["said"], "what": row["name"], "wind": wind,
            "km": f"{numbers.said(row['km'], 0)} km", "sev": row["severity"]}  # fmt: skip


def _map(chosen: Storm, found: list[Storm], step: int) -> dict[str, Any]:
    """The others as faint lines, the chosen one strong; its place at the step as a point."""
    others = [one for one in found if one.key != chosen.key][:MOST_SHADED]
    tracks = [_track(one, "$data2") for one in others] + [_track(chosen, "$high", dashed=False)]
    middle = pack.chosen().province.centre
    at = chosen.fixes[step].point
    here = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [at.lon, at.lat]},
            "properties": {"id": chosen.key, "name": chosen.key}}  # fmt: skip
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "centre": [middle.lon + 4.0, middle.lat],
        "zoom": 5.2,
        "areas": {"type": "FeatureCollection", "features": tracks},
        "layers": [
            {"id": "storm", "label": _("Tâm bão"), "icon": "wind", "on": True,
             "data": {"type": "FeatureCollection", "features": [here]}},
        ],
    }  # fmt: skip


def _track(one: Storm, colour: str, *, dashed: bool = True) -> dict[str, Any]:
    line = [[fix.point.lon, fix.point.lat] for fix in one.fixes]
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line},
            "properties": {"colour": colour, "dashed": dashed}}  # fmt: skip


def _years(found: list[Storm]) -> list[dict[str, Any]]:
    counted = storms.by_year(found)
    most = max(counted.values(), default=0) or 1
    return [{"year": year, "count": count, "style": _tall(100 * count / most)} for year, count in counted.items()]


def _tall(share: float) -> SafeString:
    """The attribute that brings a bar its height, % of the tallest."""
    return format_html('style="--share:{}"', numbers.for_css(share))


def _class(one: storms.Class) -> dict[str, Any]:
    return {"name": shown(one.name), "from": one.from_, "levels": one.levels, "severity": one.severity}
