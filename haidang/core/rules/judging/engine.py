"""The rules as arrays: readings in, moves of rule instances out. Pure numpy; no table, no clock.

Most readings cannot change anything: their value lies within the limits of every rule of their series and none of
these is firing. Two comparisons for each reading find the others, and only those meet their rules one by one.
Moments are microseconds of Unix time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .phases import CLEARING, FIRING, LONG_AGO, NEVER, NORMAL, PENDING, Flags, Floats, Ints, Move, Phases, Saved
from .windows import Expected, Means, Rates, Weeks

LEVEL, MEAN, RATE, SERIES, WEEK, SILENCE = range(6)
GOOD, LATE = 0, 6  # quality codes of telemetry


@dataclass(frozen=True, slots=True)
class Readings:
    """Columns of equal length. late: arrived too long after its moment to open an alert."""

    series: NDArray[np.int32]
    at: Ints
    value: Floats
    quality: NDArray[np.uint8]
    late: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.series)

    @classmethod
    def none(cls) -> "Readings":
        few = np.empty(0, np.uint8)
        return cls(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.float64), few, few)

    def only(self, chosen: Flags | Ints) -> "Readings":
        return Readings(*(getattr(self, name)[chosen] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Plan:
    """Rule instances as columns, in any order; limits are signed by `sign` so that larger is worse.

    series, expected: ids (expected -1: none).  window_us: averaging time, time of change, or time of silence.
    """

    rule: Ints
    series: Ints
    kind: NDArray[np.uint8]
    sign: Floats
    high: Floats
    low: Floats
    for_us: Ints
    clear_us: Ints
    window_us: Ints
    absolute: Flags
    expected: Ints
    cadence_us: Ints

    def __len__(self) -> int:
        return len(self.rule)

    def sorted(self) -> "Plan":
        """By series, and within it level rules first and silence last."""
        group = np.where(self.kind == LEVEL, 0, np.where(self.kind == SILENCE, 2, 1))
        order = np.lexsort((self.rule, self.kind, group, self.series))
        return Plan(**{name: getattr(self, name)[order] for name in self.__slots__})


@dataclass(slots=True)
class _Runs:
    """For each series the rows of one group of instances: first, and one past the last."""

    start: Ints
    stop: Ints

    @classmethod
    def of(cls, series: Ints, chosen: Flags, size: int) -> "_Runs":
        """`series`: index of each instance, ascending; `chosen` marks the group, contiguous within a series."""
        rows, of_series = np.flatnonzero(chosen), series[chosen]
        start = np.searchsorted(of_series, np.arange(size))
        stop = np.searchsorted(of_series, np.arange(size), "right")
        rows = np.append(rows, 0)
        first = rows[np.minimum(start, len(rows) - 1)]
        return cls(first, first + stop - start)

    def expanded(self, series: Ints) -> tuple[Ints, Ints]:
        """Every pair of a given series (by its position in the argument) and an instance of it."""
        start = self.start[series]
        count = self.stop[series] - start
        position = np.repeat(np.arange(len(series)), count)
        offset = np.arange(len(position)) - np.repeat(np.cumsum(count) - count, count)
        return position, start[position] + offset


@dataclass(slots=True)
class _Rows:
    """Readings that count, sorted by series and moment: index of the series, moment, the moment before it, value."""

    series: Ints
    at: Ints
    before_at: Ints
    value: Floats
    may_open: Flags

    def __getitem__(self, chosen: Flags | Ints) -> "_Rows":
        return _Rows(*(getattr(self, name)[chosen] for name in self.__slots__))


class Engine:
    """The rule instances of a plan and where each of them stands. Call feed and tick in the order things happened."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan = plan.sorted()
        expected = plan.expected[plan.expected >= 0]
        self.ids = np.unique(np.concatenate([plan.series, expected]))
        self.series = np.searchsorted(self.ids, plan.series)
        size = len(self.ids)
        self._index = np.full(int(self.ids[-1]) + 2 if size else 1, -1, np.int64)
        self._index[self.ids] = np.arange(size)
        self.last_at, self.alive_at = np.full(size, LONG_AGO), np.full(size, LONG_AGO)
        self.last_value = np.full(size, np.nan)
        silent = plan.kind == SILENCE
        self.phases = Phases(plan.high, plan.low, plan.for_us, plan.clear_us, 2 * plan.cadence_us)
        self._levels = _Runs.of(self.series, plan.kind == LEVEL, size)
        self._derived = _Runs.of(self.series, (plan.kind != LEVEL) & ~silent, size)
        self._silent = _Runs.of(self.series, silent, size)
        self._derives = self._derived.stop > self._derived.start
        self._listens = self._silent.stop > self._silent.start
        self._busy = np.zeros(size, np.int64)
        self._draw_envelope(size)
        self._lay_windows(size)

    def _draw_envelope(self, size: int) -> None:
        """The values of each series between which no level rule can begin to fire."""
        self._above, self._below = np.full(size, np.inf), np.full(size, -np.inf)
        level = self.plan.kind == LEVEL
        up, down = level & (self.plan.sign > 0), level & (self.plan.sign < 0)
        np.minimum.at(self._above, self.series[up], self.plan.high[up])
        np.maximum.at(self._below, self.series[down], -self.plan.high[down])

    def _lay_windows(self, size: int) -> None:
        plan = self.plan
        self._row = np.zeros(len(plan), np.int64)  # row of an instance in the window of its kind
        of_kind = {kind: np.flatnonzero(plan.kind == kind) for kind in (MEAN, RATE, SERIES, WEEK)}
        for rows in of_kind.values():
            self._row[rows] = np.arange(len(rows))
        self.means = Means(plan.window_us[of_kind[MEAN]], plan.cadence_us[of_kind[MEAN]])
        self.rates = Rates(plan.window_us[of_kind[RATE]])
        self.weeks = Weeks(len(of_kind[WEEK]))
        against = self._index[plan.expected[of_kind[SERIES]]]
        references, of = np.unique(against, return_inverse=True)
        self.expected = Expected(of, 2 * plan.cadence_us[of_kind[SERIES]])
        self._reference = np.full(size, -1, np.int64)  # row of a series among those that others are compared with
        self._reference[references] = np.arange(len(references))

    def index(self, series: NDArray[np.integer]) -> Ints:
        """Positions of series ids in this engine, -1 for those that no rule concerns."""
        return np.asarray(self._index[np.minimum(series, len(self._index) - 1)])

    def feed(self, readings: Readings, now: int) -> None:
        """Judge a batch; `now` bounds signs of life that claim to come from the future."""
        series = self.index(readings.series)
        known = np.flatnonzero(series >= 0)
        series, at = series[known], readings.at[known]
        if _is_unsorted(series, at):
            order = np.lexsort((at, series))
            known, series, at = known[order], series[order], at[order]
        if not len(known):
            return
        self._hear(series, at, now)
        rows = self._that_count(series, at, readings, known)
        if not len(rows.series):
            return
        processed = self._judge_levels(rows)
        self._judge_derived(rows)
        last = np.append(rows.series[1:] != rows.series[:-1], True)
        self.last_at[rows.series[last]] = rows.at[last]
        self.last_value[rows.series[last]] = rows.value[last]
        self._settle(processed)

    def _that_count(self, series: Ints, at: Ints, readings: Readings, known: Ints) -> _Rows:
        """Good readings not older than the last one, which may be corrected; of several for one moment, the last come."""
        quality = readings.quality[known]
        keep = ((quality == GOOD) | (quality == LATE)) & (at >= self.last_at[series])
        rows = np.flatnonzero(keep)
        series, at, known = series[rows], at[rows], known[rows]
        if len(rows) > 1:
            repeated = (series[1:] == series[:-1]) & (at[1:] == at[:-1])
            if repeated.any():
                once = np.append(~repeated, True)
                series, at, known = series[once], at[once], known[once]
        before_at = self.last_at[series]
        if len(series) > 1:
            follows = np.flatnonzero(series[1:] == series[:-1]) + 1
            before_at[follows] = at[follows - 1]
        may_open = (readings.late[known] == 0) & (readings.quality[known] == GOOD)
        return _Rows(series, at, before_at, readings.value[known], may_open)

    def _judge_levels(self, rows: _Rows) -> Ints:
        """Returns the instances that were looked at one by one."""
        value, series = rows.value, rows.series
        suspect = (value > self._above[series]) | (value < self._below[series]) | (self._busy[series] > 0)
        if not suspect.any():
            return np.empty(0, np.int64)
        flagged = np.zeros(len(self.ids), np.bool_)
        flagged[series[suspect]] = True
        rows = rows[flagged[series]]
        position, which = self._levels.expanded(rows.series)
        x = rows.value[position] * self.plan.sign[which]
        near = x > self.plan.low[which]
        order = np.argsort(which, kind="stable")
        first = _begins(which[order])
        near_before = np.empty(len(which), np.bool_)
        near_before[order] = np.append(False, near[order][:-1])
        near_before[order[first]] = self.phases.phase[which[order[first]]] != NORMAL
        concerned = np.flatnonzero(near | near_before)
        self._step(rows, position[concerned], which[concerned], x[concerned])
        return which[concerned]

    def _step(self, rows: _Rows, position: Ints, which: Ints, x: Floats) -> None:
        for turn in _turns(which):
            one, at = which[turn], position[turn]
            was = self.phases.phase[one] != NORMAL
            self.phases.step(one, x[turn], rows.at[at], rows.before_at[at], rows.may_open[at])
            self._count_busy(one, was)

    def _count_busy(self, which: Ints, was: Flags) -> None:
        changed = was != (self.phases.phase[which] != NORMAL)
        if changed.any():
            np.add.at(self._busy, self.series[which[changed]], np.where(was[changed], -1, 1))

    def _judge_derived(self, rows: _Rows) -> None:
        follows = self._derives[rows.series] | (self._reference[rows.series] >= 0)
        rows = rows[follows & (rows.at > rows.before_at)]
        for turn in _turns(rows.series):
            now = rows[turn]
            reference = self._reference[now.series]
            known = reference >= 0
            self.expected.add(reference[known], now.at[known], now.value[known])
            position, which = self._derived.expanded(now.series)
            value = self._follow(which, now.at[position], now.value[position])
            x = np.where(self.plan.absolute[which], np.abs(value), value) * self.plan.sign[which]
            concerned = ~np.isnan(x) & ((x > self.plan.low[which]) | (self.phases.phase[which] != NORMAL))
            position, which, x = position[concerned], which[concerned], x[concerned]
            if len(which):
                self.phases.step(which, x, now.at[position], now.before_at[position], now.may_open[position])

    def _follow(self, which: Ints, at: Ints, value: Floats, *, judge: bool = True) -> Floats:
        """Enter readings into the windows of instances; returns what is compared, NaN where nothing can be said."""
        compared = np.full(len(which), np.nan)
        for kind, window in ((MEAN, self.means), (RATE, self.rates), (SERIES, self.expected), (WEEK, self.weeks)):
            of_kind = np.flatnonzero(self.plan.kind[which] == kind)
            if not len(of_kind):
                continue
            row = self._row[which[of_kind]]
            if window is not self.expected:
                window.add(row, at[of_kind], value[of_kind])
            if judge:
                compared[of_kind] = window.read(row, at[of_kind], value[of_kind])
        return compared

    def _settle(self, which: Ints) -> None:
        """Returns whose deadline lies within what was just read."""
        due = (self.phases.phase[which] == CLEARING) & (self.phases.due[which] <= self.last_at[self.series[which]])
        if due.any():
            self._come_due(np.unique(which[due]))

    def _come_due(self, which: Ints) -> None:
        phases = self.phases
        known_until = self.last_at[self.series[which]] + phases.hold_us[which]
        which = which[(phases.phase[which] != PENDING) | (phases.due[which] <= known_until)]
        was = phases.phase[which] != NORMAL
        phases.come_due(which)
        level = self.plan.kind[which] == LEVEL
        self._count_busy(which[level], was[level])

    def _hear(self, series: Ints, at: Ints, now: int) -> None:
        """Signs of life, whatever their quality."""
        if not self._listens.any():
            return
        last = np.append(series[1:] != series[:-1], True)
        series, at = series[last], np.minimum(at[last], now)
        newer = (at > self.alive_at[series]) & self._listens[series]
        series, at = series[newer], at[newer]
        self.alive_at[series] = at
        position, which = self._silent.expanded(series)
        due = at[position] + self.plan.window_us[which]
        speaks = (self.phases.phase[which] == FIRING) & (due > now)
        self.phases.back(which[speaks], at[position][speaks])
        waits = self.phases.phase[which] == NORMAL
        self.phases.wait(which[waits], due[waits])

    def tick(self, now: int) -> None:
        """Let pass what is due by the clock. Call it only when no older reading is still to be fed."""
        if now >= self.phases.next_due:
            self._come_due(self.phases.all_due(now))

    def moves(self) -> list[Move]:
        return self.phases.moves()

    def shown(self, which: int, x: float) -> float:
        """A signed value as people know it."""
        return float(x * self.plan.sign[which])

    def changed(self) -> Saved:
        """The instances whose phase changed since the last call, as they are now."""
        which = np.flatnonzero(self.phases.touched)
        self.phases.touched[which] = False
        return self.phases.saved(which)

    def load(self, saved: Saved) -> None:
        """Take up instances where an earlier process left them."""
        self.phases.load(saved)
        level = saved.which[self.plan.kind[saved.which] == LEVEL]
        self._count_busy(level, np.zeros(len(level), np.bool_))

    def remember(self, ids: Ints, at: Ints, value: Floats, alive_at: Ints, not_before: int = 0) -> None:
        """The last reading of series judged before this engine was made; silence is counted from `not_before` on."""
        series = self.index(ids)
        known = series >= 0
        series = series[known]
        self.last_at[series], self.last_value[series] = at[known], value[known]
        self.alive_at[series] = alive_at[known]
        position, which = self._silent.expanded(series)
        waits = self.phases.phase[which] == NORMAL
        since = np.maximum(self.alive_at[series[position]], not_before)
        self.phases.wait(which[waits], since[waits] + self.plan.window_us[which[waits]])

    def rehearse(self, readings: Readings) -> None:
        """Fill the windows of means, changes and expected values from stored readings, judging nothing."""
        series = self.index(readings.series)
        known = np.flatnonzero(series >= 0)
        known = known[np.lexsort((readings.at[known], series[known]))]
        series, at, value = series[known], readings.at[known], readings.value[known]
        for turn in _turns(series):
            reference = self._reference[series[turn]]
            is_one = reference >= 0
            self.expected.add(reference[is_one], at[turn][is_one], value[turn][is_one])
            position, which = self._derived.expanded(series[turn])
            self._follow(which, at[turn][position], value[turn][position], judge=False)

    def is_firing(self) -> Ints:
        return np.flatnonzero(self.phases.phase >= FIRING)

    def next_due(self) -> int:
        return min(self.phases.next_due, NEVER)


def _is_unsorted(series: Ints, at: Ints) -> bool:
    step = np.diff(series)
    return bool((step < 0).any() or ((step == 0) & (np.diff(at) < 0)).any())


def _begins(ordered: Ints) -> Flags:
    """Where a new value begins in an ordered column."""
    return np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]


def _turns(which: Ints) -> Iterator[Ints]:
    """Positions in turns such that no value stands twice in one turn and each value keeps its order."""
    if not len(which):
        return
    order = np.argsort(which, kind="stable")
    first = _begins(which[order])
    if first.all():
        yield np.arange(len(which))
        return
    position = np.arange(len(which))
    rank = position - np.maximum.accumulate(np.where(first, position, 0))
    order = order[np.argsort(rank, kind="stable")]
    yield from np.split(order, np.cumsum(np.bincount(rank))[:-1])
