"""What waits to be signed with the document beside it, the lists of the others, and one document."""

from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.documents import queries, store
from haidang.core.documents.crafts import workshop
from haidang.core.documents.models import Document
from haidang.kernel.action import NotPossible
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .showing import row, sheet

PICTURE_SECONDS = 15
TABS = ("waiting", "draft", "signed", "void")


def found(request: AskingRequest, code: str) -> Document:
    document = queries.by_code(request.actor, code)
    if document is None:
        raise Http404(code)
    return document


@require_GET
@room("case.read")
def documents(request: AskingRequest) -> HttpResponse:
    """The list of a tab; what is chosen lies open beside it."""
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in TABS else "waiting"
    words, after = request.GET.get("q", "").strip()[:60], request.GET.get("after", "")[:60]
    waiting = queries.to_sign(request.actor)
    if tab == "waiting":
        rows, next_url = waiting, ""
    else:
        page = queries.listed(request.actor, tab, words=words, after=after)
        rows, next_url = page.rows, _url(tab=tab, q=words, after=page.after) if page.after else ""
    chosen = request.GET.get("open", "")
    document = next((one for one in rows if one.code == chosen), rows[0] if rows and tab == "waiting" else None)
    facts = {
        "tab": tab, "tabs": _tabs(tab, len(waiting)), "words": words, "next_url": next_url,
        "rows": [row(one) | {"url": _url(tab=tab, q=words, after=after, open=one.code)} for one in rows],
        "chosen": document, "sheet": sheet(request.actor, document) if document else None,
        "shared": queries.shared_with(request.actor).count(),
    }  # fmt: skip
    return render(request, "desk/documents/documents.html", facts)


def _url(**kept: str) -> str:
    said = urlencode({name: value for name, value in kept.items() if value and (name, value) != ("tab", "waiting")})
    return f"{reverse('documents')}?{said}" if said else reverse("documents")


def _tabs(here: str, waiting: int) -> list[dict[str, Any]]:
    labels = {"waiting": _("Chờ tôi ký"), "draft": _("Đang soạn"), "signed": _("Đã ký"), "void": _("Đã hủy")}
    return [
        {"url": _url(tab=tab), "label": label, "count": waiting if tab == "waiting" else None, "active": tab == here}
        for tab, label in labels.items()
    ]


@require_GET
@room("case.read")
def document(request: AskingRequest, code: str) -> HttpResponse:
    one = found(request, code)
    return render(request, "desk/documents/document.html", {"chosen": one, "sheet": sheet(request.actor, one)})


@require_GET
@room("case.read")
def pdf(request: AskingRequest, code: str) -> HttpResponseBase:
    """The PDF itself; the look is journalled."""
    one = found(request, code)
    try:
        content = queries.open_pdf(request.actor, one)
    except FileNotFoundError:
        raise Http404(code) from None
    answer = FileResponse(content, content_type="application/pdf", filename=one.file.name if one.file else "")
    return _private(answer)


@require_GET
@room("case.read")
def reading(request: AskingRequest, code: str) -> HttpResponseBase:
    """The same in the reader's language, as an aid."""
    try:
        body = queries.reading_copy(request.actor, found(request, code))
    except (FileNotFoundError, workshop.Broke):
        raise Http404(code) from None
    return _private(HttpResponse(body, content_type="application/pdf"))


@require_GET
@room("case.read")
def page(request: AskingRequest, code: str, number: int) -> HttpResponseBase:
    """One page of it as a picture, counted from 1."""
    one = found(request, code)
    try:
        with queries.open_pdf(request.actor, one) as content:
            png, _pages = workshop.gate.ask("pictures:page", content.read(), number - 1, seconds=PICTURE_SECONDS)
    except (FileNotFoundError, workshop.Broke):
        raise Http404(code) from None
    return _private(HttpResponse(png, content_type="image/png"))


def _private(answer: HttpResponseBase) -> HttpResponseBase:
    answer["Cache-Control"] = "private, max-age=300"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_GET
@room("share.read")
def shared(request: AskingRequest) -> HttpResponse:
    """What citizens let this office see."""
    return render(request, "desk/documents/shared.html", {"rows": queries.shared_with(request.actor)[:200]})


@require_GET
@room("share.read")
def shared_file(request: AskingRequest, token: str) -> HttpResponseBase:
    one = queries.shared_with(request.actor).filter(token=token).first()
    if one is None:
        raise Http404(token)
    try:
        file, content = store.open_shared(request.actor, one)
    except (FileNotFoundError, NotPossible):
        raise Http404(token) from None
    return _private(FileResponse(content, content_type=file.media_type, filename=file.name))
