"""The legal clock of a case: a limit, when it began, and the marks made on it; everything else follows from them.

    clock = Clock(limit="15wd", started_at=received_at)
    clock = clock.pause(asked_at, "Thiếu bản vẽ").resume(answered_at)
    clock.standing(hours, clock_now).due_at

A clock is a value: each move gives a new one, or says why it is not open. `as_dict` and `read` take it to and from a JSON
column. Time that the citizen is waited for is deducted: it moves the original deadline as well as the extended one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from math import floor
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from django.utils.translation import gettext as _
from msgspec import Meta, Struct

from . import strict, time_limit
from .action import Invalid, NotPossible
from .clock import HO_CHI_MINH, day_of, start_of
from .facts import Trust
from .strict import ManifestError
from .time_limit import LimitText, TimeLimit
from .working_time import NOTHING, Counting, WorkingTime

Moment = Annotated[datetime, Meta(tz=True)]
Reason = Annotated[str, Meta(min_length=1)]
State = Literal["running", "paused", "stopped"]
COLUMN = Path("clock")
"""What errors of `read` call the place a clock was kept in."""


class ClockRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be done to a clock. A case keeps the rules it began with.

    `extension_share` bounds all extensions together, as a share of the limit; None is no bound. A second request for
    supplements, where `supplements_at_most` allows it, makes the dossier late for index 766 (QĐ 766/QĐ-TTg, 2.1).
    With `late_from`, what is received at that time of day or later, or on a day off, counts as received at the next
    working day's opening (as NĐ 23/2015 Điều 7 says of certifications after 15:00 [M]). The defaults follow
    NĐ 61/2018 [M]: one extension, with a letter, before the deadline.
    """

    counting: Counting = "next_day"
    late_from: time | None = None
    extensions_at_most: Annotated[int, Meta(ge=0)] = 1
    extension_share: Annotated[float, Meta(gt=0)] | None = 1.0
    extension_needs_letter: bool = True
    extension_when_late: bool = False
    supplements_at_most: Annotated[int, Meta(ge=0)] = 1
    source: str = "Nghị định 61/2018/NĐ-CP; Nghị định 118/2025/NĐ-CP"
    trust: Trust = "M"


class Pause(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="mark", tag="pause"):
    """The citizen is waited for, to hand in papers or to pay; waiting for papers is a request for supplements."""

    at: Moment
    why: Reason
    waits_for: Literal["supplement", "payment"] = "supplement"


class Resume(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="mark", tag="resume"):
    at: Moment


class Extend(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="mark", tag="extend"):
    """A new date; `with_letter`: the citizen has been told in writing, with an apology."""

    at: Moment
    by: LimitText
    why: Reason
    with_letter: bool


class Stop(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="mark", tag="stop"):
    """The case has its result, or has ended without one."""

    at: Moment


Mark = Pause | Resume | Extend | Stop


class Span(NamedTuple):
    """Time waited for the citizen."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a clock stands `at` a moment; marks made later are not seen.

    `due_at` has the extensions in it, `original_due_at` has not. While the clock is paused both move along, as if it
    went on at this moment. `spent` and `left` (negative when late) are working time, for a limit in calendar days plain
    time. A broken deadline keeps the moment it broke; a wait that begins after that does not move it.
    """

    at: datetime
    state: State
    due_at: datetime
    original_due_at: datetime
    spent: timedelta
    left: timedelta
    broke_at: datetime | None
    original_broke_at: datetime | None
    on_time_original: bool
    on_time_with_extension: bool
    extensions: int
    supplements: int

    @property
    def is_paused(self) -> bool:
        return self.state == "paused"

    @property
    def is_late_for_766(self) -> bool:
        """Late by index 766, 2.1: after the original deadline, or asked for supplements more than once."""
        return not self.on_time_original or self.supplements > 1


