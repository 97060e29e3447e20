"""The watch: attacks against what is usual, assets by what was found on them, and what is wrong."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.directory.permissions import decide
from haidang.core.directory.rooms import actor_of, room
from haidang.domains.cyber import queries, words
from haidang.domains.cyber.keeping import partitions
from haidang.kernel import clock
from haidang.kernel.pulse import last

EMPTY: dict[str, Any] = dict.fromkeys(("values", "sev", "why", "delta", "basis", "url"), "") | {"values": None}
MOST_ASSETS, MOST_FOUND = 14, 8


@room("detection.read")
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    hours = queries.attacks(actor)
    counted, weak = queries.counts(actor), queries.weak_counts(actor)
    listed = queries.assets(actor)
    silent = queries.silent(actor)
    since = clock.now() - timedelta(hours=24)
    beat = last().get("cyber")
    facts = {
        "tiles": [EMPTY | one for one in _tiles(hours, counted, weak, silent)],
        "chart": _chart(hours),
        "has_history": any(one.usual is not None for one in hours),
        "assets": listed[:MOST_ASSETS],
        "more_assets": max(0, len(listed) - MOST_ASSETS),
        "hours": [clock.hour_of(clock.now()) - timedelta(hours=23 - number) for number in range(24)],
        "found": list(queries.detections(actor, queries.Filters(state="open"))[:MOST_FOUND]),
        "families": words.FAMILIES,
        "late": list(queries.weaknesses(actor, state="late")[:MOST_FOUND]),
        "silent": silent[:MOST_FOUND],
        "incidents": queries.incidents(actor, 6),
        "kinds": [(words.KINDS.get(kind, kind), count) for kind, count in queries.records_by_kind(actor, since)][:12],
        "beat": beat,
        "door": beat.state if beat else {},
        "kept_days": partitions.kept_days(),
        "may_search": decide(actor, "log.search"),
        "now": clock.now(),
    }
    return render(request, "cyber/watch.html", facts)


def _tiles(
    hours: list[queries.Hour], counted: dict[str, int], weak: dict[str, int], silent: list[Any]
) -> Iterator[dict[str, Any]]:
    day = sum(one.count for one in hours[-24:])
    known = [one.usual for one in hours[-24:] if one.usual is not None]
    usual = sum(known) if len(known) == 24 else None
    delta = f"{100 * (day - usual) / usual:+.0f} %".replace("-", "−") if usual else ""
    yield {"name": _("Dấu hiệu tấn công, 24 giờ"), "value": day, "decimals": 0, "unit": _("bản ghi"),
           "values": [float(one.count) for one in hours[-24:]], "delta": delta,
           "basis": _("so với thường lệ") if usual else _("chưa đủ lịch sử để so"), "url": "#attacks"}  # fmt: skip
    here = reverse("domain_page", args=["cyber", "detections"])
    yield {"name": _("Phát hiện đang mở"), "value": counted["open"], "decimals": 0, "unit": "",
           "basis": _("%(count)s chưa ai xem") % {"count": counted["unjudged"]}, "url": f"{here}?state=open"}  # fmt: skip
    weaknesses = reverse("domain_page", args=["cyber", "weaknesses"])
    yield {"name": _("Lỗ hổng quá hạn vá"), "value": weak["late"], "decimals": 0, "unit": "", "url": f"{weaknesses}?state=late",
           "sev": 2 if weak["critical_late"] else None,
           "why": _("%(count)s nghiêm trọng") % {"count": weak["critical_late"]} if weak["critical_late"] else "",
           "basis": _("trong %(count)s đang mở") % {"count": weak["open"]}}  # fmt: skip
    yield {"name": _("Nguồn ngừng gửi nhật ký"), "value": len(silent), "decimals": 0, "unit": "",
           "sev": 3 if silent else None, "why": silent[0].host if silent else "", "basis": _("quá 15 phút"),
           "url": reverse("domain_page", args=["cyber", "senders"])}  # fmt: skip


def _chart(hours: list[queries.Hour]) -> dict[str, Any]:
    """Bars cannot be dashed, so both are lines: what came, and what is usual at that hour."""
    came = [[one.start.timestamp() * 1000, one.count] for one in hours]
    usual = [[one.start.timestamp() * 1000, round(one.usual, 1)] for one in hours if one.usual is not None]
    return {
        "unit": _("bản ghi mỗi giờ"),
        "decimals": 0,
        "gap": 7200,
        "series": [
            {"name": _("Dấu hiệu tấn công"), "points": came},
            {"name": _("Thường lệ cùng giờ"), "style": "dashed", "points": usual},
        ],
    }
