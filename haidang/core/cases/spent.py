"""Where the time of a case went: which state and office took how much of it, and which clock broke while who held it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from haidang.core.directory.models import Office, Person
from haidang.kernel import clock, legal_clock
from haidang.kernel.legal_clock import Clock, Extend, Pause, Resume, Standing, Stop
from haidang.kernel.manifest.procedure import Timer as TimerFacts
from haidang.kernel.time_limit import TimeLimit

from .clocks import hours
from .models import Case, Stay, Timer

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Share:
    """Working time in one state with one office; `waits` when the clocks stood still for the citizen. `part` of the whole."""

    state: str
    office: Office
    officer: Person | None
    length: timedelta
    part: float
    waits: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """One pause of a clock, open while `until` is None."""

    at: datetime
    until: datetime | None
    why: str
    waits_for: str


@dataclass(frozen=True, slots=True)
class Account:
    """One legal clock told: where it stands, what moved it, and, if it broke, when and with whom the case was."""

    timer: Timer
    facts: TimerFacts | None
    clock: Clock
    standing: Standing
    waits: list[Wait]
    extensions: list[Extend]
    broke_with: Stay | None
    most: Share | None
    extension_left: TimeLimit | None

    @property
    def broke_at(self) -> datetime | None:
        """When the original deadline passed."""
        return self.standing.original_broke_at


def stays_of(case: Case) -> list[Stay]:
    return list(case.stays.select_related("office", "officer"))


def shares(
    case: Case, stays: list[Stay], *, since: datetime | None = None, until: datetime | None = None
) -> list[Share]:
    """Of the time between two moments, by state and office, in the order they first came; nothing when none has passed."""
    pausing = {one.key for one in case.flow.states if one.clock != "runs"}
    sums: dict[tuple[str, int], timedelta] = {}
    last: dict[tuple[str, int], Stay] = {}
    for stay in stays:
        start, end = max(stay.started_at, since or stay.started_at), stay.ended_at or clock.now()
        length = hours().between(start, min(end, until) if until else end)
        key = stay.state, stay.office_id
        sums[key], last[key] = sums.get(key, NOTHING) + max(length, NOTHING), stay
    whole = sum(sums.values(), NOTHING)
    if not whole:
        return []
    return [
        Share(state, last[state, pk].office, last[state, pk].officer, length, length / whole, state in pausing)
        for (state, pk), length in sums.items()
        if length
    ]


def accounts(case: Case, stays: list[Stay]) -> Iterator[Account]:
    """Each clock of a case, in the order they began."""
    facts = {one.key: one for one in case.version.book.procedure.timers}
    for row in case.timers.all():
        read = legal_clock.read(row.clock)
        standing = read.standing(hours(), clock.now())
        broke = standing.original_broke_at
        over = shares(case, stays, since=row.started_at, until=broke) if broke else []
        own = [one for one in over if not one.waits]
        yield Account(
            timer=row,
            facts=facts.get(row.key),
            clock=read,
            standing=standing,
            waits=list(_waits(read)),
            extensions=[one for one in read.marks if isinstance(one, Extend)],
            broke_with=_at(stays, broke) if broke else None,
            most=max(own, key=lambda one: one.length, default=None),
            extension_left=read.extension_left,
        )


def _waits(read: Clock) -> Iterator[Wait]:
    begun: Pause | None = None
    for mark in read.marks:
        if isinstance(mark, Pause):
            begun = mark
        elif begun is not None and isinstance(mark, Resume | Stop):
            yield Wait(begun.at, mark.at, begun.why, begun.waits_for)
            begun = None
    if begun is not None:
        yield Wait(begun.at, None, begun.why, begun.waits_for)


def _at(stays: list[Stay], moment: datetime) -> Stay | None:
    """Where the case was at a moment."""
    return next(
        (
            one
            for one in reversed(stays)
            if one.started_at <= moment and (one.ended_at is None or moment <= one.ended_at)
        ),
        None,
    )
