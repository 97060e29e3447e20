"""The same judgement as the engine's, one rule instance and one reading at a time, in plain words."""

from dataclasses import dataclass, field
from math import inf, isnan

from haidang.core.rules.judging.engine import LEVEL, MEAN, RATE, SERIES, SILENCE
from haidang.core.rules.judging.phases import CLEARING, FIRING, NORMAL, OPENED, PENDING, RETURNED
from haidang.core.rules.judging.windows import ENOUGH, REMEMBERED, SLOTS


@dataclass
class Instance:
    rule: int
    series: int
    kind: int
    sign: float
    high: float
    low: float
    for_us: int
    clear_us: int
    window_us: int
    absolute: bool
    expected: int
    cadence_us: int
    phase: int = NORMAL
    due: float = inf
    alive_at: float = -inf
    moves: list[tuple[int, int]] = field(default_factory=list)
    past: list[tuple[int, float]] = field(default_factory=list)

    def opened(self, at):
        self.phase, self.due = FIRING, inf
        self.moves.append((OPENED, at))

    def returned(self, at):
        self.phase, self.due = NORMAL, inf
        self.moves.append((RETURNED, at))

    def read(self, at, before_at, x, may_open):
        if self.phase == CLEARING and self.due < at:
            self.returned(self.due)
        if self.phase == PENDING and self.due < at and may_open and self.due <= before_at + 2 * self.cadence_us:
            self.opened(self.due)
        breach, near = x > self.high, x > self.low
        if self.phase == NORMAL and breach and may_open:
            if self.for_us == 0:
                self.opened(at)
            else:
                self.phase, self.due = PENDING, at + self.for_us
        elif self.phase == PENDING:
            if not breach or not may_open:
                self.phase, self.due = NORMAL, inf
            elif at >= self.due:
                self.opened(at)
        elif self.phase == FIRING and not near:
            if self.clear_us == 0:
                self.returned(at)
            else:
                self.phase, self.due = CLEARING, at + self.clear_us
        elif self.phase == CLEARING:
            if near:
                self.phase, self.due = FIRING, inf
            elif at >= self.due:
                self.returned(at)

    def compared(self, at, value, expected):
        if self.kind == LEVEL:
            return value
        if self.kind == SERIES:
            known = [one for one in expected[-REMEMBERED:] if one[0] <= at]
            newest = max(known, default=(-inf, 0))
            return value - newest[1] if at - newest[0] <= 2 * self.cadence_us else float("nan")
        slot = max(self.window_us // SLOTS, 1)
        self.past.append((at, value))
        inside = [(t, v) for t, v in self.past if t // slot > at // slot - SLOTS]
        if self.kind == MEAN:
            if len(inside) < max(ENOUGH * self.window_us / self.cadence_us, 1):
                return float("nan")
            return sum(v for _, v in inside) / len(inside)
        assert self.kind == RATE
        then, old = inside[0]
        if 2 * (at - then) < self.window_us:
            return float("nan")
        return (value - old) * self.window_us / (at - then)

    def hear(self, at, now):
        at = min(at, now)
        if self.kind != SILENCE or at <= self.alive_at:
            return
        self.alive_at = at
        if self.phase == FIRING and at + self.window_us > now:
            self.returned(at)
        if self.phase == NORMAL:
            self.due = at + self.window_us

    def tick(self, now, last_at):
        if self.due > now:
            return
        if self.kind == SILENCE:
            self.opened(self.due)
        elif self.phase == CLEARING:
            self.returned(self.due)
        elif self.phase == PENDING and self.due <= last_at + 2 * self.cadence_us:
            self.opened(self.due)


class Slowly:
    """Feeds batches of (series, at, value, quality, late) to instances."""

    def __init__(self, instances):
        self.instances = instances
        self.last_at, self.seen = {}, {}

    def feed(self, batch, now):
        newest = {}
        for series, at, *_ in batch:
            newest[series] = max(at, newest.get(series, at))
        for one in self.instances:
            if one.series in newest:
                one.hear(newest[one.series], now)
        turns = {}
        for series, at, value, quality, late in batch:
            if quality in (0, 6) and at >= self.last_at.get(series, -inf):
                turns.setdefault(series, {})[at] = (value, quality == 0 and not late)
        rows = {series: sorted(of.items()) for series, of in turns.items()}
        for turn in range(max(map(len, rows.values()), default=0)):
            now_rows = {series: of[turn] for series, of in rows.items() if turn < len(of)}
            for series, (at, (value, _)) in now_rows.items():
                if at > self.last_at.get(series, -inf):
                    self.seen.setdefault(series, []).append((at, value))
            for series, (at, (value, may_open)) in now_rows.items():
                self._judge(series, at, value, may_open)
                self.last_at[series] = at
        for one in self.instances:
            if one.phase == CLEARING and one.kind == LEVEL and one.due <= self.last_at[one.series]:
                one.returned(one.due)

    def _judge(self, series, at, value, may_open):
        for one in self.instances:
            corrected = at == self.last_at.get(series) and one.kind != LEVEL
            if one.series != series or one.kind == SILENCE or corrected:
                continue
            y = one.compared(at, value, self.seen.get(one.expected, []))
            x = (abs(y) if one.absolute and one.kind != LEVEL else y) * one.sign
            if not isnan(x):
                one.read(at, self.last_at.get(series, -inf), x, may_open)

    def tick(self, now):
        for one in self.instances:
            one.tick(now, self.last_at.get(one.series, -inf))
