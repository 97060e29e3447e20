"""A combination over time, without tables: parts begin and end, and the whole holds or does not.

A part holds while enough things meet it, and counts for `within` afterwards. The whole fires when its sentence holds and
its parts began in the order asked for. Moments are microseconds of Unix time.
"""

from collections.abc import Iterator

import msgspec

from haidang.core.rules.conditions import microseconds
from haidang.core.rules.judging.phases import CLEARING, FIRING, NORMAL, OPENED, PENDING, RETURNED
from haidang.kernel import manifest
from haidang.kernel.logic import Logic, parsed

MOST_SPANS = 200  # remembered of one part at one place


class Span(msgspec.Struct, array_like=True):
    """One series met a part from `since` to `until` (None: still does); `value` is what it was at the beginning."""

    series: int
    since: int
    until: int | None = None
    value: float | None = None


class Standing(msgspec.Struct):
    """Where a combination stands at one anchor. version: of the rule that `spans` speak of.

    carrier: the series on which its alert is raised.  returned: when the alert last returned.
    """

    version: int
    spans: dict[str, list[Span]] = {}
    phase: int = NORMAL
    due: int | None = None
    seen: int = 0
    carrier: int | None = None
    returned: int | None = None


Happened = tuple[int, int]
"""OPENED or RETURNED, and when."""


class Combiner:
    """What one rule says, ready to be asked."""

    def __init__(self, says: manifest.Rule) -> None:
        when = says.when
        self.least = {part.key: part.at_least for part in says.parts}
        self.logic: Logic = parsed(when.logic or " and ".join(self.least))
        self.order, self.within = when.order, microseconds(when.within) if when.within else 0
        self.for_us, self.clear_us = microseconds(says.for_), microseconds(says.clear_for)

    def begin(self, one: Standing, part: str, series: int, at: int, value: float | None) -> list[Happened]:
        """A series began to meet a part."""
        moved = list(self.advance(one, at))
        spans = one.spans.setdefault(part, [])
        if not any(span.series == series and span.until is None for span in spans):
            spans.append(Span(series, at, None, value))
            del spans[:-MOST_SPANS]
        return [*moved, *self._judge(one, max(at, one.seen))]

    def end(self, one: Standing, part: str, series: int, at: int) -> list[Happened]:
        """A series ceased to meet a part."""
        moved = list(self.advance(one, at))
        for span in one.spans.get(part, []):
            if span.series == series and span.until is None:
                span.until = max(at, span.since)
        return [*moved, *self._judge(one, max(at, one.seen))]

    def advance(self, one: Standing, now: int) -> Iterator[Happened]:
        """Let time pass until `now`: what has ended is forgotten, durations run out."""
        while (moment := self.next_due(one)) is not None and moment <= now:
            yield from self._judge(one, moment)
        one.seen = max(one.seen, now)

    def again(self, one: Standing, now: int) -> list[Happened]:
        """Judge it as it stands, though nothing began or ended."""
        return [*self.advance(one, now), *self._judge(one, max(now, one.seen))]

    def next_due(self, one: Standing) -> int | None:
        """The next moment at which something may change by time alone."""
        forgotten = (
            span.until + self.within for spans in one.spans.values() for span in spans if span.until is not None
        )
        moments = [moment for moment in forgotten if moment > one.seen]
        if one.due is not None:
            moments.append(one.due)
        return min(moments, default=None)

    def parts_at(self, one: Standing, at: int) -> dict[str, bool]:
        """Which parts hold or held lately."""
        return {key: self._count(one, key, at) >= least for key, least in self.least.items()}

    def _count(self, one: Standing, part: str, at: int) -> int:
        return len({span.series for span in one.spans.get(part, []) if self._counts(span, at)})

    def _counts(self, span: Span, at: int) -> bool:
        return span.since <= at and (
            span.until is None or at < span.until + self.within or span.until == at == span.since
        )

    def holds(self, one: Standing, at: int) -> bool:
        return self.logic.holds(self.parts_at(one, at)) and self._in_order(one)

    def _in_order(self, one: Standing) -> bool:
        """Whether the parts of the sequence began one after the other, the last no later than `within` after the first."""
        if not self.order:
            return True
        return any(self._follows(one, first) for first in self._begins(one, self.order[0]))

    def _follows(self, one: Standing, first: int) -> bool:
        at = first
        for part in self.order[1:]:
            later = [begins for begins in self._begins(one, part) if at <= begins <= first + self.within]
            if not later:
                return False
            at = min(later)
        return True

    def _begins(self, one: Standing, part: str) -> list[int]:
        """The moments at which enough things met the part."""
        spans = one.spans.get(part, [])
        return [span.since for span in spans if self._count(one, part, span.since) >= self.least[part]]

    def _judge(self, one: Standing, at: int) -> Iterator[Happened]:
        if one.due is not None and one.due <= at:
            yield from self._come_due(one)
        one.seen = max(one.seen, at)
        for part, spans in one.spans.items():
            one.spans[part] = [span for span in spans if span.until is None or span.until + self.within > at]
        holds = self.holds(one, at)
        if holds and one.phase == NORMAL:
            if self.for_us:
                one.phase, one.due = PENDING, at + self.for_us
            else:
                one.phase = FIRING
                yield OPENED, at
        elif not holds and one.phase == PENDING:
            one.phase, one.due = NORMAL, None
        elif not holds and one.phase == FIRING:
            if self.clear_us:
                one.phase, one.due = CLEARING, at + self.clear_us
            else:
                yield from self._return(one, at)
        elif holds and one.phase == CLEARING:
            one.phase, one.due = FIRING, None

    def _come_due(self, one: Standing) -> Iterator[Happened]:
        at, one.due = one.due or 0, None
        if one.phase == PENDING:
            one.phase = FIRING
            yield OPENED, at
        elif one.phase == CLEARING:
            yield from self._return(one, at)

    def _return(self, one: Standing, at: int) -> Iterator[Happened]:
        one.phase, one.returned = NORMAL, at
        yield RETURNED, at
