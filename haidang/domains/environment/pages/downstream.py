"""Outfalls and what lies below them: whether each keeps its limits now, and who is told when it does not."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.directory.rooms import actor_of
from haidang.core.rules.reading import queries as rules
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.domains.environment import breaches, flow
from haidang.kernel.bilingual import name_of, shown
from haidang.provinces import pack

from .scale import TRUST

KINDS = {"water_intake": "bucket-droplet", "fish_cages": "fish", "beach": "beach"}


def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    links = flow.graph()
    named = {*links, *(link.to for every in links.values() for link in every)}
    seen = {one.code: one for one in things(actor).filter(Q(code__in=named) | Q(type="wastewater_station"))}
    worst = rules.worst_by_thing(actor)
    outfalls = [one for one in seen.values() if one.type == "wastewater_station"]
    rows = [_row(one, seen, links, worst) for one in outfalls]
    facts = {
        "rows": sorted(rows, key=lambda row: (row["sev"] or 9, row["code"])),
        "known": bool(links),
        "farthest": flow.FARTHEST_KM,
        "trusts": [TRUST.get(one, one) for one in sorted({link.trust for every in links.values() for link in every})],
        "map": _map(seen, links, worst),
    }
    return render(request, "environment/downstream.html", facts)


def _row(one: Thing, seen: dict[str, Thing], links: flow.Graph, worst: dict[str, tuple[int, int]]) -> dict[str, Any]:
    below = [(seen[way.thing], way) for way in flow.below(one.code, links) if way.thing in seen]
    return {
        "code": one.code,
        "name": name_of(one),
        "place": name_of(one.place),
        "sev": worst.get(one.code, (None, 0))[0],
        "below": [
            {"name": name_of(thing), "code": thing.code, "km": way.km, "icon": KINDS.get(thing.type, "ruler-measure"),
             "told": thing.type in breaches.CONCERNED, "waters": shown(way.waters[-1]),
             "contact": thing.fields.get("contact", "")}
            for thing, way in below
        ],
    }  # fmt: skip


def _map(seen: dict[str, Thing], links: flow.Graph, worst: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """The links as lines; those below an outfall that breaks its limits stand out."""
    broken = {way for code in worst if code in links for way in (code, *(one.thing for one in flow.below(code, links)))}
    lines = []
    for start, every in links.items():
        for link in every:
            ends = [seen.get(start), seen.get(link.to)]
            way = [[one.lon, one.lat] for one in ends if one and one.lon is not None]
            if len(way) == len(ends):
                hot = start in broken
                lines.append({"type": "Feature", "geometry": {"type": "LineString", "coordinates": way},
                              "properties": {"colour": "$high" if hot else "$data", "dashed": not hot}})  # fmt: skip
    codes = set(links) | {link.to for every in links.values() for link in every}
    points = [_point(seen[code], worst) for code in sorted(codes) if code in seen and seen[code].lon is not None]
    centre = pack.chosen().province.centre
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "attribution": shown(pack.chosen().province.texts.outlines),
        "centre": [centre.lon, centre.lat],
        "zoom": pack.chosen().province.zoom - 0.3,
        "areas": {"type": "FeatureCollection", "features": lines},
        "layers": [{"id": "flow", "label": _("Điểm trên nguồn nước"), "icon": "ripple", "on": True,
                    "data": {"type": "FeatureCollection", "features": points}}],
    }  # fmt: skip


def _point(one: Thing, worst: dict[str, tuple[int, int]]) -> dict[str, Any]:
    properties = {"id": one.code, "name": f"{one.code} {name_of(one)}", "sev": worst.get(one.code, (None, 0))[0],
                  "url": reverse("thing_side", args=[one.code])}  # fmt: skip
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
        "properties": properties,
    }
