"""What may be done to a clock, and the marks that are made on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from haidang.kernel import time_limit
from haidang.kernel.facts import Trust
from haidang.kernel.time_limit import LimitText
from haidang.kernel.working_time import Counting

Moment = Annotated[datetime, Meta(tz=True)]
Reason = Annotated[str, Meta(min_length=1)]
State = Literal["running", "paused", "stopped"]


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


def extended_by(marks: Sequence[Mark]) -> int:
    """All extensions together, in the unit of the limit."""
    return sum(time_limit.parse(one.by).length for one in marks if isinstance(one, Extend))


def is_paused(marks: Sequence[Mark]) -> bool:
    """Whether the last of these marks that turns the clock is a pause."""
    turns = [one for one in marks if isinstance(one, Pause | Resume)]
    return bool(turns) and isinstance(turns[-1], Pause)
