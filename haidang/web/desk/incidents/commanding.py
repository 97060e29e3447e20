"""Roles, objectives, check-ins, reports: each asked by a form of its own."""

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory.queries import visible
from haidang.core.incidents import check_ins, command, queries
from haidang.core.incidents.facts import facts, role_words
from haidang.core.incidents.models import Incident, Report
from haidang.core.incidents.reports import paper
from haidang.core.incidents.reports.actions import compose
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.asking import Asks, asked, finished, sent
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import command_forms, forms
from .views import found

get_or_post = require_http_methods(["GET", "POST"])


def _asks(incident: Incident, title: str, submit: str, said: str, **more: Any) -> Asks:
    return Asks(title=title, submit=submit, back=reverse("incident", args=[incident.code]), said=said, **more)


@get_or_post
@room("incident.read")
def appoint(request: AskingRequest, code: str) -> HttpResponse:
    incident = found(request, code)
    form = command_forms.Appoint(sent(request), actor=request.actor, initial={"role": request.GET.get("role", "")})

    def work(given: dict[str, Any]) -> None:
        command.appoint(
            request.actor, incident, given["role"], given["person"], name=given["name"], phone=given["phone"]
        )

    asks = _asks(
        incident, _("Phân vai trò"), _("Giao vai trò"), _("Đã giao vai trò."), icon="id-badge-2",
        note=_("Người đang giữ vai trò này thôi giữ."),
    )  # fmt: skip
    return asked(request, form, asks, work)


@require_POST
@room("incident.read")
def relieve(request: AskingRequest, code: str, role: str) -> HttpResponse:
    incident = found(request, code)
    command.relieve(request.actor, incident, role)
    said = _("Thôi vai trò: %(role)s.") % {"role": shown(role_words(role))}
    return finished(request, said, reverse("incident", args=[code]))


@get_or_post
@room("incident.read")
def objective(request: AskingRequest, code: str) -> HttpResponse:
    incident = found(request, code)

    def work(given: dict[str, Any]) -> None:
        command.set_objective(request.actor, incident, given["text"], due_at=given["due_at"])

    asks = _asks(incident, _("Đặt mục tiêu"), _("Đặt"), _("Đã đặt mục tiêu."), icon="target-arrow")
    return asked(request, command_forms.SetObjective(sent(request)), asks, work)


@get_or_post
@room("incident.read")
def settle(request: AskingRequest, code: str, number: int, state: str) -> HttpResponse:
    incident = found(request, code)
    if state not in facts().objectives:
        raise Http404(state)
    form = (command_forms.MaybeReason if state == "reached" else forms.Reason)(sent(request))

    def work(given: dict[str, Any]) -> None:
        command.settle(request.actor, incident, number, state, reason=given["reason"])

    title = _("Mục tiêu %(number)s: %(state)s") % {"number": number, "state": shown(facts().objectives[state])}
    return asked(request, form, _asks(incident, title, _("Ghi"), _("Đã ghi."), icon="target-arrow"), work)


@get_or_post
@room("incident.read")
def watch(request: AskingRequest, code: str, task: str) -> HttpResponse:
    """How often the unit of a task is to be heard from."""
    incident, one = found(request, code), queries.task_by_code(request.actor, task)
    if one is None or one.incident_id != incident.pk:
        raise Http404(task)
    running = check_ins.of(one)
    form = command_forms.Watch(sent(request), initial={"minutes": running.minutes if running else 15})

    def work(given: dict[str, Any]) -> None:
        check_ins.watch(request.actor, one, given["minutes"])

    title = _("Giờ điểm danh: %(who)s") % {"who": name_of(one.doer)}
    note = _("Quá giờ mà chưa nghe tin thì bàn trực, trưởng ca và tổ đội được báo ngay.")
    return asked(request, form, _asks(incident, title, _("Đặt"), _("Đã đặt."), icon="alarm", note=note), work)


@require_POST
@room("incident.read")
def check_in(request: AskingRequest, code: str, task: str) -> HttpResponse:
    """Heard from by radio or telephone, noted at the desk."""
    incident, one = found(request, code), queries.task_by_code(request.actor, task)
    if one is None or one.incident_id != incident.pk:
        raise Http404(task)
    check_ins.check_in(request.actor, one, text=_("qua bàn trực"))
    return finished(request, _("Đã ghi điểm danh."), reverse("incident", args=[code]))


@get_or_post
@room("incident.read")
def report(request: AskingRequest, code: str) -> HttpResponse:
    """Compose one: of the situation while the incident goes on, the final one afterwards."""
    incident = found(request, code)
    kind = "situation" if incident.is_open else "final"

    def work(given: dict[str, Any]) -> str:
        made = compose(request.actor, incident, kind, assessment=given["assessment"])
        return f"{incident.link}#report-{made.code}"

    title = shown(facts().reports[kind])
    asks = _asks(
        incident, title, _("Lập báo cáo"), _("Đã lập báo cáo."), icon="file-type-pdf",
        note=_("Số liệu lấy ở thời điểm này và giữ nguyên như đã lập; in được bằng tiếng Việt và tiếng Anh."),
    )  # fmt: skip
    return asked(request, command_forms.Compose(sent(request)), asks, work)


@require_GET
@room("incident.read")
def report_pdf(request: AskingRequest, code: str, report: str) -> HttpResponse:
    """On paper in the language of `lang`, else of the reader."""
    incident = found(request, code)
    one = Report.objects.filter(visible(request.actor, Report), incident=incident, code=report).first()
    if one is None:
        raise Http404(report)
    asked_for = request.GET.get("lang", "")
    language = asked_for if asked_for in ("vi", "en") else get_language() or "vi"
    answer = HttpResponse(paper.pdf(one, language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{one.code}-{language}.pdf"'
    return answer
