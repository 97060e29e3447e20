"""Signing: one document or several, here or from afar; waiting for the telephone; the service's call back."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory.queries import person_of
from haidang.core.documents import actions, queries, signing
from haidang.core.documents.crafts import workshop
from haidang.core.documents.models import Document
from haidang.kernel.action import NotPossible
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.signing import looks_again

from . import forms
from .views import found

LARGEST = 1_000_000
"""Bytes of a call back that are read."""


@require_http_methods(["GET", "POST"])
@room("case.read")
def sign(request: AskingRequest) -> HttpResponse:
    """Sign the documents whose codes are given: confirmed once for all of them."""
    data = request.POST if request.method == "POST" and "how" in request.POST else None
    codes = (data or request.GET or request.POST).getlist("picked") or _codes(request)
    documents = [found(request, code) for code in codes[: signing.MOST_TOGETHER]]
    if not documents:
        messages.warning(request, _("Chọn văn bản cần ký trước."), extra_tags="warn")
        raise NotPossible(_("Chưa chọn văn bản nào."))
    first = next(iter(signing.services()), None)
    known = signing.remembered(person_of(request.actor), first.key) if first else ""
    form = forms.Sign(data, initial={"codes": ",".join(codes), "user": known})
    count = len(documents)
    title = ngettext("Ký %(count)s văn bản", "Ký %(count)s văn bản", count) % {"count": count}
    asks = Asks(
        title, _("Ký"), reverse("documents"), _("Đã ký."), icon="certificate",
        note=", ".join(f"{one.number} ({one.name})" for one in documents)[:600],
    )  # fmt: skip
    return asked(request, form, asks, lambda given: _signed(request, documents, given))


def _codes(request: AskingRequest) -> list[str]:
    given = request.POST.get("codes") or request.GET.get("codes") or request.POST.get("code") or ""
    return [one for one in given.split(",") if one]


def _signed(request: AskingRequest, documents: list[Document], given: dict[str, Any]) -> str | None:
    """At the seal here one by one; from afar all together, and then the page that waits."""
    try:
        if given["how"] == forms.HERE:
            for one in documents:
                actions.sign_here(request.actor, one)
            return None
        asked_for = signing.ask(request.actor, documents, connector=given["how"], user=given["user"])
    except workshop.Broke:
        raise NotPossible(_("Không dựng được chữ ký lúc này. Thử lại sau ít phút.")) from None
    return reverse("document_signing", args=[asked_for.token])


@never_cache
@require_GET
@room("case.read")
def waiting(request: AskingRequest, token: str) -> HttpResponse:
    """How far a request is; asks the service while it is looked at."""
    one = queries.signing(request.actor, token)
    if one is None:
        raise Http404(token)
    one = signing.poll(one)
    documents = [part.document for part in one.parts.select_related("document__case")]
    return looks_again(render(request, "desk/documents/waiting.html", {"signing": one, "documents": documents}), one)


@csrf_exempt
@require_POST
def hook(request: HttpRequest, connector: str) -> HttpResponseBase:
    """The service's call back. It says nothing about what became of it: whoever calls learns nothing here."""
    if len(request.body) > LARGEST:
        return JsonResponse({"message": "too large"}, status=413)
    try:
        told = json.loads(request.body)
    except (ValueError, UnicodeDecodeError):
        told = None
    if not isinstance(told, dict):
        return JsonResponse({"message": "a JSON object is expected"}, status=400)
    try:
        signing.hear(connector, told)
    except (NotPossible, workshop.Broke):
        return JsonResponse({"message": "try again"}, status=503)
    return JsonResponse({"message": "ok"})
