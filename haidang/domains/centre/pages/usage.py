"""How the centre is used: which rooms are opened by which roles, day by day, and the figures that follow from it."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.directory.roles import facts as roles
from haidang.core.directory.rooms import actor_of, room
from haidang.core.indicators import queries as indicators
from haidang.core.usage import queries
from haidang.core.usage.counting import write
from haidang.kernel import clock, registry
from haidang.kernel.bilingual import shown

SPANS = (7, 28, 91)
INDICATORS = ("room_opens", "roles_active", "alerts_without_outcome", "minutes_to_acknowledge", "numbers_by_hand")


@room("usage.read")
def page(request: HttpRequest) -> HttpResponse:
    """Rooms by role over the last days; ?days= 7, 28 or 91. Nobody is counted by name."""
    write()
    actor, wanted = actor_of(request), request.GET.get("days", "")
    span = int(wanted) if wanted in {str(one) for one in SPANS} else SPANS[0]
    today = clock.today()
    days = [today - timedelta(days=back) for back in range(span - 1, -1, -1)]
    rooms = queries.rooms(actor, days)
    totals: dict[str, int] = {}
    for one in rooms:
        for role, count in one.by_role.items():
            totals[role] = totals.get(role, 0) + count
    most = max((max(one.by_role.values()) for one in rooms), default=1)
    order = sorted(totals, key=lambda role: -totals[role])
    names = {key: shown(role.words) for key, role in roles().roles.items()}
    context: dict[str, Any] = {
        "spans": SPANS,
        "span": span,
        "days": days,
        "roles": [(role, names.get(role, role or _("không có nhiệm vụ")), totals[role]) for role in order],
        "rows": [
            {"name": _named(one.room), "use": one, "values": [float(count) for count in one.by_day],
             "cells": [(one.by_role.get(role, 0), _heat(one.by_role.get(role, 0), most)) for role in order]}
            for one in rooms
        ],
        "total": sum(totals.values()),
        "figures": _figures(actor, today),
    }  # fmt: skip
    return render(request, "centre/usage.html", context)


def _figures(actor: Any, today: date) -> list[dict[str, Any]]:
    """The indicators of use: newest value, its day, the course of four weeks."""
    found = []
    for course in indicators.trends(actor, [f"centre.{key}" for key in INDICATORS], until=today, count=28):
        values = [None if why else value for value, why in zip(course.value.tolist(), course.why.tolist(), strict=True)]
        known = [(period, value) for period, value in zip(course.periods, values, strict=True) if value is not None]
        facts = course.entry.facts
        found.append(
            {"name": shown(facts.name), "url": reverse("indicator", args=[course.entry.code]), "unit": facts.unit,
             "decimals": facts.decimals, "value": known[-1][1] if known else None,
             "basis": f"{known[-1][0].first:%d/%m/%Y}" if known else _("chưa có số"),
             "values": [value for _period, value in known] if len(known) > 1 else None}
        )  # fmt: skip
    return found


def _heat(count: int, most: int) -> int:
    """0 to 4: how dark the cell is, by the root, so that one busy room does not leave the others white."""
    return round(4 * (count / most) ** 0.5) if most else 0


def _named(key: str) -> str:
    """What a room is called on screen."""
    if key.startswith("d/"):
        domain = registry.domains().get(key[2:])
        return shown(domain.short) if domain else key
    return {
        "overview": _("Tổng quan"), "alerts": _("Cảnh báo"), "incidents": _("Sự cố"), "cases": _("Hồ sơ, phản ánh"),
        "map": _("Bản đồ"), "today": _("Hôm nay"), "brief": _("Bản tin buổi sáng"), "directives": _("Chỉ đạo"),
        "indicators": _("Chỉ tiêu"), "figures": _("Nộp số liệu"), "indexes": _("Bộ chỉ số"), "rules": _("Quy tắc cảnh báo"),
        "sources": _("Nguồn dữ liệu"), "people": _("Người dùng và quyền"), "audit": _("Nhật ký"), "roster": _("Ca trực"),
        "settings": _("Cài đặt"), "things": _("Thiết bị"), "wall": _("Màn hình lớn"), "account": _("Tài khoản"),
        "documents": _("Ký số, giấy tờ"), "procedures": _("Thủ tục, quy trình"), "warnings": _("Báo cho người dân"),
        "notices": _("Thông báo"), "payments": _("Thu phí, lệ phí"), "counter": _("Quầy một cửa"), "search": _("Tìm kiếm"),
        "outbox": _("Thông báo gửi đi"), "exercises": _("Kịch bản mô phỏng"), "home": _("Trang đầu"), "field": _("Hiện trường"),
        "quality": _("Chất lượng cảnh báo"),
    }.get(key, key)  # fmt: skip
