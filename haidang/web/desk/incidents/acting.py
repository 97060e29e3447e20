"""What can be done in an incident: each with a form of its own, or at once where nothing has to be asked."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.incidents import actions, queries
from haidang.core.incidents.blockers import blockers
from haidang.core.incidents.facts import tasks
from haidang.core.incidents.models import ChecklistItem, Incident
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries as rules
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.asking import Asks, asked, finished
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import forms
from .views import found

MOVES: dict[str, type[Form]] = {
    "receive": Form,
    "accept": Form,
    "refuse": forms.Reason,
    "depart": forms.Remark,
    "arrive": forms.Remark,
    "finish": forms.Proof,
}
"""The moves of a task, and what each asks."""

get_or_post = require_http_methods(["GET", "POST"])


def _page(incident: Incident) -> str:
    return reverse("incident", args=[incident.code])


def _asks(incident: Incident, title: str, submit: str, said: str, **more: Any) -> Asks:
    return Asks(title=title, submit=submit, back=_page(incident), said=said, **more)


def _given(request: AskingRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _step(incident: Incident, key: str) -> ChecklistItem:
    return get_object_or_404(incident.steps.select_related("incident__place"), key=key)


@require_POST
@room("incident.read")
def add_log(request: AskingRequest, code: str) -> HttpResponse:
    incident = found(request, code)
    actions.add_log(request.actor, incident, request.POST.get("text", ""))
    return finished(request, _("Đã ghi."), _page(incident) + "#log")


@require_POST
@room("incident.read")
def move(request: AskingRequest, code: str) -> HttpResponse:
    incident = found(request, code)
    actions.move(request.actor, incident, request.POST.get("move", ""), reason=request.POST.get("reason", ""))
    return finished(request, _("Đã chuyển giai đoạn."), _page(incident))


@require_POST
@room("incident.read")
def tick(request: AskingRequest, code: str, key: str) -> HttpResponse:
    incident = found(request, code)
    step = actions.tick(request.actor, _step(incident, key), note=request.POST.get("note", ""))
    return finished(request, _("Xong bước %(number)s.") % {"number": step.number}, _page(incident))


@get_or_post
@room("incident.read")
def tick_with_note(request: AskingRequest, code: str, key: str) -> HttpResponse:
    incident = found(request, code)
    step = _step(incident, key)

    def work(given: dict[str, Any]) -> None:
        actions.tick(request.actor, step, note=given["note"])

    asks = _asks(incident, _("Xong bước %(number)s") % {"number": step.number}, _("Xong"), _("Đã ghi."))
    return asked(request, forms.Remark(_given(request)), asks, work)


@get_or_post
@room("incident.read")
def skip(request: AskingRequest, code: str, key: str) -> HttpResponse:
    incident = found(request, code)
    step = _step(incident, key)

    def work(given: dict[str, Any]) -> None:
        actions.skip(request.actor, step, reason=given["reason"])

    title = _("Bỏ qua bước %(number)s") % {"number": step.number}
    return asked(request, forms.Reason(_given(request)), _asks(incident, title, _("Bỏ qua"), _("Đã bỏ qua.")), work)


@require_POST
@room("incident.read")
def untick(request: AskingRequest, code: str, key: str) -> HttpResponse:
    incident = found(request, code)
    step = actions.untick(request.actor, _step(incident, key), reason=request.POST.get("reason", ""))
    return finished(request, _("Đã mở lại bước %(number)s.") % {"number": step.number}, _page(incident))


@get_or_post
@room("incident.read")
def assign(request: AskingRequest, code: str) -> HttpResponse:
    incident = found(request, code)
    first = {"owner": incident.owner, "office": incident.office}
    form = forms.Assign(_given(request), actor=request.actor, initial=first)

    def work(given: dict[str, Any]) -> None:
        actions.assign(request.actor, incident, given["owner"], given["office"])

    return asked(request, form, _asks(incident, _("Giao sự cố"), _("Giao"), _("Đã giao."), icon="user"), work)


@get_or_post
@room("incident.read")
def rate(request: AskingRequest, code: str) -> HttpResponse:
    incident = found(request, code)

    def work(given: dict[str, Any]) -> None:
        actions.rate(request.actor, incident, given["severity"], reason=given["reason"])

    asks = _asks(
        incident, _("Đổi mức sự cố"), _("Đổi mức"), _("Đã đổi mức."), note=_("Các thời hạn được tính lại theo mức mới.")
    )
    return asked(request, forms.Rate(_given(request), initial={"severity": incident.severity}), asks, work)


@get_or_post
@room("incident.read")
def give_task(request: AskingRequest, code: str) -> HttpResponse:
    """Work for an office."""
    incident = found(request, code)
    step = request.GET.get("step", "")
    form = forms.Task(_given(request), actor=request.actor, incident=incident, initial=_of_step(incident, step))

    def work(given: dict[str, Any]) -> None:
        actions.create_task(
            request.actor, incident, given["office"], given["text"], within=form.within, step=given["step"]
        )

    asks = _asks(incident, _("Giao nhiệm vụ"), _("Giao"), _("Đã giao nhiệm vụ."), icon="clipboard-list")
    return asked(request, form, asks, work)


def _of_step(incident: Incident, number: str) -> dict[str, Any]:
    """A task for a step begins with the step's words and office."""
    step = incident.steps.filter(pk=number).first() if number.isdigit() else None
    return {"step": step, "office": step.office, "text": step.name_vi} if step else {}


