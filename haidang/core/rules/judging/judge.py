"""One turn of the rules: batches taken, judged and deleted, alerts and states written, all in one transaction.

What a turn has done is either all there or not at all, so a process killed at any moment loses and doubles nothing:
the batches come back and are judged again from the state that was kept. After an error make a new Judge.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from haidang.core.rules.alerts.alarms import Alarms
from haidang.core.rules.alerts.aside import Asides
from haidang.core.rules.combined import telling as combined
from haidang.core.rules.combined.living import Living, Turned
from haidang.core.telemetry import batches, wire
from haidang.core.telemetry.batches import Batch
from haidang.core.telemetry.readings import microseconds, moment_of
from haidang.core.telemetry.wire import Float8, Int8, Moment
from haidang.kernel import clock, pulse
from haidang.kernel.action import together

from . import history, plan, states, usual
from .engine import LEVEL, MEAN, RATE, SERIES, WEEK, Engine, Readings
from .phases import FIRING, LONG_AGO, Ints
from .plan import Planned
from .runs import Tally, note_runs

PROCESS = "rules"
BATCHES = 200  # in one turn, at most
MOVES = 1000  # in one turn, about: in a burst of alerts turns take fewer batches, so that the desk sees them come
DOWN_FOR = timedelta(minutes=1)  # after a longer stop every sender gets its whole time again before it counts as silent
REFRESH_EVERY = 5.0  # seconds
CADENCES_FRESH = 2

_REFRESH = """
UPDATE alert SET value_last = new.last, value_at = new.at, value_peak = new.peak
FROM unnest(%s, %s, %s, %s, %s) AS new(rule_id, series_id, last, at, peak)
WHERE alert.rule_id = new.rule_id AND alert.series_id = new.series_id AND alert.closed_at IS NULL
AND alert.value_at < new.at
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn did. is_behind: there may be more batches."""

    batches: int
    readings: int
    moves: int
    is_behind: bool


@dataclass(slots=True)
class Judge:
    """The engine with the tables around it. One process holds one Judge."""

    planned: Planned = field(init=False)
    engine: Engine = field(init=False)
    fingerprint: tuple[object, ...] = field(init=False)
    asides: Asides = field(init=False)
    combined: Living = field(init=False)
    tally: Tally = field(default_factory=Tally)
    _usual_hour: datetime = field(init=False)
    _refreshed_at: float = 0.0
    _fed: bool = False
    _most: int = BATCHES

    def __post_init__(self) -> None:
        self.take_up()

    def take_up(self) -> None:
        """Read rules, states and what is stored; judge anew, where a rule or a thing has changed, the last reading."""
        with together(whole=True):
            self.fingerprint = plan.fingerprint()
            self.planned = plan.planned()
            self.engine = Engine(self.planned.plan)
            self.asides, self.combined = Asides.of(self.planned.said()), Living(self.planned.combined)
            orphans = states.load(self.engine) + self.combined.load()
            self._recall()
            self._learn_usual()
            self._alarms().end_orphans(orphans)
            states.forget(orphans)
            now = microseconds(clock.now())
            turned = self.combined.forget(orphans, now)
            self._tell(turned)
            self._combine(self.combined.settle(now))
            note_runs(self.planned)

    def is_outdated(self) -> bool:
        return plan.fingerprint() != self.fingerprint

    def turn(self) -> Turn:
        """Judge what waits. Cheap when nothing does."""
        most = self._most
        with together(whole=True):
            taken = batches.take(most)
            readings = _joined(taken)
            now = microseconds(clock.now())
            if len(readings):
                self.engine.feed(readings, now)
                self._fed = True
            is_behind = len(taken) == most
            self.engine.tick(taken[-1].received_us if is_behind else now)
            moves = self._tell()
            self._combine(self.combined.tick(taken[-1].received_us if is_behind else now))
            self._refresh()
        self._most = fitting(most, len(taken), moves)
        return Turn(len(taken), len(readings), moves, is_behind)

    def by_the_clock(self) -> int:
        """Escalation, reminders and shelves that are due; returns how many."""
        with together():
            self.tally.write(self.planned, self.engine)
            return self._alarms().by_the_clock()

    def _alarms(self) -> Alarms:
        return Alarms(self.planned, self.engine, self.asides)

    def next_due(self) -> datetime | None:
        due = min(self.engine.next_due(), self.combined.next_due())
        return moment_of(due) if due < microseconds(clock.now()) + 86_400_000_000 else None

    def keep_usual_fresh(self) -> None:
        if clock.hour_of(clock.now()) != self._usual_hour:
            self._learn_usual()

    def _tell(self, turned: Sequence[Turned] = ()) -> int:
        moves = self.engine.moves()
        self.tally.count(moves, self.engine)
        parts = [move for move in moves if self.engine.plan.rule[move.which] < 0]
        if len(moves) > len(parts):
            self._alarms().tell([move for move in moves if self.engine.plan.rule[move.which] >= 0])
        self._combine([*turned, *self.combined.hear(parts, self.engine)])
        states.keep(self.engine)
        return len(moves)

    def _combine(self, turned: Sequence[Turned]) -> None:
        if turned:
            self.tally.count_combined(turned)
            combined.tell(turned, self.planned, self.asides)
        self.combined.keep()

    def _recall(self) -> None:
        """Where each series stood when the last turn was committed: what still waits in a batch is not yet history."""
        engine = self.engine
        ids, at, value, alive_at = history.newest(engine.ids)
        waiting, first_at = _first_waiting()
        waits = np.isin(ids, waiting)
        at, value = np.where(waits, LONG_AGO, at), np.where(waits, np.nan, value)
        if waits.any():
            before, before_at, before_value = history.newest_before(waiting, first_at)
            place = np.searchsorted(ids, before)
            found = (place < len(ids)) & (ids[np.minimum(place, len(ids) - 1)] == before)
            at[place[found]], value[place[found]] = before_at[found], before_value[found]
        now = clock.now()
        down = now - _last_beat(now) > DOWN_FOR
        engine.remember(ids, at, value, alive_at, microseconds(now) if down else 0)
        self._rehearse(microseconds(now))
        self._judge_again(ids[~waits], at[~waits], value[~waits], microseconds(now))

    def _rehearse(self, now: int) -> None:
        """Fill the windows from what is stored, up to the last reading that was judged."""
        of = self.engine.plan
        needs = np.isin(of.kind, (MEAN, RATE, SERIES))
        if not needs.any():
            return
        series = np.unique(np.concatenate([of.series[needs], of.expected[of.expected >= 0]]))
        longest = max(int(of.window_us[needs].max()), 2 * int(of.cadence_us[needs].max()))
        stored = history.between(series, now - longest, now + 1, partly=True)
        judged = stored.at <= self.engine.last_at[self.engine.index(stored.series)]
        self.engine.rehearse(stored.only(judged))

    def _judge_again(
        self, ids: Ints, at: Ints, value: "np.ndarray[tuple[int], np.dtype[np.float64]]", now: int
    ) -> None:
        """The last reading meets rules that are new or changed; for the others nothing comes of it."""
        of = self.engine.plan
        cadence = np.zeros(len(self.engine.ids), np.int64)
        cadence[self.engine.series] = of.cadence_us
        known = at > LONG_AGO
        ids, at, value = ids[known], at[known], value[known]
        late = now - at > CADENCES_FRESH * cadence[self.engine.index(ids)]
        quality = np.zeros(len(ids), np.uint8)
        self.engine.feed(Readings(ids.astype(np.int32), at, value, quality, late.astype(np.uint8)), now)

    def _learn_usual(self) -> None:
        now = clock.now()
        rows = np.flatnonzero(self.engine.plan.kind == WEEK)
        self._usual_hour = clock.hour_of(now)
        if len(rows):
            self.engine.weeks.usual[:] = usual.by_hour_of_week(self.engine.plan.series[rows], now)

    def _refresh(self) -> None:
        """Bring the values of open alerts up to date, every few seconds."""
        if not self._fed or time.monotonic() - self._refreshed_at < REFRESH_EVERY:
            return
        self._fed, self._refreshed_at = False, time.monotonic()
        engine, of = self.engine, self.engine.plan
        which = np.flatnonzero((engine.phases.phase >= FIRING) & np.isfinite(engine.phases.peak))
        if not len(which):
            return
        series, sign = engine.series[which], of.sign[which]
        last = np.where(of.kind[which] == LEVEL, engine.last_value[series], engine.phases.last[which] * sign)
        keys = [Int8(of.rule[which]), Int8(of.series[which])]
        values = [Float8(last), Moment(engine.last_at[series]), Float8(engine.phases.peak[which] * sign)]
        wire.cursor().execute(_REFRESH, [*keys, *values], prepare=True)


def fitting(most: int, taken: int, moves: int) -> int:
    """How many batches the next turn takes at most, after one that took so many with so many alerts begun or ended."""
    if moves > MOVES:
        return max(1, taken * MOVES // moves)
    return min(BATCHES, most * 2) if moves < MOVES // 4 else most


def _joined(taken: Sequence[Batch]) -> Readings:
    def column(name: str) -> "np.ndarray[tuple[int], np.dtype[np.generic]]":
        return np.concatenate([getattr(one, name) for one in taken])

    if not taken:
        return Readings.none()
    names = ("series_id", "at_us", "value", "quality", "late")
    return Readings(*(column(name) for name in names))  # type: ignore[arg-type]


def _first_waiting() -> tuple[Ints, Ints]:
    """Of each series that waits in a batch: id (ascending) and its first moment there."""
    with transaction.atomic():
        waiting = _joined(batches.take(1_000_000))
        transaction.set_rollback(True)
    series, position = np.unique(waiting.series, return_inverse=True)
    first = np.full(len(series), np.iinfo(np.int64).max)
    np.minimum.at(first, position, waiting.at)
    return series.astype(np.int64), first


def _last_beat(now: datetime) -> datetime:
    beat = pulse.last().get(PROCESS)
    return beat.at if beat else now