class Clock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A limit, its beginning and its marks, in the order of time."""

    limit: LimitText
    started_at: Moment
    rules: ClockRules = ClockRules()
    marks: tuple[Mark, ...] = ()

    def pause(self, at: datetime, why: str, *, waits_for: Literal["supplement", "payment"] = "supplement") -> "Clock":
        """Wait for the citizen from `at`. Raises NotPossible, Invalid."""
        self._may_be_marked(at)
        since = self.paused_since
        if since is not None:
            raise NotPossible(_("Thời hạn đã ngừng tính từ %(at)s để chờ người dân.") % {"at": _said(since)})
        asked = sum(isinstance(one, Pause) and one.waits_for == "supplement" for one in self.marks)
        if waits_for == "supplement" and asked >= self.rules.supplements_at_most:
            raise NotPossible(
                _("Đã yêu cầu bổ sung %(asked)d lần; quy định cho phép nhiều nhất %(most)d lần.")
                % {"asked": asked, "most": self.rules.supplements_at_most}
            )
        if not why.strip():
            raise Invalid("why", _("Ghi lý do tạm dừng."), why)
        return self._with(Pause(at=at, why=why, waits_for=waits_for))

    def resume(self, at: datetime) -> "Clock":
        """Go on from `at`: the citizen has answered. Raises NotPossible, Invalid."""
        self._may_be_marked(at)
        if self.paused_since is None:
            raise NotPossible(_("Thời hạn đang được tính, không có lần tạm dừng nào để tính tiếp."))
        return self._with(Resume(at=at))

    def extend(self, at: datetime, by: str, why: str, *, with_letter: bool, hours: WorkingTime) -> "Clock":
        """Give a new date, `by` in the unit of the limit. Raises NotPossible, Invalid."""
        self._may_be_marked(at)
        standing = self.standing(hours, at)
        if standing.extensions >= self.rules.extensions_at_most:
            raise NotPossible(
                _("Đã gia hạn %(given)d lần; quy định cho phép nhiều nhất %(most)d lần.")
                % {"given": standing.extensions, "most": self.rules.extensions_at_most}
            )
        if not standing.on_time_with_extension and not self.rules.extension_when_late:
            raise NotPossible(
                _("Đã quá hạn từ %(at)s; gia hạn phải trước khi hết hạn.") % {"at": _said(standing.due_at)}
            )
        self._may_be_extended_by(by)
        if not why.strip():
            raise Invalid("why", _("Ghi lý do gia hạn."), why)
        if self.rules.extension_needs_letter and not with_letter:
            raise Invalid(
                "with_letter", _("Gia hạn phải kèm văn bản xin lỗi và hẹn lại ngày trả kết quả."), with_letter
            )
        return self._with(Extend(at=at, by=by, why=why, with_letter=with_letter))

    @property
    def extension_left(self) -> TimeLimit | None:
        """How much its rules still let it be extended by, leaving aside whether it is late; None when nothing bounds it."""
        limit = time_limit.parse(self.limit)
        if sum(isinstance(one, Extend) for one in self.marks) >= self.rules.extensions_at_most:
            return TimeLimit(0, limit.unit)
        if self.rules.extension_share is None:
            return None
        most = floor(max(limit.length, 1) * self.rules.extension_share + 1e-9)  # 0.29 of 100 days is 29
        return TimeLimit(max(most - _given(self.marks), 0), limit.unit)

    def stop(self, at: datetime) -> "Clock":
        """End the clock, running or paused. Raises NotPossible, Invalid."""
        self._may_be_marked(at)
        return self._with(Stop(at=at))

    def go_on(self) -> "Clock":
        """As if it had never been stopped: it was by mistake. Raises NotPossible."""
        if self.stopped_at is None:
            raise NotPossible(_("Thời hạn chưa kết thúc."))
        return msgspec.structs.replace(self, marks=self.marks[:-1])

    @property
    def paused_since(self) -> datetime | None:
        """When the wait under way began."""
        turns = [one for one in self.marks if isinstance(one, Pause | Resume | Stop)]
        return turns[-1].at if turns and isinstance(turns[-1], Pause) else None

    @property
    def stopped_at(self) -> datetime | None:
        return self.marks[-1].at if self.marks and isinstance(self.marks[-1], Stop) else None

    def standing(self, hours: WorkingTime, at: datetime) -> Standing:
        """Where the clock stands at `at`, by the working time of the province."""
        marks = [one for one in self.marks if one.at <= at]
        stopped = bool(marks) and isinstance(marks[-1], Stop)
        until = _local(marks[-1].at if stopped else max(at, self.started_at))
        limit = time_limit.parse(self.limit)
        start = _begins_at(self, hours)
        extensions = sum(isinstance(one, Extend) for one in marks)
        original = _followed(self, hours, [one for one in marks if not isinstance(one, Extend)], until)
        extended = _followed(self, hours, marks, until) if extensions else original
        waited = sum((_passed(limit, hours, *wait) for wait in extended.waits), NOTHING)
        return Standing(
            at=_local(at),
            state="stopped" if stopped else "paused" if _is_paused(marks) else "running",
            due_at=extended.due_at,
            original_due_at=original.due_at,
            spent=max(_passed(limit, hours, start, until), NOTHING) - waited,
            left=_passed(limit, hours, until, extended.due_at),
            broke_at=extended.broke_at,
            original_broke_at=original.broke_at,
            on_time_original=original.is_on_time,
            on_time_with_extension=extended.is_on_time,
            extensions=extensions,
            supplements=sum(isinstance(one, Pause) and one.waits_for == "supplement" for one in marks),
        )

    def _with(self, mark: Mark) -> "Clock":
        return msgspec.structs.replace(self, marks=(*self.marks, mark))

    def _may_be_marked(self, at: datetime) -> None:
        stopped_at = self.stopped_at
        if stopped_at is not None:
            raise NotPossible(_("Thời hạn đã kết thúc lúc %(at)s, không ghi thêm được.") % {"at": _said(stopped_at)})
        since = self.marks[-1].at if self.marks else self.started_at
        if at < since:
            raise Invalid("at", _("Ghi thời điểm từ %(since)s (lần ghi trước) trở đi.") % {"since": _said(since)}, at)

    def _may_be_extended_by(self, by: str) -> None:
        limit = time_limit.parse(self.limit)
        try:
            more = time_limit.parse(by)
        except ValueError:
            more = None
        if more is None or more.unit != limit.unit or not more.length:
            example = time_limit.shown(TimeLimit(5, limit.unit))
            message = _("Ghi thời gian gia hạn cùng đơn vị với thời hạn, ví dụ %(example)s (%(text)s).")
            raise Invalid("by", message % {"example": example, "text": f"5{limit.unit}"}, by)
        if self.rules.extension_share is None:
            return
        share = max(limit.length, 1) * self.rules.extension_share
        most = TimeLimit(floor(share + 1e-9), limit.unit)  # 0.29 of 100 days is 29
        if not most.length:
            message = _("Thời hạn %(limit)s quá ngắn để gia hạn.")
            raise NotPossible(message % {"limit": time_limit.shown(limit)})
        if _given(self.marks) + more.length > most.length:
            message = _("Các lần gia hạn cộng lại nhiều nhất %(most)s.")
            raise Invalid("by", message % {"most": time_limit.shown(most)}, by)


def as_dict(clock: Clock) -> dict[str, Any]:
    """The clock for a JSON column: moments in ISO 8601, marks tagged by `mark`."""
    plain: dict[str, Any] = msgspec.to_builtins(clock)
    return plain


def read(raw: object) -> Clock:
    """A clock from what `as_dict` gave. Raises ManifestError with path, value and remedy."""
    clock = strict.convert(raw, Clock, COLUMN)
    for path, value, remedy in _contradictions(clock):
        raise ManifestError(COLUMN, path, value, remedy)
    return clock


def _contradictions(clock: Clock) -> Iterator[tuple[str, Any, str]]:
    since, is_paused = clock.started_at, False
    unit = time_limit.parse(clock.limit).unit
    for number, mark in enumerate(clock.marks):
        path = f"marks[{number}]"
        if mark.at < since:
            yield f"{path}.at", mark.at.isoformat(), f"marks go forward in time: not before {since.isoformat()}"
        if number and isinstance(clock.marks[number - 1], Stop):
            yield f"{path}.mark", mark.__struct_config__.tag, "nothing follows a stop: take the mark or the stop away"
        if isinstance(mark, Pause | Resume):
            if isinstance(mark, Pause) == is_paused:
                remedy = "pause and resume take turns, beginning with a pause"
                yield f"{path}.mark", mark.__struct_config__.tag, remedy
            is_paused = not is_paused
        if isinstance(mark, Extend) and time_limit.parse(mark.by).unit != unit:
            yield f"{path}.by", mark.by, f"extend in the unit of the limit, {unit}"
        since = mark.at


@dataclass(frozen=True, slots=True)
class _Followed:
    """One deadline, followed through the marks: `waits` are those that moved it."""

    due_at: datetime
    waits: Sequence[Span]
    broke_at: datetime | None
    is_on_time: bool


def _followed(clock: Clock, hours: WorkingTime, marks: Sequence[Mark], until: datetime) -> _Followed:
    """Follow a deadline from mark to mark; it can break only between them, and only while nobody is waited for."""
    due_of = _deadline(clock, hours)
    waits: list[Span] = []
    waiting_since: datetime | None = None
    ended_waiting = False
    given, due_at, broke_at = 0, due_of(0, ()), None
    for mark in marks:
        at = _local(mark.at)
        if waiting_since is not None and isinstance(mark, Resume | Stop):
            waits.append(Span(waiting_since, at))
            waiting_since, due_at = None, due_of(given, waits)
            ended_waiting = isinstance(mark, Stop)
        elif waiting_since is None and at > due_at:
            broke_at = broke_at or due_at
        if isinstance(mark, Pause) and at <= due_at:
            waiting_since = at
        if isinstance(mark, Extend):
            given += time_limit.parse(mark.by).length
            due_at = due_of(given, waits)
    if waiting_since is not None:
        waits.append(Span(waiting_since, until))
        return _Followed(due_of(given, waits), waits, broke_at, is_on_time=True)
    is_on_time = ended_waiting or until <= due_at
    return _Followed(due_at, waits, broke_at if is_on_time else broke_at or due_at, is_on_time)


def _deadline(clock: Clock, hours: WorkingTime) -> Callable[[int, Sequence[Span]], datetime]:
    """The deadline, given how much it has been extended by and how long has been waited.

    Days are counted first and waits added last, so that it does not matter which came first. A limit in calendar days
    leaves out the midnights waited over, and moves to the next working day (Bộ luật Dân sự 2015, Điều 148 khoản 5).
    """
    limit = time_limit.parse(clock.limit)
    start = _begins_at(clock, hours)

    def due_of(given: int, waits: Sequence[Span]) -> datetime:
        length = limit.length + given
        if limit.unit == "d":
            nights = sum((day_of(wait.end) - day_of(wait.start)).days for wait in waits)
            first = 1 if clock.rules.counting == "same_day" else 0
            return hours.closes_from(day_of(start) + timedelta(days=length + nights - first))
        waited = sum((hours.between(*wait) for wait in waits), NOTHING)
        if limit.unit == "wh":
            return hours.add(start, timedelta(hours=length) + waited)
        return hours.add(hours.add_days(start, length, clock.rules.counting), waited)

    return due_of


def _begins_at(clock: Clock, hours: WorkingTime) -> datetime:
    start, late_from = _local(clock.started_at), clock.rules.late_from
    if late_from is None:
        return start
    is_late = hours.is_working_day(start.date()) and start.time() >= late_from
    return hours.opens_after(start_of(start.date() + timedelta(days=1)) if is_late else start)


def _passed(limit: TimeLimit, hours: WorkingTime, start: datetime, end: datetime) -> timedelta:
    """From `start` until `end` in the time the limit is counted in."""
    return end - start if limit.unit == "d" else hours.between(start, end)


def _given(marks: Sequence[Mark]) -> int:
    """All extensions together, in the unit of the limit."""
    return sum(time_limit.parse(one.by).length for one in marks if isinstance(one, Extend))


def _is_paused(marks: Sequence[Mark]) -> bool:
    turns = [one for one in marks if isinstance(one, Pause | Resume)]
    return bool(turns) and isinstance(turns[-1], Pause)


def _local(at: datetime) -> datetime:
    return at.astimezone(HO_CHI_MINH)


def _said(at: datetime) -> str:
    return f"{_local(at):%H:%M %d/%m/%Y}"
