"""The hotline: who calls, what it is about, where it is, what is known already; saved with the keyboard while they speak."""

from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.cases import actions, queries, suggesting, tracing
from haidang.core.cases.answering import title_of
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.opening import Someone
from haidang.core.directory import queries as directory
from haidang.core.directory.permissions import decide
from haidang.kernel.action import Actor, Invalid, NotPossible, Refused
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point, point_in
from haidang.kernel.text import folded
from haidang.provinces import pack
from haidang.web.desk.cases.listing import row
from haidang.web.desk.counter.here import counter_of
from haidang.web.desk.entrance import need, room
from haidang.web.desk.incidents.forms import said_metres
from haidang.web.middleware import AskingRequest

from .forms import Call

NEAR_METRES = 300
SHOWN = 6


@require_http_methods(["GET", "POST"])
@room("procedure.read")
def new(request: AskingRequest) -> HttpResponse:
    """Take a call down. Saved, the screen is clean for the next one, with the code to be read out."""
    need(request.actor, "case.open", counter_of(request.actor))
    form = Call(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and "same" in request.POST:
        return _same(request)
    if request.method == "POST" and form.is_valid():
        try:
            case = _open(request.actor, form.cleaned_data)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return redirect(f"{reverse('case_new')}?done={case.code}")
    facts = {"form": form, "done": _done(request), "map": _map(), "emergency": pack.chosen().province.emergency}
    return render(request, "desk/hotline/hotline.html", facts, status=422 if form.errors else 200)


def _open(actor: Actor, given: dict[str, Any]) -> Case:
    procedure: Procedure = given["procedure"]
    is_told = given["named"] != "nobody" and bool(given["name"] or given["phone"])
    grade = _urgent_grade(procedure) if given["is_urgent"] else ""
    found = suggesting.suggest(given["text"])
    return actions.open_case(
        actor,
        procedure,
        title=given["title"] or title_of(given["text"], procedure.name_vi),
        text=given["text"],
        place=given["place"],
        address=given["address"],
        point=given["at"],
        channel=given["channel"],
        grade=grade,
        people=[Someone("reporter", name=given["name"], phone=given["phone"])] if is_told else [],
        is_anonymous=given["named"] != "shown" or not is_told,
        suggestion={"procedures": [[one.procedure, round(one.probability, 3)] for one in found]},
    )


def _urgent_grade(procedure: Procedure) -> str:
    book = queries.books([procedure])[procedure.pk]
    return next((one.key for one in book.grades if one.is_urgent), "")


def _same(request: AskingRequest) -> HttpResponse:
    """The caller tells of what is known already: their voice counts there."""
    case = queries.by_code(request.actor, request.POST["same"])
    if case is None:
        raise NotPossible(_("Việc này không còn thấy được; ghi thành việc mới."))
    who = request.POST.get("phone", "").strip() or f"{request.actor}:{case.opened_at}:{request.POST.get('text', '')}"
    actions.support(request.actor, case, voice=sha256(f"phone:{who}".encode()).hexdigest())
    if text := request.POST.get("text", "").strip():
        actions.note(request.actor, case, _("Người gọi tổng đài cùng báo: %(text)s") % {"text": text[:2000]})
    return redirect(f"{reverse('case_new')}?done={case.code}&same=1")


def _done(request: AskingRequest) -> dict[str, Any] | None:
    code = request.GET.get("done", "")
    case = queries.by_code(request.actor, code) if code else None
    if case is None:
        return None
    due = min((one.due_at for one in case.timers.filter(stopped_at=None)), default=None)
    return {"case": case, "due": due, "is_same": "same" in request.GET, "office": name_of(case.office)}


def _map() -> dict[str, Any]:
    province = pack.chosen().province
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "attribution": shown(province.texts.outlines),
        "centre": [province.centre.lon, province.centre.lat],
        "zoom": province.zoom + 0.6,
        "layers": [],
    }


@require_POST
@room("procedure.read")
def caller(request: AskingRequest) -> HttpResponse:
    """What this number told before; the look is journalled."""
    phone = request.POST.get("phone", "").strip()
    facts: dict[str, Any] = {"phone": phone}
    if phone:
        try:
            found = tracing.trace(request.actor, phone=phone, why=_("tổng đài: người đang gọi"), limit=SHOWN)
            facts["rows"] = [row(one) for one in found]
        except (Invalid, Refused) as error:
            facts["why"] = getattr(error, "message", None) or getattr(error, "because", "")
    return render(request, "desk/hotline/_caller.html", facts)


@require_POST
@room("procedure.read")
def kinds(request: AskingRequest) -> HttpResponse:
    """What the words are probably about, and whether somebody is in danger."""
    text = request.POST.get("text", "")[:5000]
    known = {(one.domain, one.key): one for one in queries.procedures(kind="report")}
    found = [
        (known[one.domain, one.procedure], round(100 * one.probability))
        for one in suggesting.suggest(text)
        if (one.domain, one.procedure) in known
    ]
    facts = {"kinds": found, "danger": bool(text.strip()) and suggesting.is_urgent(text),
             "emergency": pack.chosen().province.emergency}  # fmt: skip
    return render(request, "desk/hotline/_kinds.html", facts)


@require_POST
@room("procedure.read")
def near(request: AskingRequest) -> HttpResponse:
    """What is open near the point, or in the commune with the same words; the commune of the point for the form."""
    point = point_in(request.POST.get("at", ""))
    rows = _near(request.actor, point) if point else _in_commune(request)
    commune = directory.commune_at(point) if point else None
    answer = render(request, "desk/hotline/_near.html", {"rows": rows, "asked": bool(point), "commune": commune})
    if commune is not None:
        answer["X-Commune"] = str(commune.pk)
    return answer


def _near(actor: Actor, point: Point) -> list[dict[str, Any]]:
    found = queries.near(point, metres=NEAR_METRES, kind="report", limit=SHOWN)
    return [row(one.case) | {"far": said_metres(one.metres)} for one in found if decide(actor, "case.read", one.case)]


def _in_commune(request: AskingRequest) -> list[dict[str, Any]]:
    """By commune and the street or landmark, while nobody has pointed at the map."""
    address, place = folded(request.POST.get("address", "")), request.POST.get("place", "")
    chosen = directory.places(request.actor).filter(pk=place).first() if place.isdecimal() else None
    if chosen is None or len(address) < 4:
        return []
    filters = queries.Filters(kind="report", state="open", place=chosen.path, words=address)
    return [row(one) for one in queries.newest(request.actor, filters, limit=SHOWN).rows]
