"""The weekly page of alarm quality: rate, floods, the worst ten, chattering, stale, the split by level, time to take."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.directory.models import Office
from haidang.core.directory.permissions import may_somewhere
from haidang.core.rules.models import Rule
from haidang.core.rules.reading import alarm_quality
from haidang.core.rules.reading.alarm_quality import AIM, MOST_PER_HOUR, Report
from haidang.core.rules.reading.rate import PER_HOUR
from haidang.core.ui import numbers
from haidang.kernel import clock, periods
from haidang.kernel.bilingual import name_of
from haidang.kernel.periods import NoPeriod, Period, containing
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.sheet import as_csv

from . import drawing

HEAD = (
    "raised_at", "severity", "office", "rule", "thing", "repeats", "acknowledged_at", "minutes_to_acknowledge",
    "returned_at", "closed_at", "has_outcome",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Split:
    """How many of a level against how many a well-set system has, in per cent."""

    severity: int
    name: str
    count: int
    share: float
    aim: float

    @property
    def is_off(self) -> bool:
        """Far from the aim: more than half as much again, and five points."""
        return self.severity < 3 and self.share > max(self.aim * 1.5, self.aim + 5)


def _week(text: str) -> Period:
    """The week of the address ("2026-W47"), this one without. Raises Http404."""
    if not text:
        return containing(clock.today(), "week")
    try:
        found = periods.read(text)
    except NoPeriod:
        raise Http404(text) from None
    if found.kind != "week":
        raise Http404(text)
    return found


def _span(week: Period) -> tuple[datetime, datetime]:
    return clock.start_of(week.first), clock.start_of(week.last + timedelta(days=1))


def _floods_basis(found: alarm_quality.Report) -> str:
    """What counts as a flood, and how many alerts were left out because a first look found them."""
    basis = _("hơn 10 trong 10 phút")
    return f"{basis}; {_('không kể %(n)s có từ trước') % {'n': found.stood}}" if found.stood else basis


@require_GET
@room("alarm_quality.read")
def page(request: AskingRequest) -> HttpResponse:
    """One week; ?week=2026-W47 another."""
    week = _week(request.GET.get("week", ""))
    found = alarm_quality.report(request.actor, *_span(week))
    before = alarm_quality.report(request.actor, *_span(week.previous))
    later = containing(week.last + timedelta(days=1), "week")
    offices = Office.objects.in_bulk([one.office for one in found.desks if one.office])
    facts: dict[str, Any] = {
        "week": week,
        "previous": week.previous.text,
        "next": later.text if later.first <= clock.today() else "",
        "report": found,
        "week_before": _("tuần trước %(count)s") % {"count": numbers.said(before.raised, 0)},
        "floods_basis": _floods_basis(found),
        "per_hour": PER_HOUR,
        "most_per_hour": MOST_PER_HOUR,
        "chart": drawing.hours(found),
        "desks": [
            (one, name_of(offices[one.office]) if one.office else _("chưa có cơ quan nào")) for one in found.desks
        ],
        "split": _split(found),
        "top": [(one, _acts(request, one)) for one in found.top],
        "unacted": 100 * found.without_outcome / found.closed if found.closed else None,
        "worst_desk": max(found.desks, key=lambda one: one.overloaded, default=None),
    }
    return render(request, "desk/quality/page.html", facts)


def _split(found: Report) -> list[Split]:
    names = {1: _("Khẩn cấp"), 2: _("Cao"), 3: _("Trung bình và thấp")}
    counts = {1: found.by_severity[1], 2: found.by_severity[2], 3: found.by_severity[3] + found.by_severity[4]}
    return [Split(level, names[level], counts[level], found.split.get(level, 0.0), AIM[level]) for level in (1, 2, 3)]


def _acts(request: AskingRequest, one: alarm_quality.BadActor) -> list[tuple[str, str, str]]:
    """What can be done with a bad actor from here: (address, icon, words)."""
    acts = []
    if may_somewhere(request.actor, "rule.change"):
        acts.append((reverse("rule_edit", args=[one.rule]), "edit", _("Sửa quy tắc")))
    if may_somewhere(request.actor, "rule.narrow"):
        acts.append((f"{reverse('rule_narrow', args=[one.rule])}?thing={one.thing}", "git-compare", _("Đặt riêng")))
    if one.open_code and may_somewhere(request.actor, "alert.shelve"):
        acts.append((reverse("alert_shelve", args=[one.open_code]), "clock-pause", _("Tạm gác")))
    service = _out_of_service(one)
    if service:
        acts.append((service, "tool", _("Ngừng phục vụ")))
    return acts


def _out_of_service(one: alarm_quality.BadActor) -> str:
    """The form that takes a thing out of service for some time, where the desk has one."""
    try:
        return f"{reverse('outage_new')}?thing={one.thing}"
    except NoReverseMatch:
        return reverse("thing", args=[one.thing])


@require_GET
@room("alarm_quality.read")
def export(request: AskingRequest) -> StreamingHttpResponse:
    """Every alarm of the week, one a line, as it is counted on the page."""
    week = _week(request.GET.get("week", ""))
    rows = alarm_quality.rows_of(request.actor, *_span(week))
    offices = dict(Office.objects.values_list("pk", "code"))
    rules = dict(Rule.objects.values_list("pk", "key"))
    lines = (
        [
            _at(one.raised_at), one.severity, offices.get(one.office or 0, ""), rules.get(one.rule, ""), one.thing,
            one.repeats, _at(one.acknowledged_at), "" if one.waited is None else round(one.waited, 1),
            _at(one.returned_at), _at(one.closed_at), int(one.has_outcome),
        ]
        for one in rows
    )  # fmt: skip
    return as_csv(f"chat-luong-canh-bao-{week.text}.csv", HEAD, lines)


def _at(moment: datetime | None) -> str:
    return moment.astimezone(clock.HO_CHI_MINH).isoformat(timespec="seconds") if moment else ""