@get_or_post
@room("incident.read")
def send(request: AskingRequest, code: str) -> HttpResponse:
    """A field unit, the nearest first."""
    incident = found(request, code)
    units = queries.near_units(request.actor, incident.point, ready_only=True)
    form = forms.Send(_given(request), incident=incident, units=units)

    def work(given: dict[str, Any]) -> None:
        actions.send_unit(
            request.actor, incident, given["unit"], text=given["text"], within=form.within, step=given["step"]
        )

    asks = _asks(
        incident,
        _("Điều lực lượng"),
        _("Điều đi"),
        _("Đã điều lực lượng."),
        icon="truck",
        blockers=[] if units else [_("Không có lực lượng nào sẵn sàng.")],
    )
    return asked(request, form, asks, work)


@get_or_post
@room("incident.read")
def move_task(request: AskingRequest, code: str, task: str, move: str) -> HttpResponse:
    """A receipt, a report or the end of a task, said at the desk for whoever has it."""
    incident, one = found(request, code), queries.task_by_code(request.actor, task)
    if one is None or one.incident_id != incident.pk or move not in MOVES:
        raise Http404(task)
    submit = next(shown(known.name) for known in tasks().moves if known.key == move)

    def work(given: dict[str, Any]) -> None:
        said = next(iter(given.values()), "")
        if move == "finish":
            actions.finish(request.actor, one, proof=said)
        elif move in ("depart", "arrive"):
            actions.report(request.actor, one, said, move=move)
        else:
            actions.receive(request.actor, one, move=move, reason=said if move == "refuse" else "")

    asks = _asks(incident, f"{one.code} · {name_of(one.doer)}", submit, _("Đã ghi."), note=one.text)
    return asked(request, MOVES[move](_given(request)), asks, work)


@get_or_post
@room("incident.read")
def link(request: AskingRequest, code: str) -> HttpResponse:
    incident = found(request, code)

    def work(given: dict[str, Any]) -> None:
        try:
            alert = rules.alert(request.actor, given["code"].strip().upper())
        except Alert.DoesNotExist:
            raise Invalid("code", _("Không có cảnh báo mang mã này."), given["code"]) from None
        actions.link_alert(request.actor, incident, alert)

    asks = _asks(incident, _("Gắn cảnh báo"), _("Gắn"), _("Đã gắn cảnh báo."), icon="link")
    return asked(request, forms.LinkAlert(_given(request)), asks, work)


@get_or_post
@room("incident.read")
def unlink(request: AskingRequest, code: str, alert: str) -> HttpResponse:
    incident = found(request, code)
    try:
        one = rules.alert(request.actor, alert)
    except Alert.DoesNotExist:
        raise Http404(alert) from None

    def work(given: dict[str, Any]) -> None:
        actions.unlink_alert(request.actor, incident, one, reason=given["reason"])

    asks = _asks(incident, _("Gỡ cảnh báo %(code)s") % {"code": alert}, _("Gỡ"), _("Đã gỡ cảnh báo."))
    return asked(request, forms.Reason(_given(request)), asks, work)


@get_or_post
@room("incident.read")
def close(request: AskingRequest, code: str) -> HttpResponse:
    """With outcome and lessons; what is still open is named instead of the form."""
    incident = found(request, code)

    def work(given: dict[str, Any]) -> None:
        actions.close(request.actor, incident, outcome=given["outcome"], lessons=given["lessons"], cause=given["cause"])

    asks = _asks(
        incident,
        _("Kết thúc sự cố %(code)s") % {"code": incident.code},
        _("Kết thúc sự cố"),
        _("Đã kết thúc sự cố."),
        icon="circle-check",
        blockers=blockers(incident),
    )
    first = {"outcome": incident.outcome, "lessons": incident.lessons, "cause": incident.cause}
    return asked(request, forms.Close(_given(request), initial=first), asks, work)


@get_or_post
@room("incident.read")
def reopen(request: AskingRequest, code: str) -> HttpResponse:
    incident = found(request, code)

    def work(given: dict[str, Any]) -> None:
        actions.reopen(request.actor, incident, reason=given["reason"])

    asks = _asks(incident, _("Mở lại sự cố"), _("Mở lại"), _("Đã mở lại sự cố."), icon="refresh")
    return asked(request, forms.Reason(_given(request)), asks, work)
