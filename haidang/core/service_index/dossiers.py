"""Each dossier of a period as the index looks at it, read from what really happened to it, in pieces."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from haidang.core.cases.clocks import hours
from haidang.core.cases.models import Case, Paper, Party
from haidang.core.payments.models import Bill
from haidang.core.portal import course
from haidang.core.portal.course import Course
from haidang.core.portal.mapping import CHANNELS, FROM_NATIONAL_STORE
from haidang.core.portal.models import Copy
from haidang.kernel import time_limit

from .on_time import Timing, Verdict, judged
from .periods import Period

AT_ONCE = 1000
DEALT_WITH = (course.DONE, course.HANDED_OUT)
CONTENT_FROM = 2
"""From this rating on a citizen is content (3) or accepts it (2)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One dossier in a period. `is_received`: accepted within it, `is_ended`: dealt with within it."""

    case: Case
    course: Course
    verdict: Verdict
    is_received: bool
    is_ended: bool
    papers: frozenset[str]
    is_reused: bool
    is_from_national_store: bool
    bills: frozenset[str]
    is_verified: bool
    is_synced: bool

    @property
    def channel(self) -> str:
        return CHANNELS.get(self.case.channel, "1")

    @property
    def has_result_file(self) -> bool:
        return "result" in self.papers

    @property
    def is_dealt_with(self) -> bool:
        return self.is_ended and self.course.ended is not None and self.course.ended[0] in DEALT_WITH

    @property
    def days(self) -> float | None:
        """From acceptance to the end, in calendar days."""
        if self.course.ended is None or self.course.received_at is None:
            return None
        return (self.course.ended[1] - self.course.received_at) / timedelta(days=1)


def in_period(period: Period, office: str = "", only: Iterable[int] | None = None) -> QuerySet[Case]:
    """Dossiers that were accepted or under way in a period: its own, and those carried over that were not ended before."""
    rows = Case.objects.filter(
        kind="dossier", parent=None, is_exercise=False, merged_into=None, opened_at__lt=period.end
    )
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gte=period.start))
    if office:
        rows = rows.filter(office__code=office)
    return rows if only is None else rows.filter(pk__in=list(only))


def seen(period: Period, rows: QuerySet[Case]) -> Iterator[Seen]:
    """Those of the rows that count in the period, in the order of their numbers."""
    ordered = rows.select_related("version", "procedure", "office").prefetch_related("stays").order_by("pk")
    stream = ordered.iterator(chunk_size=AT_ONCE)
    while several := list(islice(stream, AT_ONCE)):
        more = _More.of(several)
        for case in several:
            one = _seen(case, period, more)
            if one is not None:
                yield one


def _seen(case: Case, period: Period, more: "_More") -> Seen | None:
    way = course.course(case, case.stays.all())
    received_at = way.received_at
    ended = way.ended
    if received_at is None or received_at >= period.end or (ended is not None and ended[1] < period.start):
        return None
    is_received = received_at >= period.start
    is_ended = ended is not None and ended[1] < period.end
    if not is_received and not is_ended:
        return None
    papers = more.papers[case.pk]
    return Seen(
        case=case,
        course=way,
        verdict=judged(timing(case, way), period.until, spent_for(case)),
        is_received=is_received,
        is_ended=is_ended,
        papers=frozenset(role for role, _from in papers),
        is_reused=any(taken_from for _role, taken_from in papers),
        is_from_national_store=any(taken_from.startswith(FROM_NATIONAL_STORE) for _role, taken_from in papers),
        bills=frozenset(more.bills[case.pk]),
        is_verified=case.pk in more.verified,
        is_synced=case.pk in more.synced,
    )


def timing(case: Case, way: Course) -> Timing:
    """By the deadline before extensions: an extension excuses nothing (QĐ 766, 2.1)."""
    return Timing(
        started_at=way.received_at or case.opened_at,
        promised_at=case.original_due_at,
        limit=_limit(case),
        ended_at=way.ended[1] if way.ended else None,
        supplements=[(one.asked_at, one.answered_at) for one in way.supplements],
    )


def _main_limit(case: Case) -> str:
    timers = case.version.book.procedure.timers
    return next((one.limit_for(case.grade) or "" for one in timers if one.is_main), "")


def _limit(case: Case) -> timedelta | None:
    """The legal limit as a length: of working time, of plain time for a limit in calendar days."""
    text = _main_limit(case)
    if not text:
        return None
    limit = time_limit.parse(text)
    if limit.unit == "d":
        return timedelta(days=limit.length)
    return timedelta(hours=limit.length) if limit.unit == "wh" else limit.length * _working_day()


@lru_cache(maxsize=1)
def _working_day() -> timedelta:
    """How long the longest working day of the week is, for limits in working days without a promised day."""
    lengths: dict[int, timedelta] = defaultdict(timedelta)
    for block in hours().blocks:
        opens = timedelta(hours=block.opens.hour, minutes=block.opens.minute)
        lengths[block.weekday] += timedelta(hours=block.closes.hour, minutes=block.closes.minute) - opens
    return max(lengths.values())


def spent_for(case: Case) -> Any:
    """Working time between two moments, plain time where the limit is in calendar days."""
    text = _main_limit(case)
    if text and time_limit.parse(text).unit == "d":
        return lambda start, end: end - start
    return _worked


def _worked(start: datetime, end: datetime) -> timedelta:
    return hours().between(start, end) if start < end else timedelta(0)


@dataclass(frozen=True, slots=True)
class _More:
    """What hangs on a piece of cases, each kind read at once."""

    papers: dict[int, set[tuple[str, str]]]
    bills: dict[int, set[str]]
    verified: set[int]
    synced: set[int]

    @classmethod
    def of(cls, several: list[Case]) -> "_More":
        papers: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for case, role, taken_from in Paper.objects.filter(case__in=several).values_list("case", "role", "taken_from"):
            papers[case].add((role, taken_from))
        bills: dict[int, set[str]] = defaultdict(set)
        rows = Bill.objects.filter(case__in=several).exclude(state="cancelled").values_list("case", "state", "paid_by")
        for case, state, paid_by in rows:
            bills[case].add(f"{state}:{paid_by}")
        own = Party.objects.filter(case__in=several, role="applicant", is_verified=True).values_list("case", flat=True)
        there = Copy.objects.filter(Q(sent_at__isnull=False) | Q(origin="there"), case__in=several)
        return cls(papers, bills, set(own), set(there.values_list("case", flat=True)))
