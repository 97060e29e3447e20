"""The inbox and the page of one case, with their live parts; files; the load of offices."""

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from haidang.core.cases import queries, tracing
from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.files import queries as files
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.panels import panels

from . import panels as panels_of_case
from . import scene, showing
from .exporting import exported
from .forms import View
from .listing import Asked, listed, offered, row

HTMX = "HX-Request"


def found(request: AskingRequest, code: str) -> Case:
    case = queries.by_code(request.actor, code)
    if case is None:
        raise Http404(code)
    return case


@require_GET
@room("case.read")
def cases(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the list alone."""
    asked = Asked.by(request.GET)
    facts = listed(request.actor, asked) | {
        "here": request.get_full_path(),
        "bulk": list(bulk_acts(request)),
    }
    if request.headers.get(HTMX) == "true":
        return render(request, "desk/cases/_list.html", facts)
    facts |= offered(request.actor, asked) | {
        "may_open": may_somewhere(request.actor, "case.open"),
        "may_trace": asked.is_phone and may_somewhere(request.actor, "case.trace"),
        "view_form": View(initial={"query": request.GET.urlencode()}),
    }
    return render(request, "desk/cases/cases.html", facts)


@require_GET
@room("case.read")
def export(request: AskingRequest) -> HttpResponseBase:
    """The list as it is narrowed, as CSV; nobody's name or number is in it."""
    asked = Asked.by(request.GET)
    return exported("cases.csv", queries.every(request.actor, asked.filters(request.actor)))


@require_POST
@room("case.trace")
def trace(request: AskingRequest) -> HttpResponse:
    """Cases by the telephone number of somebody in them; the look is journalled with its reason."""
    asked = Asked.by(request.POST)
    rows = tracing.trace(request.actor, phone=asked.q, why=request.POST.get("why", ""))
    facts = {"asked": asked, "rows": [row(one) for one in rows], "tabs": [], "here": reverse("cases")}
    facts |= offered(request.actor, asked) | {"view_form": View(), "traced": True}
    return render(request, "desk/cases/cases.html", facts)


@require_GET
@room("case.read")
def case(request: AskingRequest, code: str) -> HttpResponse:
    one = found(request, code)
    if one.kind in queries.APART:
        return redirect("directive", one.code)
    return render(request, "desk/cases/case.html", _facts(request, one) | {
        "map": scene.scene(one),
        "answers": showing.answers(one),
        "near": showing.near(request.actor, one),
        "suggestion": showing.suggestion(one) if one.state == one.flow.start else [],
        "may_look": queries.may_know_people(request.actor, one),
        "may_note": bool(decide(request.actor, "case.note", one)),
        "may_reply": bool(decide(request.actor, "case.reply", one)),
    })  # fmt: skip


@require_GET
@room("case.read")
def side(request: AskingRequest, code: str) -> HttpResponse:
    """What a map shows beside itself of one case."""
    one = found(request, code)
    return render(request, "desk/cases/side.html", {"case": one, "row": row(one)})


@require_GET
@room("case.read")
def live(request: AskingRequest, code: str) -> HttpResponse:
    """The parts of the page that change, to be put in their places."""
    return render(request, "desk/cases/_live.html", _facts(request, found(request, code)) | {"oob": True})


BULK = (
    ("take", "case.assign", gettext_lazy("Nhận xử lý"), "user-check", "t"),
    ("assign", "case.assign", gettext_lazy("Giao"), "user-plus", "a"),
    ("move", "case.move", gettext_lazy("Chuyển bước"), "player-play", "b"),
    ("transfer", "case.transfer", gettext_lazy("Chuyển cơ quan"), "route", "c"),
    ("extend", "case.extend", gettext_lazy("Gia hạn"), "clock", "h"),
    ("merge", "case.merge", gettext_lazy("Gộp"), "git-compare", "u"),
    ("export", "case.read", gettext_lazy("Xuất CSV"), "download", "e"),
)
"""What can be done with many at once: what it is called in cases_bulk, its right, words, icon and key."""


def bulk_acts(request: AskingRequest) -> Iterator[tuple[str, Any, str, str]]:
    for what, right, label, icon, key in BULK:
        if right == "case.read" or may_somewhere(request.actor, right):
            yield what, label, icon, key


def _facts(request: AskingRequest, one: Case) -> dict[str, Any]:
    return showing.live(request.actor, one) | {
        "panels": list(panels(panels_of_case, "desk/cases/panels", request, one))
    }


@require_GET
@room("case.read")
def file(request: AskingRequest, code: str, token: str) -> HttpResponseBase:
    """One file of the case; a look at a personal one is journalled with the code as its reason."""
    one = found(request, code)
    wanted = files.file(request.actor, token)
    own = {paper.file_id for paper in queries.papers(one)}
    if wanted is None or not {wanted.pk, wanted.derived_from_id} & own:
        raise Http404(token)
    answer = FileResponse(files.open_file(request.actor, wanted, why=one.code), content_type=wanted.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, max-age=600"
    answer["Content-Disposition"] = f'inline; filename="{wanted.token}"'
    return answer
