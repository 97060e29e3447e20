"""The page of one incident and its live parts; the list; opening one at a place."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.incidents import actions, queries
from haidang.core.incidents.models import Incident
from haidang.kernel.action import Refused
from haidang.kernel.bilingual import name_of
from haidang.kernel.geo import Point
from haidang.web.desk.alerts.rows import rows as alert_rows
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import room
from haidang.web.desk.things import cameras
from haidang.web.middleware import AskingRequest

from . import boarding, forms, scene, showing
from .listing import Asked, listed, offered

HTMX = "HX-Request"


def found(request: AskingRequest, code: str) -> Incident:
    incident = queries.by_code(request.actor, code)
    if incident is None:
        raise Http404(code)
    return incident


@require_GET
@room("incident.read")
def incidents(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the list alone."""
    wanted = Asked.by(request.GET)
    facts = listed(request.actor, wanted) | {"here": request.get_full_path()}
    if request.headers.get(HTMX) == "true":
        return render(request, "desk/incidents/_list.html", facts)
    may_open = may_somewhere(request.actor, "incident.open", in_office=False)
    return render(
        request, "desk/incidents/incidents.html", facts | offered(request.actor, wanted) | {"may_open": may_open}
    )


@require_http_methods(["GET", "POST"])
@room("incident.read")
def opening(request: AskingRequest) -> HttpResponse:
    """Open an incident that a person reports."""
    if not may_somewhere(request.actor, "incident.open", in_office=False):
        raise Refused(decide(request.actor, "incident.open").because)
    begun = {"playbook": request.GET.get("playbook", "")}  # as search offers them
    form = forms.Open(request.POST if request.method == "POST" else None, actor=request.actor, initial=begun)

    def work(given: dict[str, Any]) -> str:
        place, lon, lat = given["place"], given["lon"], given["lat"]
        if lon is None or lat is None:
            lon, lat = place.lon, place.lat
        incident = actions.open_incident(
            request.actor,
            place,
            title=given["title"],
            severity=given["severity"],
            point=Point(lon, lat) if lon is not None and lat is not None else None,
            playbook=tuple(given["playbook"].split("/", 1)) if given["playbook"] else ("", ""),
            is_exercise=given["is_exercise"],
        )
        return reverse("incident", args=[incident.code])

    asks = Asks(
        title=_("Mở sự cố"),
        submit=_("Mở sự cố"),
        back=reverse("incidents"),
        said=_("Đã mở sự cố."),
        icon="flag",
        note=_("Để trống vị trí thì lấy điểm giữa của địa bàn."),
    )
    return asked(request, form, asks, work)


@require_GET
@room("incident.read")
def incident(request: AskingRequest, code: str) -> HttpResponse:
    one = found(request, code)
    board = queries.board(request.actor, one)
    facts = _live(request, board) | {
        "map": scene.scene(one),
        "curve": scene.curve(request.actor, board, request.GET.get("chart", "")),
        "may_log": bool(decide(request.actor, "incident.log", one)),
        "related": [(other, name_of(other.place)) for other in board.related],
        "near": [(near, name_of(near.thing), forms.said_metres(near.metres)) for near in board.things[:8]],
    }
    return render(request, "desk/incidents/incident.html", facts | _cameras(request, one))


def _cameras(request: AskingRequest, one: Incident) -> dict[str, Any]:
    """What is seen near the scene, for those who may look through cameras."""
    if one.point is None or not decide(request.actor, "still.read"):
        return {}
    return {
        "cameras": cameras.near(request.actor, one.point, of=one.code),
        "cameras_at": f"{one.point.lon:.5f} {one.point.lat:.5f}",
        "near_m": cameras.NEAR_M,
    }


@require_GET
@room("incident.read")
def live(request: AskingRequest, code: str) -> HttpResponse:
    """The parts of the page that change, to be put in their places."""
    board = queries.board(request.actor, found(request, code))
    return render(request, "desk/incidents/_live.html", _live(request, board) | {"oob": True})


@require_GET
@room("incident.read")
def log(request: AskingRequest, code: str) -> HttpResponse:
    """The log alone, of the kinds asked for."""
    one = found(request, code)
    return render(request, "desk/incidents/_log.html", _log(request, one) | {"incident": one})


@require_GET
@room("incident.read")
def layer(request: AskingRequest, code: str, name: str) -> HttpResponse:
    if name not in scene.LAYERS:
        raise Http404(name)
    features = scene.layer(request.actor, found(request, code), name)
    return JsonResponse(scene.collection(features), content_type="application/geo+json")


def _live(request: AskingRequest, board: queries.Board) -> dict[str, Any]:
    actor, one = request.actor, board.incident
    rows = showing.task_rows(actor, board)
    return {
        "board": board,
        "incident": one,
        "place_name": name_of(one.place),
        "office_name": name_of(one.office),
        "left_words": showing.left_words(board.left_for),
        "stepper": showing.stepper(board.stepper),
        "steps": showing.steps(actor, board),
        "playbook_code": one.playbook.get("code", ""),
        "tasks": rows,
        "tasks_open": sum(1 for task in rows if task.due_at),
        "units": _units(actor, board),
        "alerts": [(linked, _unlink(actor, one, linked.code)) for linked in alert_rows(actor, board.alerts)],
        "cases": [link.case for link in one.case_links.select_related("case") if decide(actor, "case.read", link.case)],
        **showing.acts(actor, board),
        **boarding.command(actor, board),
        **_log(request, one, board),
    }


def _units(actor: Any, board: queries.Board) -> list[dict[str, Any]]:
    """The nearest units that are ready, each with what sending it takes."""
    if not board.incident.is_open or not decide(actor, "unit.send", board.incident):
        return []
    return [
        {
            "unit": one.unit,
            "name": name_of(one.unit),
            "office": name_of(one.unit.office),
            "far": forms.said_metres(one.metres) if one.metres is not None else "",
        }
        for one in board.units[:3]
    ]


def _unlink(actor: Any, one: Incident, alert: str) -> str:
    if not one.is_open or not decide(actor, "incident.unlink", one):
        return ""
    return reverse("incident_unlink", args=[one.code, alert])


def _log(request: AskingRequest, one: Incident, board: queries.Board | None = None) -> dict[str, Any]:
    kind = request.GET.get("log", "")
    kinds = showing.LOG_KINDS.get(kind, ())
    entries = board.log if board is not None and not kinds else queries.log_lines(request.actor, one, kinds=kinds)
    labels = [("", _("Tất cả")), ("action", _("Hành động")), ("signal", _("Tín hiệu")), ("field", _("Hiện trường"))]
    return {
        "log": showing.log(entries, dict(one.duplicates.values_list("pk", "code"))),
        "log_kind": kind if kinds else "",
        "log_kinds": [
            {"key": key, "label": label, "on": key == (kind if kinds else ""), "url": f"{one.link}?log={key}#log"}
            for key, label in labels
        ],
    }
