"""A dry run: what a rule would have raised on the readings that are stored, without touching anything.

The same engine judges; means, changes and deviations are computed along each series at once. A deviation from the
usual hour is measured against what is usual now.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from django.utils.translation import gettext as _

from haidang.core.rules.alerts.actions import FOLDS_FOR
from haidang.core.rules.conditions import condition
from haidang.core.rules.judging import history, usual
from haidang.core.rules.judging.engine import LEVEL, MEAN, RATE, SERIES, SILENCE, WEEK, Engine, Plan, Readings
from haidang.core.rules.judging.phases import OPENED, Flags, Floats, Ints
from haidang.core.rules.judging.plan import Field, Judged, columns_of
from haidang.core.rules.judging.windows import deviations_along, hour_of_week, means_along, rates_along
from haidang.core.rules.models import Rule, RuleVersion
from haidang.core.telemetry.readings import microseconds, moment_of
from haidang.core.things.models import Series
from haidang.kernel import clock, manifest, registry
from haidang.kernel.action import Invalid

LONGEST = timedelta(days=92)
MOST_READINGS = 3_000_000


@dataclass(frozen=True, slots=True)
class Episode:
    """An alert that would have been. Values in the unit of the series, None for silence; returned_at None: still open."""

    series: Series
    opened_at: datetime
    returned_at: datetime | None
    value_open: float | None
    repeats: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a dry run found, over how many series and readings."""

    episodes: list[Episode]
    series: int
    readings: int
    since: datetime
    until: datetime

    @property
    def per_day(self) -> float:
        return len(self.episodes) / max((self.until - self.since) / timedelta(days=1), 1e-9)


def replay(
    rule: Rule, since: datetime, until: datetime, says: manifest.Rule | None = None, *, late_too: bool = False
) -> Rehearsal:
    """What the rule (or `says` in its place, not saved) would have raised between two moments.

    A reading that came late opens no alert in life; with `late_too` it is judged as if it had come in time.
    Raises Invalid for a range that is empty, too long or holds too many readings; NotJudged when its limit is unknown.
    """
    check_span(since, until)
    found = spans_of(rule, since, until, says or rule.current.says, late_too=late_too)
    episodes = [one for series, spans in found.of_series for one in folded(series, spans)]
    return Rehearsal(
        sorted(episodes, key=lambda one: one.opened_at), len(found.of_series), found.readings, since, until
    )


@dataclass(frozen=True, slots=True)
class Spans:
    """When a condition held on each series it covers, and how many readings said so."""

    of_series: list[tuple[Series, list["Span"]]]
    readings: int


@dataclass(frozen=True, slots=True)
class _Read:
    """What a dry run judges: the engine's rows, the readings of all of them, and whose they are."""

    judged: Judged
    plan: Plan
    stored: Readings
    named: dict[int, Series]


def _read(rule: Rule, since: datetime, until: datetime, says: manifest.Rule) -> _Read:
    facts = registry.series(rule.domain, says.series)
    judged = Judged(rule, RuleVersion(number=rule.version), says, condition(says, facts, clock.day_of(until)))
    field = Field(clock.now())
    rows = np.flatnonzero(field.covered(rule, says) & ~_taken(rule, field))
    plan = columns_of([(judged, rows)], field)
    begin, end = microseconds(since), microseconds(until)
    _check_size(plan, end - begin)
    wanted = np.unique(np.concatenate([plan.series, plan.expected[plan.expected >= 0]]))
    is_silence = says.when.kind == "silence"  # any sign of life ends it
    stored = history.between(wanted, begin - int(plan.window_us.max(initial=0)), end, any_quality=is_silence)
    rows_of = Series.objects.filter(pk__in=plan.series.tolist()).select_related("thing")
    return _Read(judged, plan, stored, {one.pk: one for one in rows_of})


def spans_of(rule: Rule, since: datetime, until: datetime, says: manifest.Rule, *, late_too: bool = False) -> Spans:
    """Raises Invalid, NotJudged."""
    read, begin = _read(rule, since, until, says), microseconds(since)
    found = []
    for row in range(len(read.plan)):
        spans = _spans(read.plan, row, read.stored, until, late_too=late_too)
        kept = [span for span in spans if span[1] is None or span[1] >= begin]
        found.append((read.named[int(read.plan.series[row])], kept))
    return Spans(found, len(read.stored))


@dataclass(frozen=True, slots=True)
class Courses:
    """What a rule compares along each series (by number): moments in microseconds and values; and its limit."""

    limit: float | None
    of_series: dict[int, tuple[Ints, Floats]]


