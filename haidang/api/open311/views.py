"""The addresses of GeoReport v2."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.blocks.sender import sent_by
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, Actor
from haidang.kernel.often import counted
from haidang.provinces import pack

from . import requests, services
from .answers import KINDS, Wrong, open311, said

A_MINUTE, AN_ADDRESS, A_KEY = timedelta(minutes=1), 20, 6000
"""Reports in a minute: from one address without a key, and with one."""


@require_GET
@open311
def discovery(request: HttpRequest, kind: str) -> HttpResponse:
    base = request.build_absolute_uri("/open311/v2")
    return said("discovery", {
        "changeset": clock.start_of(clock.today()),
        "contact": f"{pack.chosen().province.texts.centre.vi} · 1022",
        "key_service": "haidang key create --can reports",
        "endpoints": [{
            "specification": "http://wiki.open311.org/GeoReport_v2",
            "url": base,
            "changeset": clock.start_of(clock.today()),
            "type": "production",
            "formats": ["application/json", "text/xml"],
        }],
    }, kind)  # fmt: skip


@require_GET
@open311
def service_list(request: HttpRequest, kind: str) -> HttpResponse:
    return said("services", services.listed(), kind)


@require_GET
@open311
def service(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    return said("service_definition", services.definition(code), kind)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@open311
def request_list(request: HttpRequest, kind: str) -> HttpResponse:
    actor = requests.actor_of(request)
    if request.method == "GET":
        found = requests.listed(actor, request.GET)
        return said("service_requests", [requests.facts(one) for one in found], kind)
    address = _address(request)
    _not_too_many(address, actor)
    with sent_by(lambda: requests.sender_of(actor, address, request.POST)):
        case = requests.taken(actor, request.POST, request.FILES, simulated=actor != PUBLIC and _is_simulated(request))
    known: dict[str, Any] = {
        "service_request_id": case.code,
        "service_notice": request.build_absolute_uri(f"/app/r/{case.code}/{case.secret}/"),
        "account_id": None,
    }
    return said("service_requests", [known], kind, 201)


@require_GET
@open311
def one_request(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    return said("service_requests", [requests.facts(requests.found(requests.actor_of(request), code))], kind)


@require_GET
@open311
def token(request: HttpRequest, kind: str, token: str) -> HttpResponse:
    """Codes are given at once here, so a token is the code."""
    case = requests.found(requests.actor_of(request), token)
    return said("service_requests", [{"token": token, "service_request_id": case.code}], kind)


def _is_simulated(request: HttpRequest) -> bool:
    """A simulator says so of what it sends; it can only make its own reports look less real."""
    return request.headers.get("X-Simulated") == "true"


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))


def _not_too_many(address: str, actor: Actor) -> None:
    """Raises Wrong 429."""
    who, most = (address, AN_ADDRESS) if actor == PUBLIC else (f"key {actor.id}", A_KEY)
    if counted("open311", who, A_MINUTE) > most:
        raise Wrong(429, "too many reports in a minute: wait, or ask for a key")


FORMATS = "|".join(KINDS)
