"""Field reports as 5.1 to 5.3 count them: deadlines from sending, or from the last time it was handed to another office.

Rejected within 2 working days, asked for more within 5, finished within 15, published within 2 after (QĐ 766/QĐ-TTg, 5.2).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases.clocks import hours
from haidang.core.cases.models import Case, Stay

from .counting import Counted
from .dossiers import AT_ONCE, CONTENT_FROM
from .periods import Period

REJECT, ASK, FINISH, PUBLISH = 2, 5, 15, 2
"""Working days."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report with its stays, in the order of time; `until` is what an unfinished one is compared with."""

    case: Case
    stays: list[Stay]
    until: datetime

    @property
    def sent_at(self) -> datetime:
        """Its beginning, or when the office that has it last got it."""
        sent = self.case.opened_at
        for before, after in zip(self.stays, self.stays[1:], strict=False):
            if after.office_id != before.office_id:
                sent = after.started_at
        return sent

    @property
    def asked_at(self) -> datetime | None:
        pausing = {one.key for one in self.case.flow.states if one.clock != "runs"}
        return next((one.started_at for one in self.stays if one.state in pausing), None)


def in_period(period: Period, office: str = "") -> QuerySet[Case]:
    rows = Case.objects.filter(
        kind="report", is_exercise=False, merged_into=None, opened_at__gte=period.start, opened_at__lt=period.end
    )
    return rows.filter(office__code=office) if office else rows


def seen(period: Period, rows: QuerySet[Case]) -> Iterator[Report]:
    ordered = rows.select_related("version", "procedure", "office").prefetch_related("stays").order_by("pk")
    stream = ordered.iterator(chunk_size=AT_ONCE)
    while several := list(islice(stream, AT_ONCE)):
        for case in several:
            yield Report(case, sorted(case.stays.all(), key=lambda one: (one.started_at, one.pk)), period.until)


def _within(start: datetime, end: datetime, days: int) -> bool:
    return end <= hours().add_days(start, days)


def reports_on_time(one: Report) -> Counted:
    case = one.case
    ended = case.ended_at if case.ended_at is not None and case.ended_at <= one.until else None
    if ended is not None and case.refusal:
        good = _within(one.sent_at, ended, REJECT)
        return good, msgid("từ chối trong 2 ngày làm việc") if good else msgid("từ chối sau 2 ngày làm việc")
    if ended is not None:
        if not _within(one.sent_at, ended, FINISH):
            return False, msgid("xong sau 15 ngày làm việc")
        if case.published_at is not None and not _within(ended, case.published_at, PUBLISH):
            return False, msgid("công khai chậm hơn 2 ngày làm việc")
        return True, msgid("xong trong hạn")
    if one.asked_at is not None and not _within(one.sent_at, one.asked_at, ASK):
        return False, msgid("yêu cầu bổ sung sau 5 ngày làm việc")
    if one.asked_at is not None and case.paused_at is not None:
        return True, msgid("chờ người gửi bổ sung")
    good = _within(one.sent_at, one.until, FINISH)
    return good, msgid("đang xử lý, còn hạn") if good else msgid("đang xử lý, đã quá hạn")


def reports_content(one: Report) -> Counted:
    """Against: not content, sent again, or late."""
    if one.case.rating is not None and one.case.rating < CONTENT_FROM:
        return False, msgid("người dân không hài lòng")
    if one.case.reopened:
        return False, msgid("người dân phản ánh lại")
    counted = reports_on_time(one)
    return counted if counted and not counted[0] else (True, msgid("đúng hạn, không có đánh giá xấu"))


def reports(one: Report) -> Counted:
    return True, msgid("đã nhận")


REPORTS: dict[str, Callable[[Report], Counted]] = {
    "reports": reports, "reports_on_time": reports_on_time, "reports_content": reports_content,
}  # fmt: skip
