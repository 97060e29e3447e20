"""Sea and islands: the tide now and to come, what lies in and at the sea, areas given out, the islands' own places."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haidang.core.directory.queries import places
from haidang.core.directory.rooms import actor_of
from haidang.core.rules.reading import queries as rules
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.domains.environment import permits, queries, storms, tide
from haidang.kernel import registry
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point
from haidang.provinces import pack

KINDS = ("tide_gauge", "fish_cages", "erosion_site")
ISLANDS = "special_zone"
FIGURES = ("environment.beach_water_good", "environment.oil_spills", "environment.coast_eroded")
NEAR_KM = 300
YEARS = 10


def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    worst, known = rules.worst_by_thing(actor), registry.indicators().indicators
    found = list(things(actor, domain="environment", types=KINDS, state="active"))
    called = {one.code: name_of(one) for one in found}
    islands = list(places(actor, kind=ISLANDS))
    at_islands = list(things(actor, state="active").filter(place__in=islands))
    facts = {
        "seas": [{"sea": one, "name": called.get(one.thing, one.thing)} for one in queries.sea(actor)],
        "rows": sorted(
            (_row(one, worst) for one in found), key=lambda row: (row["sev"] or 9, row["kind"], row["code"])
        ),
        "islands": [
            (name_of(one), [_row(thing, worst) for thing in at_islands if thing.place_id == one.pk]) for one in islands
        ],
        "areas": permits.standings(actor, kind="sea_area"),
        "storms": _storms(),
        "near": NEAR_KM,
        "years": YEARS,
        "figures": [(code, shown(known[code].name)) for code in FIGURES if code in known],
        "tide_source": tide.vung_tau().attribution,
        "is_simulated": any(one.source and one.source.is_simulated for one in found),
    }
    return render(request, "environment/sea.html", facts)


def _row(one: Thing, worst: dict[str, tuple[int, int]]) -> dict[str, Any]:
    known = registry.thing_type(one.type)
    return {"code": one.code, "name": name_of(one), "place": name_of(one.place), "kind": shown(known[1].name) if known else one.type,
            "icon": known[1].icon if known else "anchor", "sev": worst.get(one.code, (None, 0))[0]}  # fmt: skip


def _storms() -> int:
    """Of the last years of the archive, so near to the middle of the province."""
    middle = pack.chosen().province.centre
    last = storms.storms()[0].season
    return sum(one.season > last - YEARS for one in storms.within(Point(middle.lon, middle.lat), NEAR_KM))
