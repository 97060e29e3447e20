"""The cases that citizens let the community team act on, and one of them; every opening is shown to its citizen."""

from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from haidang.core.citizens import proxies, queries
from haidang.core.citizens.proxies import ByProxy
from haidang.web.citizen.follow import entrusted
from haidang.web.citizen.follow.steps import words_of
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest


@require_GET
@room("proxy.read")
def listed(request: AskingRequest) -> HttpResponse:
    rows = [
        (proxy, case, words_of(case.flow.state(case.state)))
        for proxy in queries.proxies_of_teams(request.actor)
        for case in proxy.cases.all()
    ]
    return render(request, "desk/proxies/list.html", {"rows": rows})


@require_GET
@never_cache
@room("proxy.read")
def one(request: AskingRequest, code: str) -> HttpResponse:
    by = _found(request, code)
    proxies.look(request.actor, by)
    return _page(request, by)


@require_POST
@room("proxy.read")
def act(request: AskingRequest, code: str, move: str) -> HttpResponseBase:
    by = _found(request, code)
    return _answer(request, by, entrusted.act(request, by, move))


@require_POST
@room("proxy.read")
def write(request: AskingRequest, code: str) -> HttpResponseBase:
    by = _found(request, code)
    return _answer(request, by, entrusted.write(request, by))


def _found(request: AskingRequest, code: str) -> ByProxy:
    by = proxies.of(request.actor, code)
    if by is None:
        raise Http404(code)
    return by


def _answer(request: AskingRequest, by: ByProxy, refused: dict[str, Any]) -> HttpResponseBase:
    return _page(request, by, status=422, **refused) if refused else redirect("proxy_case", by.case.code)


def _page(request: AskingRequest, by: ByProxy, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "desk/proxies/one.html", entrusted.facts(by) | more, status=status)
