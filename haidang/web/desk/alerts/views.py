"""The list of alerts: tabs, filters in the address, bulk acknowledgement, the same as CSV."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.rules.groups import acting
from haidang.core.rules.groups.queries import groups
from haidang.core.rules.groups.queries import sizes as group_sizes
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries
from haidang.core.rules.reading.rate import raised_lately, rate
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.asking import finished
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .grouping import group_rows
from .listing import BY_AGE, EACH, GROUPED, NEW, OPEN, Asked, choices, chosen, everything, page, tabs
from .rows import rows, state_words

MOST_ROWS = 20_000
MOST_GROUPS, BOTH = 60, "both"
BOM = "\ufeff"  # spreadsheets take the file for UTF-8


@require_GET
@room("alert.read")
def alerts(request: AskingRequest) -> HttpResponse:
    """The whole page, or for htmx the list alone."""
    asked = Asked.of(request.actor, request.GET)
    facts = listed(request, asked)
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/alerts/_list.html", facts)
    offered = choices(request.actor, asked)
    facts |= offered | {
        "chosen": list(chosen(asked, offered)),
        "outages_url": reverse("outages") if decide(request.actor, "outage.read") else "",
        "all_url": asked.url(desk="all"),
        "mine_url": asked.url(desk=""),
    }
    return render(request, "desk/alerts/alerts.html", facts)


def listed(request: AskingRequest, asked: Asked) -> dict[str, Any]:
    """What the live part of the page shows."""
    actor, coming = request.actor, rate(request.actor, asked.filters.only if not asked.group else None)
    facts = {"asked": asked, "rate": coming, "may_split": may_somewhere(actor, "desk_share.split")}
    way = asked.by or (BOTH if coming.is_flood and not asked.group and not asked.after else EACH)
    if asked.tab in (OPEN, NEW) and way in GROUPED:
        return facts | grouped(request, asked, way)
    return facts | one_by_one(request, asked)


def grouped(request: AskingRequest, asked: Asked, way: str) -> dict[str, Any]:
    """Alerts of one cause and area as one line; what is alone in its group is a line of its own, as in the other list."""
    found = groups(request.actor, asked.wanted, way)
    return {
        "groups": group_rows(request.actor, asked, found[:MOST_GROUPS]),
        "more_groups": max(len(found) - MOST_GROUPS, 0),
        "way": way,
        "each_url": asked.url(by=EACH),
        "tabs": tabs(request.actor, asked),
        "is_live": True,
        "bars": raised_lately(request.actor),
        "here": request.get_full_path(),
        "export_url": asked.url("alerts_export"),
    }


def one_by_one(request: AskingRequest, asked: Asked) -> dict[str, Any]:
    actor, found = request.actor, page(request.actor, asked)
    sizes = group_sizes(actor, found.alerts) if asked.tab in (OPEN, NEW) and not asked.group else {}
    shown_rows = rows(actor, found.alerts, sizes)
    return {
        "rows": shown_rows,
        "tabs": tabs(actor, asked),
        "is_live": asked.tab not in BY_AGE,
        "may_pick": asked.tab in (OPEN, NEW) and any(one.acknowledge_url for one in shown_rows),
        "bars": raised_lately(actor),
        "first_url": asked.url() if asked.after else "",
        "next_url": asked.url(after=found.before) if found.before else "",
        "here": request.get_full_path(),
        "export_url": asked.url("alerts_export"),
    }


@require_POST
@room("alert.read")
def acknowledge_many(request: AskingRequest) -> HttpResponse:
    """Acknowledge what was picked; what cannot be is named with its reason."""
    picked = [code for code in request.POST.getlist("pick") if code][:200]
    found = [one for code in picked if (one := _found(request, code)) is not None]
    outcome = acting.acknowledge(request.actor, found)
    done, refused = len(outcome.codes), [f"{code}: {why}" for code, why in outcome.refused.items()]
    said = ngettext("Đã nhận %(count)d cảnh báo.", "Đã nhận %(count)d cảnh báo.", done) % {"count": done}
    if not picked:
        said = _("Chưa chọn cảnh báo nào.")
    if refused:
        said = f"{said} {_('Chưa nhận được')}: {'; '.join(refused[:5])}"
    return finished(request, said, _back(request), kind="done" if done and not refused else "warn")


def _found(request: AskingRequest, code: str) -> Alert | None:
    try:
        return queries.alert(request.actor, code)
    except Alert.DoesNotExist:
        return None


def _back(request: AskingRequest) -> str:
    asked = request.POST.get("back", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else Asked.by_query(request.GET).url()


@require_GET
@room("alert.read")
def export(request: AskingRequest) -> StreamingHttpResponse:
    """The same filter as CSV, at most 20,000 rows."""
    asked = Asked.of(request.actor, request.GET)
    answer = StreamingHttpResponse(_lines(everything(request.actor, asked, MOST_ROWS)), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="canh-bao-{asked.tab}-{clock.now():%y%m%d-%H%M}.csv"'
    return answer


class _Echo:
    def write(self, line: str) -> str:
        return line


def _lines(found: Iterator[Alert]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    head = [
        _("Mã"), _("Mức"), _("Nội dung"), _("Thiết bị"), _("Địa bàn"), _("Cơ quan"), _("Phát lúc"), _("Trạng thái"),
        _("Người nhận"), _("Nhận lúc"), _("Số lần lặp"), _("Giá trị khi phát"), _("Giá trị xa nhất"), _("Đơn vị"),
        _("Trở lại lúc"), _("Đóng lúc"), _("Sự cố"), _("Mô phỏng"),
    ]  # fmt: skip
    yield BOM + writer.writerow(head)
    for one in found:
        yield writer.writerow([_cell(value) for value in _columns(one)])


def _columns(one: Alert) -> list[Any]:
    moments = (one.acknowledged_at, one.returned_at, one.closed_at)
    acknowledged, returned, closed = ("" if at is None else at.isoformat() for at in moments)
    return [
        one.code, one.severity, shown(one.title), one.thing.code, name_of(one.place), name_of(one.office) or "",
        one.raised_at.isoformat(), state_words(one), one.acknowledged_by_name, acknowledged, one.repeats,
        one.value_open, one.value_peak, one.unit, returned, closed, one.incident_code, int(one.is_simulated),
    ]  # fmt: skip


def _cell(value: Any) -> Any:
    """A cell that a spreadsheet would take for a formula is kept as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
