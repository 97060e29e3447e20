"""A gap because a file of the archive is damaged is told from one in which nothing was measured: by all that draw readings.

`Points.lacking` names the days; what a chart or a page says of them comes from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel import clock

from .archive.files import Damaged

Days = Mapping[date, str]


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row that cannot be read, within the range that is drawn."""

    since: datetime
    until: datetime


def spans(days: Days, start: datetime, end: datetime) -> list[Span]:
    found: list[Span] = []
    for day in sorted(days):
        since, until = max(clock.start_of(day), start), min(clock.start_of(day + timedelta(days=1)), end)
        if since >= until:
            continue
        if found and found[-1].until == since:
            since = found.pop().since
        found.append(Span(since, until))
    return found


def label() -> str:
    """Short, to stand inside of a picture."""
    return _("Tệp kho hỏng, chưa đọc được")


def told(days: Days) -> str:
    """For those who run the centre, with the remedy; "" when nothing lacks."""
    return Damaged(days).message if days else ""


def told_all(days: Days) -> str:
    """For everybody; "" when nothing lacks."""
    said = ", ".join(f"{day:%d/%m/%Y}" for day in sorted(days))
    return (
        _("Số liệu của ngày %(days)s tạm thời chưa đọc được; không có nghĩa là không đo.") % {"days": said}
        if days
        else ""
    )


def in_chart(days: Days, start: datetime, end: datetime) -> dict[str, Any]:
    """What goes into the configuration of `<ioc-chart>`; `ui/parts/_chart.html` says it above the curve."""
    if not days:
        return {}
    shaded = [
        [round(moment.timestamp() * 1000) for moment in (one.since, one.until)] for one in spans(days, start, end)
    ]
    return {"lacking": {"text": told(days), "label": label(), "spans": shaded}}
