"""What the index needs to know of a dossier, read off what really happened to it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Q

from haidang.core.cases.clocks import hours
from haidang.core.cases.models import Case, Paper, Party
from haidang.core.payments.models import Bill
from haidang.core.portal import course
from haidang.core.portal.course import Course
from haidang.core.portal.mapping import CHANNELS, FROM_NATIONAL_STORE
from haidang.core.portal.models import Copy
from haidang.kernel import time_limit

from .models import DossierFacts

DEALT_WITH = (course.DONE, course.HANDED_OUT)


def noted(cases: list[Case]) -> Iterator[DossierFacts]:
    """A row for each that was accepted; parts of another dossier count with it."""
    more = _More.of(cases)
    for case in cases:
        way = course.course(case, case.stays.all())
        if case.parent_id is None and way.received_at is not None:
            yield _noted(case, way, way.received_at, more)


def _noted(case: Case, way: Course, received_at: datetime, more: "_More") -> DossierFacts:
    papers, bills = more.papers[case.pk], more.bills[case.pk]
    roles = {role for role, _from in papers}
    ended = way.ended
    asked = [one.asked_at for one in way.supplements]
    waits_since = next((one.asked_at for one in way.supplements if one.answered_at is None), None)
    return DossierFacts(
        case=case,
        office_id=case.office_id,
        received_at=received_at,
        ended_at=ended[1] if ended else None,
        stopped_at=ended[1] if ended else waits_since,
        asked_twice_at=asked[1] if len(asked) > 1 else None,
        promised_at=case.original_due_at or _by_law(case, way, received_at),
        is_dealt_with=ended is not None and ended[0] in DEALT_WITH,
        channel=CHANNELS.get(case.channel, "1"),
        has_parts=bool({"part", "before"} & roles),
        has_result="result" in roles,
        wants_result=bool(case.version.book.procedure.results),
        is_reused=any(taken_from for _role, taken_from in papers),
        is_from_national_store=any(taken_from.startswith(FROM_NATIONAL_STORE) for _role, taken_from in papers),
        has_bill=bool(bills),
        is_paid_online="paid:bank" in bills,
        is_verified=case.pk in more.verified,
        is_synced=case.pk in more.synced,
        rating=case.rating,
    )


def _by_law(case: Case, way: Course, received_at: datetime) -> datetime | None:
    """Until when it is within the legal limit where no day was promised; None where no limit is known."""
    timers = case.version.book.procedure.timers
    text = next((one.limit_for(case.grade) or "" for one in timers if one.is_main), "")
    if not text:
        return None
    limit = time_limit.parse(text)
    answered = [(one.asked_at, one.answered_at) for one in way.supplements if one.answered_at is not None]
    if limit.unit == "d":
        return last_moment(received_at, timedelta(days=limit.length), answered, Plain)
    length = timedelta(hours=limit.length) if limit.unit == "wh" else limit.length * _working_day()
    return last_moment(received_at, length, answered, Worked)


class Plain:
    """Time as it goes by, for limits in calendar days."""

    @staticmethod
    def between(start: datetime, end: datetime) -> timedelta:
        return max(end - start, timedelta(0))

    @staticmethod
    def last(start: datetime, length: timedelta) -> datetime:
        """The last moment at which no more than `length` has passed since `start`."""
        return start + length


class Worked:
    """Office time of the province."""

    @staticmethod
    def between(start: datetime, end: datetime) -> timedelta:
        return hours().between(start, end) if start < end else timedelta(0)

    @staticmethod
    def last(start: datetime, length: timedelta) -> datetime:
        """Nothing passes between a closing and the next opening."""
        return hours().opens_after(hours().add(start, length))


def last_moment(
    start: datetime, limit: timedelta, waits: list[tuple[datetime, datetime]], time: type[Plain] | type[Worked]
) -> datetime:
    """The last moment within a limit whose clock stands still in the waits (asked, answered), given in their order."""
    left = limit
    for asked, answered in waits:
        spent = time.between(start, asked)
        if spent > left:
            break
        left -= spent
        start = max(start, answered)
    return time.last(start, left)


@lru_cache(maxsize=1)
def _working_day() -> timedelta:
    """How long the longest working day of the week is, for limits in working days without a promised day."""
    lengths: dict[int, timedelta] = defaultdict(timedelta)
    for block in hours().blocks:
        opens = timedelta(hours=block.opens.hour, minutes=block.opens.minute)
        lengths[block.weekday] += timedelta(hours=block.closes.hour, minutes=block.closes.minute) - opens
    return max(lengths.values())


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
