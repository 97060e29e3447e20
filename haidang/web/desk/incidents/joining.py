"""Incidents that are one matter, and parts of a greater one: merged, attached and taken apart again."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.directory.queries import visible
from haidang.core.incidents import family, merging
from haidang.core.incidents.models import Incident
from haidang.web.desk.asking import Asks, asked, sent
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import forms, joining_forms
from .views import found

get_or_post = require_http_methods(["GET", "POST"])


def _asks(incident: Incident, title: str, submit: str, said: str, **more: Any) -> Asks:
    return Asks(title=title, submit=submit, back=incident.link, said=said, **more)


def _others(request: AskingRequest, incident: Incident) -> QuerySet[Incident]:
    rows = Incident.objects.filter(visible(request.actor, Incident), closed_at=None, is_exercise=incident.is_exercise)
    return rows.exclude(pk=incident.pk).select_related("place").order_by("-opened_at")


@get_or_post
@room("incident.read")
def merge(request: AskingRequest, code: str) -> HttpResponse:
    """Those near in place and time are offered first."""
    incident, into = found(request, code), request.GET.get("into", "")
    rows, alike = _others(request, incident), merging.alike(request.actor, incident)
    form = joining_forms.Into(sent(request), rows=rows, alike=alike, initial={"into": into})

    def work(given: dict[str, Any]) -> str:
        merging.merge(request.actor, incident, given["into"], reason=given["reason"])
        return str(given["into"].link)

    is_known = any(one.code == into for one in rows)
    title = _("Gộp %(code)s vào %(into)s") if is_known else _("Gộp %(code)s vào sự cố khác")
    asks = _asks(
        incident, title % {"code": code, "into": into}, _("Gộp"), _("Đã gộp."), icon="git-compare",
        note=_("Nhiệm vụ, cảnh báo, phản ánh và hình vẽ chuyển sang sự cố kia; nhật ký đọc chung; tách lại được khi có lý do."),
    )  # fmt: skip
    return asked(request, form, asks, work)


@get_or_post
@room("incident.read")
def unmerge(request: AskingRequest, code: str) -> HttpResponse:
    incident = found(request, code)

    def work(given: dict[str, Any]) -> None:
        merging.unmerge(request.actor, incident, reason=given["reason"])

    asks = _asks(incident, _("Tách sự cố đã gộp"), _("Tách ra"), _("Đã tách ra."), icon="git-compare")
    return asked(request, forms.Reason(sent(request)), asks, work)


@get_or_post
@room("incident.read")
def attach(request: AskingRequest, code: str) -> HttpResponse:
    """Make it a part of another."""
    incident = found(request, code)
    form = joining_forms.Parent(sent(request), rows=_others(request, incident))

    def work(given: dict[str, Any]) -> None:
        family.attach(request.actor, incident, given["parent"])

    asks = _asks(incident, _("Đưa vào sự cố lớn"), _("Đưa vào"), _("Đã đưa vào sự cố lớn."), icon="hierarchy")
    return asked(request, form, asks, work)


@get_or_post
@room("incident.read")
def add_part(request: AskingRequest, code: str) -> HttpResponse:
    """Make another a part of this one: the same, from the page of the greater one."""
    incident = found(request, code)
    form = joining_forms.Part(sent(request), rows=_others(request, incident).filter(parent=None))

    def work(given: dict[str, Any]) -> None:
        family.attach(request.actor, given["part"], incident)

    asks = _asks(incident, _("Thêm sự cố con"), _("Thêm"), _("Đã thêm sự cố con."), icon="hierarchy")
    return asked(request, form, asks, work)


@get_or_post
@room("incident.read")
def detach(request: AskingRequest, code: str) -> HttpResponse:
    incident = found(request, code)

    def work(given: dict[str, Any]) -> None:
        family.detach(request.actor, incident, reason=given["reason"])

    asks = _asks(incident, _("Tách khỏi sự cố lớn"), _("Tách ra"), _("Đã tách ra."), icon="hierarchy")
    return asked(request, forms.Reason(sent(request)), asks, work)
