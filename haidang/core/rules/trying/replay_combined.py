"""A dry run of a combination: its parts are tried on their own series, and what began and ended is put together in time."""

from collections import defaultdict
from datetime import datetime

import numpy as np

from haidang.core.rules.combined.living import Living
from haidang.core.rules.combined.planning import Combination, anchors_of, combination_of
from haidang.core.rules.judging.phases import OPENED
from haidang.core.rules.models import Rule, RuleVersion
from haidang.core.telemetry.readings import microseconds
from haidang.core.things.models import Series, Thing
from haidang.kernel import manifest

from .replay import Rehearsal, Span, folded, spans_of


def replay(rule: Rule, since: datetime, until: datetime, says: manifest.Rule, *, late_too: bool) -> Rehearsal:
    """Raises Invalid, NotJudged; LogicError where its sentence cannot be read."""
    whole = combination_of(Rule(pk=0, domain=rule.domain, place=rule.place, thing=rule.thing), RuleVersion(pk=1), says)
    events: list[tuple[int, bool, int, int, float | None]] = []
    named: dict[int, Series] = {}
    count = readings = 0
    for number, part in whole.parts.items():
        found = spans_of(part.rule, since, until, part.says, late_too=late_too)
        count, readings = count + len(found.of_series), readings + found.readings
        for series, spans in found.of_series:
            named[series.pk] = series
            for opened, returned, value in spans:
                events.append((opened, True, number, series.pk, value))
                events += [(returned, False, number, series.pk, None)] if returned is not None else []
    _anchor(whole, list(named.values()))
    turned = _heard(whole, sorted(events, key=lambda one: (one[0], one[1])), microseconds(until))
    begin = microseconds(since)
    episodes = [
        one
        for series, spans in turned.items()
        for one in folded(named[series], [span for span in spans if span[1] is None or span[1] >= begin])
    ]
    return Rehearsal(sorted(episodes, key=lambda one: one.opened_at), count, readings, since, until)


def _anchor(whole: Combination, series: list[Series]) -> None:
    """What each series is judged for: its thing, its place, or everything together."""
    things = Thing.objects.filter(pk__in={one.thing_id for one in series})
    paths = dict(things.values_list("pk", "place__path"))
    whole.anchors |= anchors_of(
        whole.says.when.by,
        np.array([one.pk for one in series], np.int64),
        np.array([one.thing_id for one in series], np.int64),
        np.array([paths[one.thing_id] for one in series], np.str_),
    )


def _heard(
    whole: Combination, events: list[tuple[int, bool, int, int, float | None]], until: int
) -> dict[int, list[Span]]:
    """Spans in which the whole held, by the series that would carry its alert."""
    living = Living({0: whole})
    found: dict[int, list[Span]] = defaultdict(list)
    turned = [
        one
        for at, begins, number, series, value in events
        for one in living.heard(number, series, at=at, value=value, begins=begins)
    ]
    for one in [*turned, *living.tick(until)]:
        if one.what == OPENED:
            found[one.carrier].append((one.at, None, None))
        elif found[one.carrier]:
            opened, _open, value = found[one.carrier][-1]
            found[one.carrier][-1] = (opened, one.at, value)
    return found
