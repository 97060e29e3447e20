"""The form, what comes back when it is refused, and the fragments that its script asks for."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.blocks import sender
from haidang.core.cases import queries
from haidang.core.cases.answering import title_of
from haidang.core.directory import queries as directory
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, Invalid, NotPossible
from haidang.kernel.geo import Point, said_point
from haidang.web.citizen.device import give_voice, keep_case
from haidang.web.citizen.maps import picking
from haidang.web.middleware import AskingRequest

from . import guard, photos, places, sending
from .form import KIND, SHORTEST, ReportForm
from .photos import Sent
from .places import Where
from .stamps import Stamp, new_stamp, read_stamp

NEAR_M, NEAR_FOR = 300, timedelta(days=60)
FEW = 2
LAST_STEP = 2
NOTHING_SENT = Sent([], [])


@never_cache
@require_http_methods(["GET", "POST"])
def report(request: AskingRequest) -> HttpResponse:
    if request.method == "POST":
        return _take(request)
    asked = {"category": request.GET.get("category", ""), "coordinates": request.GET.get("at", "")}
    answer = _page(request, ReportForm(initial=asked), new_stamp())
    give_voice(request, answer)
    return answer


def _take(request: AskingRequest) -> HttpResponse:
    if "preview" not in request.POST:
        sender.must_be_let_in(request.POST.get("phone", ""))
    form = ReportForm(request.POST, request.FILES)
    sent = photos.take(request.FILES.getlist("photos"), request.POST.getlist("kept"), request.POST.getlist("uploaded"))
    stamp = read_stamp(request.POST.get("stamp", ""))
    where = _judged(form, sent)
    if "preview" in request.POST:
        return _page(request, form, stamp or new_stamp(), sent, where=where, preview=True)
    if stamp is None:
        form.add_error(None, _("Trang này mở đã lâu. Mọi thứ còn đủ, bấm gửi lần nữa."))
        return _page(request, form, new_stamp(), sent, where=where, status=422)
    riddle = _asked_riddle(request, form, stamp) if form.is_valid() else None
    if where is None or not form.is_valid():
        return _page(request, form, stamp, sent, where=where, riddle=riddle, status=422)
    try:
        case = sending.send(form, sent, where, stamp, _actor(request))
    except Invalid as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
    except NotPossible as error:
        form.add_error(None, str(error))
    else:
        answer = redirect("app_case", case.code, case.secret)
        keep_case(request, answer, case)
        return answer
    return _page(request, form, stamp, sent, where=where, status=422)


def _actor(request: AskingRequest) -> Any:
    """Somebody who signed in sends as themselves if they may, everybody else as the public."""
    return request.actor if request.actor.kind == "person" else PUBLIC


def _judged(form: ReportForm, sent: Sent) -> Where | None:
    """Everything about the form that needs more than one field; the place of it, if there is one."""
    form.is_valid()
    for refusal in sent.refusals:
        form.add_error("photos", refusal)
    given = form.cleaned_data
    if len(given.get("text", "").strip()) < SHORTEST and not sent.files and "text" not in form.errors:
        form.add_error("text", _("Gửi kèm ảnh, hoặc tả rõ hơn: ít nhất %(least)s ký tự.") % {"least": SHORTEST})
    if "coordinates" in form.errors or "place" in form.errors:
        return None
    try:
        where = places.where(form.point, form.communes.get(given["place"]), sent.point)
    except Invalid as error:
        form.add_error(error.field, error.message)
        return None
    is_proposal = where.from_photo and not given["place"]
    if is_proposal and not given["far_ok"]:
        form.add_error("place", _("Chúng tôi lấy vị trí từ ảnh. Xem lại vị trí rồi gửi."))
    far = places.far_from_photo(where, sent.point)
    if far and not given["far_ok"]:
        form.add_error("far_ok", far)
    return where


def _asked_riddle(request: AskingRequest, form: ReportForm, stamp: Stamp) -> guard.Riddle | None:
    """The question, where there are doubts that it has not dispelled."""
    found = guard.verdict(request, stamp, trapped=bool(request.POST.get("website")))
    if found == "refuse":
        form.add_error(None, _("Máy này đã gửi quá nhiều phản ánh hôm nay. Việc gấp xin gọi 1022."))
    riddle = guard.riddle_of(stamp)
    if found == "pass" or riddle.is_solved_by(request.POST.get("riddle", "")):
        return None
    form.add_error("riddle", _("Trả lời câu hỏi để chúng tôi biết bạn không phải là máy."))
    return riddle


def _page(
    request: AskingRequest,
    form: ReportForm,
    stamp: Stamp,
    sent: Sent = NOTHING_SENT,
    *,
    where: Where | None = None,
    riddle: guard.Riddle | None = None,
    preview: bool = False,
    status: int = 200,
) -> HttpResponse:
    if where is not None and where.from_photo and where.point is not None:
        form.data = {**dict(form.data.items()), "place": where.place.key, "coordinates": said_point(where.point)}
    point = where.point if where else form.point
    chosen = form.chosen or None
    text = str(form["text"].value() or "")
    facts = {
        "form": form,
        "stamp": stamp.text,
        "files": sent.files,
        "riddle": riddle,
        "is_preview": preview,
        "preview_title": title_of(text, str(chosen or _("Phản ánh kèm ảnh"))),
        "where": where,
        **(_near(point) if point else {}),
        "map": picking(point),
        "first_step": _first_step(form, LAST_STEP if preview else 0),
    }
    return render(request, "citizen/report/report.html", facts, status=status)


def _first_step(form: ReportForm, otherwise: int) -> int:
    """The step of the first error, for the script that shows one step at a time."""
    steps = ({"photos"}, {"coordinates", "place", "address", "far_ok"})
    return (
        next((at for at, names in enumerate(steps) if names & set(form.errors)), LAST_STEP)
        if form.errors
        else otherwise
    )


def _near(point: Point) -> dict[str, Any]:
    """What everybody may see of what others have reported there, and how many more there are; FEW and less are not counted
    out, so that nobody learns from the form what a neighbour has sent."""
    since = clock.now() - NEAR_FOR
    unseen = queries.unpublished_near(point, metres=NEAR_M, kind=KIND, since=since)
    return {
        "near": queries.near(point, metres=NEAR_M, kind=KIND, since=since, limit=3, public_only=True),
        "has_unseen": unseen > 0,
        "unseen": unseen if unseen > FEW else 0,
    }


@require_GET
def near(request: AskingRequest) -> HttpResponse:
    """What others have reported near a point, and the commune it lies in; a fragment."""
    try:
        point = places.read_point(request.GET.get("at", ""))
    except Invalid:
        point = None
    if point is None:
        return HttpResponse(status=204)
    place = directory.commune_at(point)
    facts = {"place": place, "is_outside": place is None} | (_near(point) if place else {})
    answer = render(request, "citizen/report/_near.html", facts)
    answer["X-Commune"] = place.key if place else ""
    return answer


@require_GET
def asked(request: AskingRequest) -> HttpResponse:
    """The questions of a kind of report; a fragment."""
    form = ReportForm(initial={"category": request.GET.get("category", "")})
    return render(request, "citizen/report/_questions.html", {"form": form})
