"""What can be done with one alert: each with a form of its own, or at once where nothing has to be asked."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.incidents.actions import open_incident
from haidang.core.rules.alerts import actions
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries
from haidang.kernel.bilingual import shown
from haidang.web.desk.asking import Asks, asked, finished
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import forms
from .rows import row

get_or_post = require_http_methods(["GET", "POST"])


def found(request: AskingRequest, code: str) -> Alert:
    try:
        return queries.alert(request.actor, code)
    except Alert.DoesNotExist:
        raise Http404(code) from None


def _page(alert: Alert) -> str:
    return reverse("alert", args=[alert.code])


def _asks(alert: Alert, title: str, submit: str, said: str, **more: Any) -> Asks:
    return Asks(title=title, submit=submit, back=_page(alert), said=said % {"code": alert.code}, **more)


@require_POST
@room("alert.read")
def acknowledge(request: AskingRequest, code: str) -> HttpResponse:
    """At once; a row that asked by htmx is answered with itself as it is now."""
    alert = found(request, code)
    actions.acknowledge(request.actor, alert, note=request.POST.get("note", ""))
    if request.headers.get("HX-Target", "").startswith("alarm-"):
        return render(request, "desk/alerts/_alarm.html", {"alarm": row(request.actor, found(request, code))})
    return finished(request, _("Đã nhận cảnh báo %(code)s.") % {"code": code}, _page(alert))


@get_or_post
@room("alert.read")
def acknowledge_with_note(request: AskingRequest, code: str) -> HttpResponse:
    alert = found(request, code)

    def work(given: dict[str, Any]) -> None:
        actions.acknowledge(request.actor, alert, note=given["note"])

    asks = _asks(alert, _("Nhận cảnh báo"), _("Nhận"), _("Đã nhận cảnh báo %(code)s."), note=shown(alert.title))
    return asked(request, _form(request, forms.Acknowledge), asks, work)


@get_or_post
@room("alert.read")
def note(request: AskingRequest, code: str) -> HttpResponse:
    alert = found(request, code)

    def work(given: dict[str, Any]) -> None:
        actions.note(request.actor, alert, text=given["text"])

    asks = _asks(alert, _("Ghi chú"), _("Ghi"), _("Đã ghi chú vào %(code)s."), icon="note")
    return asked(request, _form(request, forms.Note), asks, work)


@get_or_post
@room("alert.read")
def assign(request: AskingRequest, code: str) -> HttpResponse:
    alert = found(request, code)
    form = forms.Assign(request.POST or None, actor=request.actor, initial={"office": alert.office})

    def work(given: dict[str, Any]) -> None:
        actions.assign(request.actor, alert, person=given["person"], office=given["office"])

    return asked(request, form, _asks(alert, _("Giao cảnh báo"), _("Giao"), _("Đã giao %(code)s."), icon="user"), work)


@get_or_post
@room("alert.read")
def shelve(request: AskingRequest, code: str) -> HttpResponse:
    """Out of sight for 15 minutes to 8 hours, with a reason."""
    alert = found(request, code)

    def work(given: dict[str, Any]) -> None:
        actions.shelve(request.actor, alert, lasting=given["lasting"], reason=given["reason"])

    asks = _asks(
        alert,
        _("Tạm hoãn cảnh báo"),
        _("Tạm hoãn"),
        _("Đã tạm hoãn %(code)s."),
        icon="clock-pause",
        note=_("Cảnh báo tự trở lại khi hết giờ và được xét lại từ đầu."),
    )
    return asked(request, _form(request, forms.Shelve), asks, work)


@require_POST
@room("alert.read")
def unshelve(request: AskingRequest, code: str) -> HttpResponse:
    alert = found(request, code)
    actions.unshelve(request.actor, alert)
    return finished(request, _("Cảnh báo %(code)s đã trở lại.") % {"code": code}, _page(alert))


@get_or_post
@room("alert.read")
def escalate(request: AskingRequest, code: str) -> HttpResponse:
    alert = found(request, code)

    def work(given: dict[str, Any]) -> None:
        actions.escalate(request.actor, alert, reason=given["reason"])

    asks = _asks(
        alert,
        _("Chuyển lên cấp trên"),
        _("Chuyển lên"),
        _("Đã chuyển %(code)s lên cấp trên."),
        icon="arrow-up-right",
        note=_("Trưởng ca, rồi lãnh đạo, được báo ngay."),
    )
    return asked(request, _form(request, forms.MayHaveReason), asks, work)


@get_or_post
@room("alert.read")
def deescalate(request: AskingRequest, code: str) -> HttpResponse:
    alert = found(request, code)

    def work(given: dict[str, Any]) -> None:
        actions.deescalate(request.actor, alert, reason=given["reason"])

    asks = _asks(alert, _("Trả về bàn trực"), _("Trả về"), _("Đã trả %(code)s về cấp dưới."), icon="arrow-down-right")
    return asked(request, _form(request, forms.Reason), asks, work)


@get_or_post
@room("alert.read")
def regrade(request: AskingRequest, code: str) -> HttpResponse:
    """Another level, for a reason; the rule leaves it alone from then on."""
    alert = found(request, code)

    def work(given: dict[str, Any]) -> None:
        actions.regrade(request.actor, alert, severity=given["severity"], reason=given["reason"])

    note = _("Mức do người đặt không đổi theo số đo nữa.")
    asks = _asks(alert, _("Đổi mức cảnh báo"), _("Đổi mức"), _("Đã đổi mức %(code)s."), icon="adjustments", note=note)
    return asked(request, _form(request, forms.Regrade), asks, work)


@get_or_post
@room("alert.read")
def close(request: AskingRequest, code: str) -> HttpResponse:
    """Freely when it has returned; for a reason while the condition holds."""
    alert = found(request, code)
    returned = alert.state == "returned"

    def work(given: dict[str, Any]) -> None:
        actions.close(request.actor, alert, reason=given["reason"])

    asks = _asks(
        alert,
        _("Đóng cảnh báo"),
        _("Đóng cảnh báo"),
        _("Đã đóng %(code)s."),
        icon="circle-x",
        is_grave=not returned,
        note="" if returned else _("Số đo vẫn còn vượt ngưỡng; cảnh báo mới sẽ phát nếu vượt lại."),
    )
    return asked(request, _form(request, forms.MayHaveReason if returned else forms.Reason), asks, work)


@require_http_methods(["GET", "POST"])
@room("alert.read")
def incident(request: AskingRequest, code: str) -> HttpResponse:
    """Open an incident in one click; what the alert and its rule say is taken over. A link leads to the same question."""
    alert = found(request, code)
    if alert.incident_code:
        return redirect("incident", code=alert.incident_code)

    def work(given: dict[str, Any]) -> str:
        return reverse("incident", args=[open_incident(request.actor, alert).code])

    asks = _asks(
        alert,
        _("Mở sự cố từ cảnh báo"),
        _("Mở sự cố"),
        _("Đã mở sự cố từ cảnh báo %(code)s."),
        icon="flag",
        note=shown(alert.title),
    )
    return asked(request, _form(request, Form), asks, work)


def _form(request: AskingRequest, form: type[Form]) -> Form:
    return form(request.POST if request.method == "POST" else None)
