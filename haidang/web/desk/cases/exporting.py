"""Cases as a table for spreadsheets; nobody's name or number is in it."""

from collections.abc import Iterator

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from haidang.core.cases.models import Case
from haidang.kernel.bilingual import name_of, shown
from haidang.web.sheet import as_csv

SAID = {True: "1", False: "0", None: ""}


def exported(name: str, cases: Iterator[Case]) -> HttpResponseBase:
    """On time is said twice: against the original deadline, and against the one after extensions."""
    head = (
        _("Mã"), _("Loại"), _("Bản thủ tục"), _("Nội dung"), _("Địa bàn"), _("Cơ quan"), _("Trạng thái"), _("Nhận lúc"),
        _("Hạn"), _("Hạn ban đầu"), _("Kết thúc"), _("Đúng hạn ban đầu"), _("Đúng hạn kể cả gia hạn"), _("Đánh giá"),
    )  # fmt: skip
    rows = (
        (one.code, name_of(one.procedure), one.version.number, shown(one.titled), name_of(one.place), name_of(one.office),
         shown(one.flow.state(one.state).name), one.opened_at, one.due_at, one.original_due_at, one.ended_at,
         SAID[one.on_time], SAID[_extended(one)], one.rating or "")
        for one in cases
    )  # fmt: skip
    return as_csv(name, head, rows)


def _extended(one: Case) -> bool | None:
    if one.on_time is None or one.on_time:
        return one.on_time
    broke = getattr(one, "broke_extended", None)
    return (
        not broke
        if broke is not None
        else not any(row.stopped_at is not None and row.stopped_at > row.due_at for row in one.timers.all())
    )
