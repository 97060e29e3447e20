"""How each indicator counts a dossier or a report: whether it counts at all, whether for or against, and why.

All shares are of these. Each rule is a condition on the rows that `noting` keeps, so that the same words count in SQL and
explain a number. A dossier is on time (QĐ 766/QĐ-TTg, 2.1) when the moment of its end is not after the day it was promised
for, extensions left out; a request for papers that is still open stops the clock: its moment counts as the end; what is not
finished is compared with the end of the period; more than one request is overdue.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Q, QuerySet, Sum, TextField, Value, When
from django.db.models.functions import Extract, Least
from django.utils.translation import gettext_noop as msgid

from .models import DossierFacts, ReportFacts
from .periods import Period

CONTENT_FROM = 2
"""From this rating on a citizen is content (3) or accepts it (2)."""
DAY = 24 * 3600
ALWAYS = Q(pk__isnull=False)


@dataclass(slots=True)
class Tally:
    """What was counted of one indicator: for, and in all. For a mean: the sum and the number."""

    good: float = 0.0
    all: float = 0.0

    @property
    def share(self) -> float | None:
        """None where nothing counts: not applicable, rather than none."""
        return self.good / self.all if self.all else None


@dataclass(frozen=True, slots=True)
class Rule:
    """Of the rows `of`, those that are `good` count for, the others against; why: the first (condition, msgid) that holds."""

    of: Q
    good: Q
    why: tuple[tuple[Q, str], ...]


Rules = dict[str, Rule]


def rows_of_dossiers(period: Period, office: str = "") -> "QuerySet[DossierFacts]":
    """Those accepted or ended in a period. `end` is the moment that is compared with what was promised."""
    start, after = period.start, period.end
    rows = DossierFacts.objects.annotate(end=Least(F("stopped_at"), Value(period.until)))
    rows = rows.filter(Q(received_at__gte=start) | Q(ended_at__gte=start, ended_at__lt=after), received_at__lt=after)
    return rows.filter(office__code=office) if office else rows


def rows_of_reports(period: Period, office: str = "") -> "QuerySet[ReportFacts]":
    """Those opened in a period, of all offices or one."""
    rows = ReportFacts.objects.filter(opened_at__gte=period.start, opened_at__lt=period.end)
    return rows.filter(office__code=office) if office else rows


def of_dossiers(period: Period) -> Rules:
    """The rules over dossiers of a period, by the key of the part of the index: who counts, who counts for it, and why."""
    received = Q(received_at__gte=period.start)
    dealt_with = Q(is_dealt_with=True, ended_at__lt=period.end)
    is_ended = Q(ended_at__lte=period.until)
    twice = Q(asked_twice_at__lte=period.until)
    not_twice = Q(asked_twice_at=None) | Q(asked_twice_at__gt=period.until)
    late, in_time = Q(end__gt=F("promised_at")), Q(end__lte=F("promised_at"))
    waits = Q(stopped_at__lte=period.until)
    discontent = Q(rating__lt=CONTENT_FROM)
    timely = (
        (twice, msgid("yêu cầu bổ sung quá một lần")),
        (Q(promised_at=None), msgid("không có hạn trong danh mục, không tính")),
        (is_ended & in_time, msgid("xong trong hạn")),
        (is_ended, msgid("xong sau hạn")),
        (waits & in_time, msgid("chờ bổ sung, yêu cầu trong hạn")),
        (waits, msgid("chờ bổ sung, yêu cầu sau hạn")),
        (in_time, msgid("đang xử lý, còn hạn")),
        (ALWAYS, msgid("đang xử lý, đã quá hạn")),
    )
    return {
        "on_time": Rule(twice | Q(promised_at__isnull=False), not_twice & in_time, timely),
        "synced": _if(received, Q(is_synced=True), msgid("Cổng đã có"), msgid("chưa gửi được lên Cổng")),
        "online": Rule(
            # Filed online; where it is dealt with the result must be there electronically.
            received, Q(channel="2") & (Q(has_result=True) | Q(is_dealt_with=False) | Q(ended_at__gte=period.end)),
            ((Q(channel__in="13"), msgid("nộp trực tiếp hoặc qua bưu chính")),
             (dealt_with & Q(has_result=False), msgid("trực tuyến nhưng không có kết quả điện tử")),
             (ALWAYS, msgid("nộp trực tuyến"))),
        ),
        "paid_online": _if(
            received & Q(has_bill=True), Q(is_paid_online=True), msgid("đã trả trực tuyến"), msgid("có phí, chưa trả trực tuyến")
        ),
        # Of those dealt with whose procedure has a paper as its result.
        "electronic_result": _if(
            dealt_with & Q(wants_result=True), Q(has_result=True), msgid("có tệp kết quả"), msgid("không có tệp kết quả")
        ),
        "digitised": Rule(
            dealt_with, Q(has_parts=True, has_result=True),
            ((Q(has_parts=False), msgid("thiếu tệp thành phần")), (Q(has_result=False), msgid("thiếu tệp kết quả")),
             (ALWAYS, msgid("đủ tệp thành phần và kết quả"))),
        ),
        "reused": _if(received, Q(is_reused=True), msgid("có giấy tờ dùng lại"), msgid("không dùng lại giấy tờ nào")),
        # A paper from the national store, or its result shared by the synchronisation.
        "stored": _if(
            received, Q(is_from_national_store=True) | Q(is_synced=True, has_result=True),
            msgid("lấy từ kho hoặc đã chia sẻ kết quả"), msgid("chưa lấy từ kho, chưa chia sẻ kết quả"),
        ),
        "verified": _if(received, Q(is_verified=True), msgid("tài khoản đã xác thực VNeID"), msgid("chưa xác thực VNeID")),
        # Against: late, or the citizen is not content.
        "dossiers_content": Rule(
            ALWAYS, not_twice & (Q(promised_at=None) | in_time) & (Q(rating=None) | Q(rating__gte=CONTENT_FROM)),
            (*((condition, why) for condition, why in timely[:1]),
             (late & is_ended, msgid("xong sau hạn")), (late & waits, msgid("chờ bổ sung, yêu cầu sau hạn")),
             (late, msgid("đang xử lý, đã quá hạn")), (discontent, msgid("người dân không hài lòng")),
             (ALWAYS, msgid("đúng hạn, không có đánh giá xấu"))),
        ),
    }  # fmt: skip


def of_reports(period: Period) -> Rules:
    """The rules over reports of a period, as of_dossiers has them."""
    ended = Q(ended_at__lte=period.until)
    running = Q(ended_at=None) | Q(ended_at__gt=period.until)
    good_end = Q(ending__in=["rejected", "done"])
    in_time = (ended & good_end) | (
        running & Q(is_asked_late=False) & (Q(is_waiting=True) | Q(finish_by__gte=period.until))
    )
    timely = (
        (ended & Q(ending="rejected"), msgid("từ chối trong 2 ngày làm việc")),
        (ended & Q(ending="rejected_late"), msgid("từ chối sau 2 ngày làm việc")),
        (ended & Q(ending="done_late"), msgid("xong sau 15 ngày làm việc")),
        (ended & Q(ending="published_late"), msgid("công khai chậm hơn 2 ngày làm việc")),
        (ended, msgid("xong trong hạn")),
        (Q(is_asked_late=True), msgid("yêu cầu bổ sung sau 5 ngày làm việc")),
        (Q(is_waiting=True), msgid("chờ người gửi bổ sung")),
        (Q(finish_by__gte=period.until), msgid("đang xử lý, còn hạn")),
        (ALWAYS, msgid("đang xử lý, đã quá hạn")),
    )
    discontent = Q(rating__lt=CONTENT_FROM)
    return {
        "reports": Rule(ALWAYS, ALWAYS, ((ALWAYS, msgid("đã nhận")),)),
        "reports_on_time": Rule(ALWAYS, in_time, timely),
        # Against: not content, sent again, or late.
        "reports_content": Rule(
            ALWAYS, in_time & Q(is_reopened=False) & (Q(rating=None) | Q(rating__gte=CONTENT_FROM)),
            ((discontent, msgid("người dân không hài lòng")), (Q(is_reopened=True), msgid("người dân phản ánh lại")),
             (in_time, msgid("đúng hạn, không có đánh giá xấu")), *timely),
        ),
    }  # fmt: skip


def _if(of: Q, good: Q, yes: str, no: str) -> Rule:
    return Rule(of, good, ((good, yes), (ALWAYS, no)))


def measures(period: Period) -> dict[str, Q]:
    """The plain numbers that the national system publishes too."""
    received = Q(received_at__gte=period.start)
    ended = Q(ended_at__lt=period.end)
    return {
        "totalReceived": received,
        "totalCompleted": ended,
        "totalOnTime": ended & of_dossiers(period)["on_time"].good,
        "channelOnlineSum": received & Q(channel="2"),
        "channelDirectSum": received & Q(channel="1"),
        "channelPostalSum": received & Q(channel="3"),
        "channelTotalSum": received,
        "totalDossierFinancialObligation": received & Q(has_bill=True),
        "totalDossierOnlinePaymentSuccess": received & Q(is_paid_online=True),
    }


Tallies = dict[str, Tally]


def tallies(period: Period) -> dict[int | None, Tallies]:
    """Everything about dossiers and reports, by office; None is the province."""
    found: dict[int | None, Tallies] = defaultdict(lambda: defaultdict(Tally))
    plain = measures(period)
    wanted: dict[str, Any] = {f"all_{name}": Count("pk", condition) for name, condition in plain.items()}
    ended = Q(ended_at__lt=period.end)
    wanted["days"] = Sum(Extract(F("ended_at") - F("received_at"), "epoch"), filter=ended)
    for line in _counted(rows_of_dossiers(period), of_dossiers(period), **wanted):
        for office in (None, line["office"]):
            mine = found[office]
            _add(mine, of_dossiers(period), line)
            for name in plain:
                mine[name].good += line[f"all_{name}"]
                mine[name].all += line["rows"]
            mine["days"].good += (line["days"] or 0) / DAY
            mine["days"].all += line["all_totalCompleted"]
    for line in _counted(rows_of_reports(period), of_reports(period)):
        for office in (None, line["office"]):
            _add(found[office], of_reports(period), line)
    return found


def _counted(rows: "QuerySet[Any]", rules: Rules, **more: Any) -> Iterable[dict[str, Any]]:
    """A line for each office; the same condition is counted once."""
    wanted: dict[str, Any] = {f"of_{name}": Count("pk", rule.of) for name, rule in rules.items()}
    wanted |= {f"good_{name}": Count("pk", rule.of & rule.good) for name, rule in rules.items()}
    lines: Iterable[dict[str, Any]] = rows.values("office").annotate(rows=Count("pk"), **wanted, **more).order_by()
    return lines


def _add(mine: Tallies, rules: Rules, line: dict[str, Any]) -> None:
    for name in rules:
        mine[name].good += line[f"good_{name}"]
        mine[name].all += line[f"of_{name}"]


def explained(name: str, period: Period, office: str = "") -> "QuerySet[Any]":
    """The rows behind a count, in the order of their cases, with `counts` (True, False, None) and `why` (a msgid)."""
    rows: QuerySet[Any]
    if name in REPORTS:
        rows, rule = rows_of_reports(period, office), of_reports(period)[name]
    else:
        rows, rule = rows_of_dossiers(period, office), of_dossiers(period)[name]
    counts = Case(
        When(rule.of & rule.good, then=Value(True)),
        When(rule.of, then=Value(False)),
        default=None,
        output_field=BooleanField(),
    )
    why = Case(*(When(condition, then=Value(text)) for condition, text in rule.why), output_field=TextField())
    return rows.annotate(counts=counts, why=why).order_by("pk")


DOSSIERS = frozenset(
    "on_time synced online paid_online electronic_result digitised reused stored verified dossiers_content".split()
)
REPORTS = frozenset("reports reports_on_time reports_content".split())
