"""Holds each record against the detections, keeps the counts, and says what is being detected.

Nothing here knows a table or a clock: records carry their moments, `turn` is told the time. Memory is bounded: a
detection remembers so many groups, then forgets those that were quiet longest.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from haidang.domains.cyber.logs.record import Record
from haidang.domains.cyber.logs.shapes import Shapes

from .facts import Facts
from .rules import Matcher, Rule

T = TypeVar("T")
Sort = tuple[str, str, int]
"""Kind, program and level of a record."""

MOST_GROUPS = 50_000  # a detection
MOST_KNOWN = 20_000  # sorts of records whose detections are remembered
SAMPLES, NAMES = 5, 20
MINUTE = 60_000_000
FORGETS_EVERY = 30_000_000  # microseconds
LEARNS_FOR = 30  # minutes before a rate can be said to be unusual
FORGETS = 0.05  # of the usual rate, each minute


@dataclass(slots=True)
class Found:
    """Something that is being detected, of one detection and one group. Moments in microseconds since 1970."""

    rule: str
    group: str
    first_us: int
    last_us: int
    count: int
    sources: dict[int, int] = field(default_factory=dict)
    """How many records each sender brought."""
    srcs: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    hosts: set[str] = field(default_factory=set)
    samples: list[str] = field(default_factory=list)
    is_over: bool = False
    is_told: bool = False

    def take(self, record: Record) -> None:
        self.last_us = max(self.last_us, record.at_us)
        self.sources[record.source] = self.sources.get(record.source, 0) + 1
        for names, name in ((self.srcs, record.src), (self.users, record.user), (self.hosts, record.host)):
            if name and len(names) < NAMES:
                names.add(name)
        if len(self.samples) < SAMPLES:
            self.samples.append(f"{record.host} {record.app}: {record.message}"[:500])


@dataclass(slots=True)
class _Usual:
    """The number of records a minute of one group."""

    minute: int
    now: int = 0
    mean: float = 0.0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class _Concerned:
    """Detections for which a record may be what must come before, those that may count it, and among these the ones that
    ask for texts: most records are done with after a look for them."""

    before: tuple[tuple[Rule, Matcher], ...]
    plain: tuple[Rule, ...]
    worded: tuple[tuple[str, Rule], ...]

    def among(self, shapes: Shapes) -> "_Concerned":
        """Without those whose text no message of a batch has."""
        return _Concerned(self.before, self.plain, tuple(one for one in self.worded if shapes.may_have(one[0])))


class Engine:
    """All detections in force and what each remembers: times, values and usual rates, by group."""

    def __init__(self, facts: Iterable[Facts]) -> None:
        self.rules = [Rule(one) for one in facts if one.enabled]
        self.open: dict[tuple[str, str], Found] = {}
        self._changed: dict[tuple[str, str], Found] = {}
        self._times: dict[str, dict[str, deque[int]]] = defaultdict(dict)
        self._values: dict[str, dict[str, dict[object, int]]] = defaultdict(dict)
        self._before: dict[str, dict[str, deque[int]]] = defaultdict(dict)
        self._usual: dict[str, dict[str, _Usual]] = defaultdict(dict)
        self._concerned: dict[Sort, _Concerned] = {}
        self._forgot_us = 0

    def renew(self, facts: Iterable[Facts]) -> None:
        """Other detections; what is open of those that stay goes on."""
        self.rules = [Rule(one) for one in facts if one.enabled]
        self._concerned = {}

    def judge(self, records: Sequence[Record]) -> None:
        """In their order. What no message of them says is not asked of any."""
        shapes = Shapes([one.message for one in records])
        known: dict[Sort, _Concerned] = {}
        for record in records:
            sort = (record.kind, record.app, record.level)
            concerned = known.get(sort)
            if concerned is None:
                concerned = known[sort] = self._concern(sort).among(shapes)
            for rule, after in concerned.before:
                if after.has_text(record) and after.holds(record):
                    self._remember(rule, record)
            for rule in concerned.plain:
                if rule.match.holds(record):
                    self._count(rule, record)
            if concerned.worded:
                self._judge_words(concerned.worded, record)

    def _judge_words(self, worded: "tuple[tuple[str, Rule], ...]", record: Record) -> None:
        message, said = record.message, None
        for text, rule in worded:
            if text in message and rule is not said and rule.match.holds(record):
                said = rule  # its texts stand together: a second one counts nothing more
                self._count(rule, record)

    def _concern(self, sort: "Sort") -> "_Concerned":
        """The detections that could take a record of this kind, program and level."""
        found = self._concerned.get(sort)
        if found is None:
            fitting = [one for one in self.rules if one.match.fits(*sort)]
            found = _Concerned(
                tuple((one, one.after) for one in self.rules if one.after is not None and one.after.fits(*sort)),
                tuple(one for one in fitting if not one.match.texts),
                tuple((text, one) for one in fitting for text in one.match.texts),
            )
            if len(self._concerned) < MOST_KNOWN:
                self._concerned[sort] = found
        return found

    def _remember(self, rule: Rule, record: Record) -> None:
        group = rule.of(record)
        if group is not None:
            _times(self._before[rule.key], group, record.at_us, rule.after_us)

    def _count(self, rule: Rule, record: Record) -> None:
        group = rule.of(record)
        if group is None or (rule.after is not None and not self._came_before(rule, group, record.at_us)):
            return
        known = self.open.get((rule.key, group))
        if known is not None and record.at_us - known.last_us <= rule.quiet_us:
            known.count += 1
            known.take(record)
            self._changed[rule.key, group] = known
            return
        reached = self._reached(rule, group, record)
        if reached:
            found = Found(rule.key, group, record.at_us, record.at_us, reached)
            found.take(record)
            if known is not None:
                known.is_over = True
                self._changed[rule.key, f"{group}\0{known.first_us}"] = known
            self.open[rule.key, group] = self._changed[rule.key, group] = found

    def _came_before(self, rule: Rule, group: str, at_us: int) -> bool:
        times = self._before[rule.key].get(group, ())
        return sum(0 <= at_us - one <= rule.after_us for one in times) >= rule.facts.after_count

    def _reached(self, rule: Rule, group: str, record: Record) -> int:
        """How many there are, when they are enough."""
        facts = rule.facts
        if facts.times:
            return self._is_unusual(rule, group, record.at_us)
        if rule.distinct is not None:
            values = self._values[rule.key].setdefault(group, {})
            values[rule.distinct(record)] = record.at_us
            if len(values) >= facts.count:
                for value in [one for one, at in values.items() if record.at_us - at > rule.within_us]:
                    del values[value]
            return len(values) if len(values) >= facts.count else 0
        if facts.count == 1:
            return 1
        times = _times(self._times[rule.key], group, record.at_us, rule.within_us)
        return len(times) if len(times) >= facts.count else 0

    def _is_unusual(self, rule: Rule, group: str, at_us: int) -> int:
        groups, minute = self._usual[rule.key], at_us // MINUTE
        usual = groups.get(group)
        if usual is None:
            usual = groups[group] = _Usual(minute)
        while usual.minute < minute:
            weight = max(FORGETS, 1 / (usual.minutes + 1))
            usual.mean += (usual.now - usual.mean) * weight
            usual.minutes, usual.now, usual.minute = usual.minutes + 1, 0, usual.minute + 1
            if minute - usual.minute > 600:  # silent for hours: begin anew
                usual.minute, usual.minutes, usual.mean = minute, 0, 0.0
        usual.now += 1
        known = usual.minutes >= LEARNS_FOR
        unusual = known and usual.now >= rule.facts.count and usual.now > rule.facts.times * usual.mean
        return usual.now if unusual else 0

    def turn(self, now_us: int) -> None:
        """End what was quiet long enough; now and then forget counts that can no longer matter. Once in a few seconds."""
        quiet = {rule.key: rule.quiet_us for rule in self.rules}
        for at, found in list(self.open.items()):
            if now_us - found.last_us > quiet.get(found.rule, 0):
                found.is_over = True
                self._changed[at] = self.open.pop(at)
        if now_us - self._forgot_us >= FORGETS_EVERY:
            self._forgot_us = now_us
            self._forget_all(now_us)

    def _forget_all(self, now_us: int) -> None:
        for rule in self.rules:
            for groups, length in ((self._times, rule.within_us), (self._before, rule.after_us)):
                _forget(groups.get(rule.key, {}), lambda times: times[-1], now_us - length)
            _forget(self._values.get(rule.key, {}), lambda values: max(values.values()), now_us - rule.within_us)
            _forget(self._usual.get(rule.key, {}), lambda usual: usual.minute * MINUTE, now_us - 600 * MINUTE)

    def changed(self, *, all_of_them: bool = True) -> list[Found]:
        """What began or ended since the last call, and with `all_of_them` what only went on."""
        found = [one for one in self._changed.values() if all_of_them or one.is_over or not one.is_told]
        self._changed = (
            {} if all_of_them else {at: one for at, one in self._changed.items() if one.is_told and not one.is_over}
        )
        for one in found:
            one.is_told = True
        return found


def _times(groups: dict[str, deque[int]], group: str, at_us: int, length_us: int) -> deque[int]:
    times = groups.get(group)
    if times is None:
        times = groups[group] = deque()
    times.append(at_us)
    while times[0] < at_us - length_us:
        times.popleft()
    return times


def _forget(groups: dict[str, T], last: Callable[[T], int], before_us: int) -> None:
    old = [group for group, what in groups.items() if not what or last(what) < before_us]
    for group in old:
        del groups[group]
    if len(groups) > MOST_GROUPS:
        for group in sorted(groups, key=lambda one: last(groups[one]))[: len(groups) - MOST_GROUPS]:
            del groups[group]
