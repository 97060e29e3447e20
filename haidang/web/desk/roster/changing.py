"""Changing the roster: watches come and go, people sit, stand in for each other, and take the desk."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.directory import rostering
from haidang.core.directory.models import Seat, Shift
from haidang.core.directory.queries import visible
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import name_of
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms
from .views import found

get_or_post = require_http_methods(["GET", "POST"])


def _page(shift: Shift) -> str:
    return reverse("roster_shift", args=[shift.pk])


def _seat(request: AskingRequest, number: int) -> Seat:
    rows = Seat.objects.filter(visible(request.actor, Seat), pk=number)
    seat = rows.select_related("shift__office__place", "person").first()
    if seat is None:
        raise Http404(str(number))
    return seat


@get_or_post
@room("roster.read")
def add(request: AskingRequest) -> HttpResponse:
    """A watch beside those that the pattern plans."""
    need(request.actor, "roster.change")
    start = {"on": clock.today(), "office": request.GET.get("office", "")}
    form = forms.Add(request.actor, request.POST or None, initial=start)

    def work(given: dict[str, Any]) -> str:
        starts_at, ends_at = form.span()
        try:
            shift = rostering.add_shift(
                request.actor, given["office"], name_vi=given["name_vi"], name_en=given["name_en"],
                starts_at=starts_at, ends_at=ends_at,
            )  # fmt: skip
        except Invalid as error:
            name = {"starts_at": "starts", "ends_at": "ends"}.get(error.field, error.field)
            raise Invalid(name, error.message, error.value) from None
        return _page(shift)

    asks = Asks(
        title=_("Thêm ca trực"), submit=_("Thêm ca"), back=reverse("roster"), said=_("Đã thêm ca."), icon="plus"
    )
    return asked(request, form, asks, work)


@require_POST
@room("roster.read")
def cancel(request: AskingRequest, number: int) -> HttpResponse:
    """Take a watch that has not begun off the roster; the pattern does not plan it again."""
    shift = found(request, number)
    rostering.cancel_shift(request.actor, shift)
    messages.success(request, _("Đã bỏ ca khỏi lịch."), extra_tags="done")
    return redirect("roster")


@get_or_post
@room("roster.read")
def seat(request: AskingRequest, number: int) -> HttpResponse:
    """Put somebody on the watch, or change their position there."""
    shift = found(request, number)
    need(request.actor, "roster.change", shift)
    form = forms.SeatForm(request.actor, shift.office, request.POST or None)

    def work(given: dict[str, Any]) -> str:
        rostering.set_seat(request.actor, shift, given["person"], position=given["position"])
        return _page(shift)

    title = _("Xếp người vào %(shift)s") % {"shift": name_of(shift)}
    asks = Asks(title=title, submit=_("Xếp"), back=_page(shift), said=_("Đã xếp người trực."), icon="user-plus")
    return asked(request, form, asks, work)


@require_POST
@room("roster.read")
def clear(request: AskingRequest, number: int) -> HttpResponse:
    one = _seat(request, number)
    rostering.clear_seat(request.actor, one)
    messages.success(request, _("Đã bỏ %(who)s khỏi ca.") % {"who": one.person}, extra_tags="done")
    return redirect(_page(one.shift))


@get_or_post
@room("roster.read")
def stand_in(request: AskingRequest, number: int) -> HttpResponse:
    """Somebody sits for somebody else; the roster keeps for whom."""
    one = _seat(request, number)
    need(request.actor, "roster.change", one)
    form = forms.StandIn(request.actor, one.shift.office, request.POST or None)

    def work(given: dict[str, Any]) -> str:
        rostering.stand_in(request.actor, one, given["person"], why=given["why"])
        return _page(one.shift)

    asks = Asks(
        title=_("Ai trực thay %(who)s?") % {"who": one.person},
        submit=_("Trực thay"),
        back=_page(one.shift),
        said=_("Đã đổi người trực."),
        icon="switch-horizontal",
    )
    return asked(request, form, asks, work)


@require_POST
@room("roster.read")
def take(request: AskingRequest, number: int) -> HttpResponse:
    """Sit down at the desk: the watch has begun for this person."""
    one = _seat(request, number)
    rostering.take_seat(request.actor, one)
    messages.success(request, _("Đã vào ca."), extra_tags="done")
    return redirect("roster")
