"""Whether a dossier is on time by index 766, 2.1 (QĐ 766/QĐ-TTg), to the letter of the published rules.

End is the moment of status 9, else 10, else 8, 3 or 7. It is on time when the end is not after the day it was promised for.
Without such a day: end - start - time of supplements <= the legal limit. Not finished: the end of the period stands for the
end; a request for papers that is still open stops the clock: its moment does. More than one request is overdue.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Why = Literal["in_time", "late", "asked_twice", "running", "running_late", "waiting", "waiting_late", "no_deadline"]
Spent = Callable[[datetime, datetime], timedelta]
"""How much of the time that limits are counted in lies between two moments."""


@dataclass(frozen=True, slots=True)
class Timing:
    """What the rules need to know. `promised`: NgayHenTra, moved by the time of supplements; `limit`: of the law."""

    started_at: datetime
    promised_at: datetime | None
    limit: timedelta | None
    ended_at: datetime | None
    supplements: Sequence[tuple[datetime, datetime | None]] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """`is_on_time` is None where nothing says until when; `end` is the moment that was compared."""

    is_on_time: bool | None
    why: Why
    end: datetime


def judged(one: Timing, period_end: datetime, spent: Spent) -> Verdict:
    """`period_end` is the end of the period, or now while it lasts."""
    open_request = next((asked for asked, answered in one.supplements if answered is None), None)
    is_ended = one.ended_at is not None and one.ended_at <= period_end
    asked = [at for at, _answered in one.supplements if at <= period_end]
    if one.ended_at is not None and is_ended:
        end = one.ended_at
    elif open_request is not None and open_request <= period_end:
        end = open_request
    else:
        end = period_end
    if len(asked) > 1:
        return Verdict(False, "asked_twice", end)
    good = _is_within(one, end, spent)
    if good is None:
        return Verdict(None, "no_deadline", end)
    if is_ended:
        return Verdict(good, "in_time" if good else "late", end)
    if end == open_request:
        return Verdict(good, "waiting" if good else "waiting_late", end)
    return Verdict(good, "running" if good else "running_late", end)


def _is_within(one: Timing, end: datetime, spent: Spent) -> bool | None:
    if one.promised_at is not None:
        return end <= one.promised_at
    if one.limit is None:
        return None
    waited = sum(
        (
            spent(asked, min(answered, end))
            for asked, answered in one.supplements
            if answered is not None and asked < end
        ),
        timedelta(0),
    )
    return spent(one.started_at, end) - waited <= one.limit
