"""A deadline, followed from mark to mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

from haidang.kernel import time_limit
from haidang.kernel.clock import HO_CHI_MINH, day_of, start_of
from haidang.kernel.time_limit import TimeLimit
from haidang.kernel.working_time import NOTHING, Counting, WorkingTime

from .marks import Extend, Mark, Pause, Resume, Stop


class Span(NamedTuple):
    """Time waited for the citizen."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Followed:
    """One deadline, followed through the marks: `waits` are those that moved it."""

    due_at: datetime
    waits: Sequence[Span]
    broke_at: datetime | None
    is_on_time: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """A limit, counted from the moment it begins by the working time of the province."""

    limit: TimeLimit
    begins_at: datetime
    counting: Counting
    hours: WorkingTime

    def followed(self, marks: Sequence[Mark], until: datetime) -> Followed:
        """Follow it from mark to mark; it can break only between them, and only while nobody is waited for."""
        waits: list[Span] = []
        waiting_since: datetime | None = None
        ended_waiting = False
        given, due_at, broke_at = 0, self.due_at(0, ()), None
        for mark in marks:
            at = local(mark.at)
            if waiting_since is not None and isinstance(mark, Resume | Stop):
                waits.append(Span(waiting_since, at))
                waiting_since, due_at = None, self.due_at(given, waits)
                ended_waiting = isinstance(mark, Stop)
            elif waiting_since is None and at > due_at:
                broke_at = broke_at or due_at
            if isinstance(mark, Pause) and at <= due_at:
                waiting_since = at
            if isinstance(mark, Extend):
                given += time_limit.parse(mark.by).length
                due_at = self.due_at(given, waits)
        if waiting_since is not None:
            waits.append(Span(waiting_since, until))
            return Followed(self.due_at(given, waits), waits, broke_at, is_on_time=True)
        is_on_time = ended_waiting or until <= due_at
        return Followed(due_at, waits, broke_at if is_on_time else broke_at or due_at, is_on_time)

    def due_at(self, given: int, waits: Sequence[Span]) -> datetime:
        """When it ends, extended by `given` in the unit of the limit.

        Days are counted first and waits added last, so that it does not matter which came first. A limit in calendar days
        leaves out the midnights waited over, and moves to the next working day (Bộ luật Dân sự 2015, Điều 148 khoản 5).
        """
        length = self.limit.length + given
        if self.limit.unit == "d":
            nights = sum((day_of(wait.end) - day_of(wait.start)).days for wait in waits)
            first = 1 if self.counting == "same_day" else 0
            return self.hours.closes_from(day_of(self.begins_at) + timedelta(days=length + nights - first))
        waited = sum((self.hours.between(*wait) for wait in waits), NOTHING)
        if self.limit.unit == "wh":
            return self.hours.add(self.begins_at, timedelta(hours=length) + waited)
        return self.hours.add(self.hours.add_days(self.begins_at, length, self.counting), waited)

    def passed(self, start: datetime, end: datetime) -> timedelta:
        """From `start` until `end` in the time the limit is counted in."""
        return end - start if self.limit.unit == "d" else self.hours.between(start, end)


def begins_at(started_at: datetime, late_from: time | None, hours: WorkingTime) -> datetime:
    """When counting begins: what comes at `late_from` or later comes at the next working day's opening."""
    start = local(started_at)
    if late_from is None:
        return start
    is_late = hours.is_working_day(start.date()) and start.time() >= late_from
    return hours.opens_after(start_of(start.date() + timedelta(days=1)) if is_late else start)


def local(at: datetime) -> datetime:
    """The moment on the clocks of the province."""
    return at.astimezone(HO_CHI_MINH)
