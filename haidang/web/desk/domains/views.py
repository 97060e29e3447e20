"""One field of government: the same skeleton for all, filled by its manifest; pages of its own where it brings them."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.directory.permissions import decide
from haidang.core.rules.reading import queries as rules
from haidang.core.rules.reading import worst_first
from haidang.core.telemetry import quality
from haidang.core.telemetry import queries as telemetry
from haidang.core.things.queries import things
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain
from haidang.provinces import pack
from haidang.web.desk.entrance import room
from haidang.web.desk.overview.tiles import tiles
from haidang.web.middleware import AskingRequest

from .casework import casework
from .figures import figures
from .leads import leads
from .stations import groups

MOST_ALERTS = 30
FIRST = ("cases-open", "cases-late", "cases-soon", "cases-today")
"""Of the numbers of cases, beside indicators that say the rest: no more than eight on a page."""


def _found(key: str) -> Domain:
    domain = registry.domains().get(key)
    if domain is None:
        raise Http404
    return domain


@require_GET
@room("overview.read")
def page(request: AskingRequest, key: str) -> HttpResponse:
    """Tiles, map, exceptions, things by kind with their newest values, sources."""
    domain = _found(key)
    start = request.GET.get("from", "")
    listed = groups(request.actor, domain, request.GET.get("kind", ""), int(start) if start.isdecimal() else 0)
    counts = rules.counts_by_domain_and_severity(request.actor).get(key, {})
    measured = tiles(request.actor, domain=key)
    cases = casework(request.actor, domain) if decide(request.actor, "case.read") else None
    shown_figures = figures(request.actor, domain, len(measured) + (len(cases["tiles"]) if cases else 0))
    if cases and shown_figures and shown_figures.tiles:
        cases["tiles"] = [one for one in cases["tiles"] if one.key in FIRST]
    facts = {
        "domain": domain,
        "name": shown(domain.name),
        "about": shown(domain.about),
        "tiles": measured,
        "figures": shown_figures,
        "has_ages": any(one.kind == "ages" for one in domain.leads),
        "leads": leads(request.actor, domain),
        "alerts": worst_first.open_page(request.actor, rules.Wanted(domain=key), limit=MOST_ALERTS).alerts,
        "alerts_open": sum(one.open for one in counts.values()),
        "groups": listed,
        "sources": [one for one in quality.sources_by_fault(request.actor) if one.source.domain == key],
        "map": _map(domain),
        "has_points": domain.things and things(request.actor, domain=key).exclude(lon=None).exists(),
        "pages": [
            (one, reverse("domain_page", args=[key, one.key])) for one in domain.pages if has_page(domain, one.key)
        ],
        "newest": newest(request.actor, domain),
        "casework": cases,
    }
    return render(request, "desk/domains/page.html", facts)


def newest(actor: Actor, domain: Domain) -> object:
    """The moment of the newest reading of the field, None when there is none."""
    return telemetry.latest(actor, domain=domain.key).newest_at


def _map(domain: Domain) -> dict[str, object]:
    province = pack.chosen().province
    layer = {"id": domain.key, "label": shown(domain.short), "icon": domain.icon, "on": True, "boxed": True}
    alerts = {"id": "alerts", "label": _("Cảnh báo"), "icon": "alert-triangle", "on": True, "alarms": True}
    cases = {"id": f"cases-{domain.key}", "label": _("Hồ sơ đang xử lý"), "icon": "message-report", "on": True,
             "cluster": True}  # fmt: skip
    layers = [*((layer, alerts) if domain.things else ()), *((cases,) if domain.procedures else ())]
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "attribution": shown(province.texts.outlines),
        "centre": [province.centre.lon, province.centre.lat],
        "zoom": province.zoom - 0.4,
        "domain": domain.key,
        "layers": [one | {"url": reverse("map_layer", args=[one["id"]])} for one in layers],
    }


def has_page(domain: Domain, key: str) -> bool:
    """Whether the domain brings a view of its own for a page it declares."""
    part = registry.part(domain.key, "pages")
    return part is not None and key in part.PAGES


@require_GET
@room("overview.read")
def own_page(request: AskingRequest, key: str, page: str) -> HttpResponse:
    return _own(request, key, page, "desk")


@require_GET
def public_page(request: AskingRequest, key: str, page: str) -> HttpResponse:
    """A page for everybody; what it shows is what the public may see."""
    return _own(request, key, page, "public")


def _own(request: AskingRequest, key: str, page: str, audience: str) -> HttpResponse:
    domain = _found(key)
    declared = any(one.key == page and one.audience == audience for one in domain.pages)
    part = registry.part(key, "pages")
    if not declared or part is None or page not in part.PAGES:
        raise Http404
    answer: HttpResponse = part.PAGES[page](request)
    return answer
