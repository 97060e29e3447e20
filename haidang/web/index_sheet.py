"""Index 766 as officers and everybody see it: the periods to choose from, the bar of a group, the table as a file."""

from typing import Any
from urllib.parse import urlencode

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from haidang.core.directory.models import Office
from haidang.core.service_index import periods, queries
from haidang.core.service_index.periods import Period
from haidang.core.service_index.queries import GroupResult
from haidang.core.ui import numbers
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of, shown
from haidang.web.sheet import as_csv

MONTHS = 12


def choices(here: Period, address: str, office: Office | None) -> list[dict[str, Any]]:
    """The months, quarters and years that can be looked at, the newest first, as links."""
    today = clock.today()
    months = periods.months_until(periods.month_of(today), MONTHS)[::-1]
    keys = [one.key for one in months]
    keys += list(dict.fromkeys(f"{one.first.year}-Q{(one.first.month + 2) // 3}" for one in months))
    keys += list(dict.fromkeys(str(one.first.year) for one in months))
    more = {"office": office.code} if office else {}
    return [
        {
            "url": f"{address}?{urlencode({'period': key} | more)}",
            "label": periods.read(key).name,
            "on": key == here.key,
        }
        for key in keys
    ]


def bar(one: GroupResult) -> dict[str, Any]:
    """How far a group reaches of what it was measured by, in per cent, and what is said of it."""
    share = None if one.share is None else round(100 * one.share, 1)
    return {"share": share, "missing": round(one.group.max - one.reachable, 2)}


def csv_of(period: Period) -> HttpResponseBase:
    """Every office's numbers in a period, and the province's, indicator by indicator."""
    results = [queries.result(period), *queries.by_office(period)]
    head = (
        _("Kỳ"),
        _("Cơ quan"),
        _("Nhóm"),
        _("Chỉ số"),
        _("Tên"),
        _("Đạt"),
        _("Tổng"),
        _("Giá trị"),
        _("Điểm"),
        _("Điểm tối đa"),
    )
    rows = (
        (period.key, name_of(one.office) or _("Toàn tỉnh"), group.group.key, row.indicator.key, shown(row.indicator.name),
         numbers.said(row.tally.good), numbers.said(row.tally.all), numbers.said(row.value), _said(row.points), _said(row.most))
        for one in results for group in one.groups for row in group.rows
    )  # fmt: skip
    return as_csv(f"index-766-{period.key}.csv", head, rows)


def _said(value: float | None) -> str:
    return "" if value is None else numbers.said(value)
