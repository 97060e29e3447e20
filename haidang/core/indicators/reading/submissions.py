"""Forms of figures as people see them: what waits for whom, and which office is late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from haidang.core.directory.models import Office
from haidang.core.directory.permissions import decide, visible
from haidang.core.indicators import book, owing
from haidang.core.indicators.book import Entry
from haidang.core.indicators.bringing import asked
from haidang.core.indicators.models import Submission
from haidang.core.indicators.owing import Late
from haidang.core.indicators.seeing import entries_of
from haidang.core.indicators.values import closed_at
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.periods import Period, containing


def submissions(actor: Actor, *, state: str = "", office: str = "") -> QuerySet[Submission]:
    """Newest period first."""
    found = Submission.objects.filter(visible(actor, Submission)).select_related("office__place", "lot")
    for name, value in {"state": state, "office__code": office}.items():
        if value:
            found = found.filter(**{name: value})
    return found


def latest(actor: Actor, office: Office, period: Period) -> Submission | None:
    """The form of a period that is worked on, else the one approved last."""
    return submissions(actor, office=office.code).filter(kind=period.kind, period=period.first).order_by("-id").first()


def to_approve(actor: Actor) -> list[Submission]:
    """What waits for somebody else than who wrote it, the longest waiting first."""
    rows = submissions(actor, state="submitted").order_by("sent_at", "id")
    me = str(actor)
    return [
        row for row in rows if me not in (row.sent_by, *row.written_by) and decide(actor, "submission.approve", row)
    ]


@dataclass(frozen=True, slots=True)
class Owing:
    """What an office owes of one period; `state` is of its form, "" where nobody began one."""

    office: Office
    period: Period
    due_at: datetime
    entries: list[Entry]
    state: str

    @property
    def is_late(self) -> bool:
        return self.due_at <= clock.now()


def late_offices(actor: Actor) -> list[Owing]:
    """Offices whose figures were due and are not there, the longest overdue first."""
    return _by_office([one for one in owing.late(actor) if one.entry.facts.source in asked.BY_HAND])


def due_soon(actor: Actor, *, within: timedelta) -> list[Owing]:
    """Offices whose figures of the period that ended last are due shortly and not there yet."""
    now = clock.now()
    ended: dict[Entry, Period] = {}
    for one in entries_of(actor, book.current().by_code):
        period = containing(clock.today(), one.period).previous
        if one.facts.source in asked.BY_HAND and now < closed_at(period.last, one.due) <= now + within:
            ended[one] = period
    return _by_office(owing.lacking(ended))


def _by_office(found: list[Late]) -> list[Owing]:
    """Those that nobody answers for are told elsewhere (reading_owing)."""
    groups: dict[tuple[int, Period], list[Late]] = {}
    for one in found:
        if one.entry.office_id is not None:
            groups.setdefault((one.entry.office_id, one.period), []).append(one)
    offices = Office.objects.select_related("place").in_bulk({number for number, _period in groups})
    states = _states(groups)
    made = [
        Owing(offices[number], period, min(one.due_at for one in rows), [one.entry for one in rows],
              states.get((number, period), ""))
        for (number, period), rows in groups.items()
    ]  # fmt: skip
    return sorted(made, key=lambda one: (one.due_at, one.office.code))


def _states(groups: dict[tuple[int, Period], list[Late]]) -> dict[tuple[int, Period], str]:
    rows = Submission.objects.filter(office__in={number for number, _period in groups}).order_by("id")
    return {(row.office_id, row.over): row.state for row in rows.only("office", "kind", "period", "state")}
