"""What is out of service: the list, planning, changing, ending early."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.rules.outages import actions, queries
from haidang.core.rules.outages.model import Outage
from haidang.core.rules.outages.queries import NOW, OVER, SOON, Listed
from haidang.core.ui.moments import day_said
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.asking import Asks, asked, sent
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms

get_or_post = require_http_methods(["GET", "POST"])
USUAL = timedelta(hours=2)


@require_GET
@room("outage.read")
def outages(request: AskingRequest) -> HttpResponse:
    state = request.GET.get("tab", NOW)
    state = state if state in (NOW, SOON, OVER) else NOW
    counts = queries.counts(request.actor)
    labels = {NOW: _("Đang ngừng phục vụ"), SOON: _("Sắp tới, lặp lại"), OVER: _("Đã kết thúc")}
    facts = {
        "tabs": [
            {"url": f"{reverse('outages')}?tab={tab}", "label": label, "count": counts.get(tab), "active": tab == state}
            for tab, label in labels.items()
        ],
        "state": state,
        "here": request.get_full_path(),
        "rows": [_row(request.actor, one) for one in queries.listed(request.actor, state)],
        "may_plan": may_somewhere(request.actor, "outage.plan"),
    }
    return render(request, "desk/outages/list.html", facts)


def _row(actor: Actor, one: Listed) -> dict[str, Any]:
    outage = one.outage
    return {
        "outage": outage,
        "what": what(outage),
        "url": reverse("thing", args=[outage.thing.code]) if outage.thing else "",
        "rule": shown(outage.rule.current.says.name) if outage.rule else "",
        "span": one.span,
        "again": again(outage),
        "quiet": one.quiet,
        "may_change": one.state != OVER and bool(decide(actor, "outage.change", outage)),
        "may_end": one.state != OVER and bool(decide(actor, "outage.end", outage)),
    }


def what(outage: Outage) -> str:
    if outage.thing:
        return f"{outage.thing.code} {name_of(outage.thing)}"
    named = outage.place or outage.source
    return name_of(named) if named else _("mọi nơi")


def again(outage: Outage) -> str:
    """On which days it comes back, until when; empty when it does not."""
    if not outage.weekdays:
        return ""
    days = dict(forms.DAYS)
    told = _("mỗi ngày") if len(outage.weekdays) == 7 else ", ".join(str(days[str(day)]) for day in outage.weekdays)
    if outage.last_on:
        return _("%(days)s, đến hết %(last)s") % {"days": told, "last": day_said(outage.last_on)}
    return told


@get_or_post
@room("outage.read")
def new(request: AskingRequest) -> HttpResponse:
    """What goes out of service; thing, place, source and rule may be named in the address."""
    need(request.actor, "outage.plan")
    now = clock.now().astimezone(clock.HO_CHI_MINH).replace(second=0, microsecond=0)
    given = {name: request.GET.get(name, "") for name in ("thing", "place", "source", "rule")}
    start = {"starts_at": now, "ends_at": now + USUAL} | {name: value for name, value in given.items() if value}
    form = forms.New(request.actor, sent(request), initial=start)

    def work(given: dict[str, Any]) -> str:
        outage = actions.drafted(**form.about())
        actions.plan(request.actor, outage, times=form.times(), reason=given["reason"])
        return reverse("outages") + ("" if outage.span_at(clock.now()) else f"?tab={SOON}")

    asks = Asks(
        title=_("Cho ngừng phục vụ"),
        submit=_("Cho ngừng phục vụ"),
        back=reverse("outages"),
        said=_("Đã cho ngừng phục vụ."),
        icon="player-pause",
        note=_("Cảnh báo vẫn được xét và ghi lại nhưng không báo ai. Hết giờ, cảnh báo nào còn đúng sẽ phát ngay."),
    )
    return asked(request, form, asks, work)


def _found(request: AskingRequest, number: int, action: str) -> Outage:
    try:
        outage = queries.outage(request.actor, number).outage
    except Outage.DoesNotExist:
        raise Http404(str(number)) from None
    need(request.actor, action, outage)
    return outage


@get_or_post
@room("outage.read")
def change(request: AskingRequest, number: int) -> HttpResponse:
    outage = _found(request, number, "outage.change")
    start = {
        "starts_at": outage.starts_at, "ends_at": outage.ends_at, "weekdays": [str(day) for day in outage.weekdays],
        "last_on": outage.last_on, "reason": outage.reason,
    }  # fmt: skip
    form = forms.When(sent(request), initial=start)

    def work(given: dict[str, Any]) -> None:
        actions.change(request.actor, outage, times=form.times(), reason=given["reason"])

    asks = Asks(
        title=_("Sửa thời gian ngừng phục vụ"), submit=_("Ghi"), back=reverse("outages"), said=_("Đã sửa."),
        icon="edit", note=what(outage),
    )  # fmt: skip
    return asked(request, form, asks, work)


@get_or_post
@room("outage.read")
def end(request: AskingRequest, number: int) -> HttpResponse:
    """Back into service before its time."""
    outage = _found(request, number, "outage.end")

    def work(given: dict[str, Any]) -> None:
        actions.end(request.actor, outage, why=given["why"])

    asks = Asks(
        title=_("Cho phục vụ lại"), submit=_("Cho phục vụ lại"), back=reverse("outages"),
        said=_("Đã cho phục vụ lại; mọi cảnh báo của nó được xét lại ngay."), icon="player-play", note=what(outage),
    )  # fmt: skip
    return asked(request, forms.End(sent(request)), asks, work)
