"""A clock: a limit, its beginning and its marks, and the moves that are open to it."""

from datetime import datetime
from math import floor
from typing import Literal

import msgspec
from django.utils.translation import gettext as _
from msgspec import Struct

from haidang.kernel import time_limit
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.time_limit import LimitText, TimeLimit
from haidang.kernel.working_time import NOTHING, WorkingTime

from .following import Deadline, begins_at, local
from .marks import ClockRules, Extend, Mark, Moment, Pause, Resume, Standing, Stop, extended_by, is_paused


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
        return TimeLimit(max(most - extended_by(self.marks), 0), limit.unit)

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
        until = local(marks[-1].at if stopped else max(at, self.started_at))
        start = begins_at(self.started_at, self.rules.late_from, hours)
        deadline = Deadline(time_limit.parse(self.limit), start, self.rules.counting, hours)
        extensions = sum(isinstance(one, Extend) for one in marks)
        original = deadline.followed([one for one in marks if not isinstance(one, Extend)], until)
        extended = deadline.followed(marks, until) if extensions else original
        waited = sum((deadline.passed(*wait) for wait in extended.waits), NOTHING)
        return Standing(
            at=local(at),
            state="stopped" if stopped else "paused" if is_paused(marks) else "running",
            due_at=extended.due_at,
            original_due_at=original.due_at,
            spent=max(deadline.passed(start, until), NOTHING) - waited,
            left=deadline.passed(until, extended.due_at),
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
        if extended_by(self.marks) + more.length > most.length:
            message = _("Các lần gia hạn cộng lại nhiều nhất %(most)s.")
            raise Invalid("by", message % {"most": time_limit.shown(most)}, by)


def _said(at: datetime) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}"
