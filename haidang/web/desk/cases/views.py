"""The inbox and the page of one case, with their live parts; files; the load of offices."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.cases import queries
from haidang.core.cases.models import Case
from haidang.core.directory.permissions import decide
from haidang.core.files import queries as files
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.entrance import room
from haidang.web.desk.sheet import as_csv
from haidang.web.middleware import AskingRequest
from haidang.web.panels import panels

from . import panels as panels_of_case
from . import scene, showing
from .forms import View
from .listing import Asked, listed, offered

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
        "may_pick": bool(decide(request.actor, "case.move")),
    }
    if request.headers.get(HTMX) == "true":
        return render(request, "desk/cases/_list.html", facts)
    facts |= offered(request.actor, asked) | {
        "may_open": bool(decide(request.actor, "case.open")),
        "view_form": View(initial={"query": request.GET.urlencode()}),
    }
    return render(request, "desk/cases/cases.html", facts)


@require_GET
@room("case.read")
def export(request: AskingRequest) -> HttpResponseBase:
    """The list as it is narrowed, as CSV; nobody's name or number is in it."""
    asked = Asked.by(request.GET)
    head = (_("Mã"), _("Loại"), _("Nội dung"), _("Địa bàn"), _("Cơ quan"), _("Trạng thái"), _("Nhận lúc"), _("Hạn"),
            _("Hạn ban đầu"), _("Kết thúc"), _("Đúng hạn"), _("Đánh giá"))  # fmt: skip
    rows = (
        (one.code, name_of(one.procedure), one.title, name_of(one.place), name_of(one.office),
         shown(one.flow.state(one.state).name), one.opened_at, one.due_at, one.original_due_at, one.ended_at,
         {True: "1", False: "0"}.get(one.on_time, ""), one.rating or "")  # type: ignore[arg-type]
        for one in queries.every(request.actor, asked.filters(request.actor))
    )  # fmt: skip
    return as_csv("cases.csv", head, rows)


@require_GET
@room("case.read")
def board(request: AskingRequest) -> HttpResponse:
    """Open work by office: late, waiting, and how old."""
    return render(request, "desk/cases/board.html", {"loads": queries.workload(request.actor)})


@require_GET
@room("case.read")
def case(request: AskingRequest, code: str) -> HttpResponse:
    one = found(request, code)
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
def live(request: AskingRequest, code: str) -> HttpResponse:
    """The parts of the page that change, to be put in their places."""
    return render(request, "desk/cases/_live.html", _facts(request, found(request, code)) | {"oob": True})


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