def courses_of(rule: Rule, since: datetime, until: datetime, says: manifest.Rule) -> Courses:
    """Of a rule that is not about silence. Raises Invalid, NotJudged."""
    read = _read(rule, since, until, says)
    found = {}
    for row, series in enumerate(read.plan.series.tolist()):
        mine = read.stored.only(read.stored.series == series)
        compared = _compared(read.plan, row, mine, read.stored, until)
        known = ~np.isnan(compared)
        found[series] = mine.at[known], compared[known]
    return Courses(read.judged.condition.limit, found)


def _taken(rule: Rule, field: Field) -> Flags:
    """The series that narrower rules judge in this one's place."""
    taken = np.zeros(len(field.id), np.bool_)
    if rule.pk and rule.pk > 0 and rule.narrows_id is None:
        narrower = Rule.objects.filter(narrows=rule.pk, retired_at=None, version__gt=0)
        for one in narrower.select_related("place", "thing").prefetch_related("versions"):
            taken |= field.covered(one, one.current.says)
    return taken


def check_span(since: datetime, until: datetime) -> None:
    """Raises Invalid for what is empty or too long."""
    if not since < until:
        raise Invalid("until", _("Phải sau thời điểm bắt đầu."), until)
    if until - since > LONGEST:
        raise Invalid("since", _("Chạy thử dài nhất 92 ngày."), since)


def _check_size(plan: Plan, length: int) -> None:
    expected = int((length / np.maximum(plan.cadence_us, 1)).sum())
    if expected > MOST_READINGS:
        raise Invalid("since", _("Khoảng này có chừng %(n)s số đo; hãy chọn ngắn hơn.") % {"n": expected}, expected)


Span = tuple[int, int | None, float | None]


def _spans(plan: Plan, row: int, stored: Readings, until: datetime, *, late_too: bool) -> list[Span]:
    """(opened, returned, value) of one instance, by the readings' time."""
    mine = stored.only(stored.series == plan.series[row])
    if plan.kind[row] == SILENCE:
        return _silences(mine.at, int(plan.window_us[row]), microseconds(until))
    compared = _compared(plan, row, mine, stored, until)
    known = ~np.isnan(compared)
    if late_too:
        mine = replace(mine, quality=np.zeros_like(mine.quality))
    mine = replace(mine.only(known), value=compared[known], late=(mine.quality[known] != 0).astype(np.uint8))
    one = {name: getattr(plan, name)[[row]] for name in plan.__slots__}
    engine = Engine(Plan(**one | {"kind": np.array([LEVEL], np.uint8), "expected": np.array([-1])}))
    engine.feed(mine, microseconds(until))
    engine.tick(microseconds(until))
    spans: list[Span] = []
    for move in engine.moves():
        if move.what == OPENED:
            spans.append((move.at, None, engine.shown(0, move.value)))
        else:
            spans[-1] = (spans[-1][0], move.at, spans[-1][2])
    return spans


def _compared(plan: Plan, row: int, mine: Readings, stored: Readings, until: datetime) -> Floats:
    kind, window, cadence = plan.kind[row], int(plan.window_us[row]), int(plan.cadence_us[row])
    if kind == MEAN:
        value = means_along(mine.at, mine.value, window, cadence)
    elif kind == RATE:
        value = rates_along(mine.at, mine.value, window)
    elif kind == SERIES:
        of = stored.only(stored.series == plan.expected[row])
        value = deviations_along(mine.at, mine.value, of.at, of.value, 2 * cadence)
    elif kind == WEEK:
        value = mine.value - usual.by_hour_of_week(plan.series[[row]], until)[0][hour_of_week(mine.at)]
    else:
        value = mine.value
    return np.abs(value) if plan.absolute[row] else value


def _silences(at: Ints, after: int, until: int) -> list[Span]:
    ends = np.append(at[1:], until)
    gaps = np.flatnonzero(ends - at > after) if len(at) else np.empty(0, np.int64)
    return [(int(at[one]) + after, int(ends[one]) if one < len(at) - 1 else None, None) for one in gaps.tolist()]


def folded(series: Series, spans: list[Span]) -> list[Episode]:
    """As alerts are: a repeat soon after the return belongs to the one before."""
    found: list[Episode] = []
    for opened, returned, value in spans:
        opened_at, returned_at = moment_of(opened), moment_of(returned) if returned is not None else None
        last = found[-1] if found else None
        if last and last.returned_at and opened_at - last.returned_at <= FOLDS_FOR:
            found[-1] = replace(last, returned_at=returned_at, repeats=last.repeats + 1)
        else:
            found.append(Episode(series, opened_at, returned_at, value, 0))
    return found
