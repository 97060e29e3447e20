"""Open data: what each field publishes, under which licence, from whom, how new; as CSV and as JSON."""

import json
from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from haidang.kernel import registry
from haidang.kernel.bilingual import shown
from haidang.provinces import pack
from haidang.web.sheet import as_csv

from .rows import Wanted

KEPT = 300
"""Seconds that a copy may be kept on the way."""


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    fields = [
        {"domain": domain, "sets": [_told(Wanted(domain, one)) for one in domain.datasets]}
        for domain in registry.domains().values()
        if domain.datasets
    ]
    return render(request, "citizen/open_data/overview.html", {"fields": fields})


def _told(one: Wanted) -> dict[str, object]:
    return {
        "dataset": one.dataset, "domain": one.domain.key, "newest_at": one.newest_at(),
        "count": len(one.entries()) if one.dataset.indicators else None,
    }  # fmt: skip


def _wanted(request: HttpRequest, domain: str, key: str) -> Wanted:
    """Raises Http404 for a data set or an indicator that is not, or not open."""
    field = registry.domains().get(domain)
    dataset = next((one for one in field.datasets if one.key == key), None) if field else None
    if field is None or dataset is None:
        raise Http404(f"{domain}/{key}")
    found = Wanted(field, dataset, request.GET.get("indicator", "")[:82])
    if found.code and not (dataset.indicators and found.entries()):
        raise Http404(found.code)
    return found


@require_GET
@cache_control(public=True, max_age=KEPT)
def as_sheet(request: HttpRequest, domain: str, key: str) -> HttpResponseBase:
    """`?indicator=` one indicator at every place."""
    found = _wanted(request, domain, key)
    return as_csv(f"{found.code or f'{domain}-{key}'}.csv", found.head, found.rows())


@require_GET
@cache_control(public=True, max_age=KEPT)
def as_json(request: HttpRequest, domain: str, key: str) -> HttpResponseBase:
    """The same rows as objects, with what the data set is; `?indicator=` as above."""
    found = _wanted(request, domain, key)
    answer = StreamingHttpResponse(_written(found), content_type="application/json")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _written(found: Wanted) -> Iterator[str]:
    newest = found.newest_at()
    head = {
        "dataset": f"{found.domain.key}/{found.dataset.key}", "name": shown(found.dataset.name),
        "about": shown(found.dataset.about), "licence": found.dataset.licence,
        "publisher": shown(pack.chosen().province.name), "newest_at": newest.isoformat() if newest else None,
    }  # fmt: skip
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['
    for number, row in enumerate(found.rows()):
        text = json.dumps(dict(zip(found.head, row, strict=True)), ensure_ascii=False)
        yield f",\n{text}" if number else f"\n{text}"
    yield "\n]}\n"
