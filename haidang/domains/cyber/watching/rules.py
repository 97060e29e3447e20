"""A detection made ready to be held against thousands of records a second."""

import re
from collections.abc import Callable
from operator import attrgetter

from haidang.domains.cyber.logs.record import Record
from haidang.kernel import clock

from .facts import Facts, Match

NO_LEVEL = 8
NUMBERS = ("port", "source")
Test = Callable[[Record], bool]


class Matcher:
    """Whether a record is what a `Match` says: `fits` by what many records share, `texts` one of which it must have,
    and what else must be so; the cheapest questions come first."""

    __slots__ = ("apps", "kinds", "level", "tests", "texts")

    def __init__(self, match: Match) -> None:
        self.kinds = frozenset(match.kinds)
        self.apps = frozenset(match.apps)
        self.level = match.level
        self.texts = tuple(match.contains)
        self.tests = tuple(_tests(match))

    def fits(self, kind: str, app: str, level: int) -> bool:
        if (self.kinds and kind not in self.kinds) or (self.apps and app not in self.apps):
            return False
        return self.level >= NO_LEVEL or 0 <= level <= self.level

    def has_text(self, record: Record) -> bool:
        return not self.texts or any(text in record.message for text in self.texts)

    def holds(self, record: Record) -> bool:
        """Of a record that fits and has one of the texts."""
        for test in self.tests:  # noqa: SIM110 - a generator costs more than the questions
            if not test(record):
                return False
        return True


def _tests(match: Match) -> list[Test]:
    found: list[Test] = []
    if match.ports:
        ports = frozenset(match.ports)
        found.append(lambda record: record.port in ports)
    if match.users:
        users = frozenset(match.users)
        found.append(lambda record: record.user in users)
    if match.not_users:
        without = frozenset(match.not_users)
        found.append(lambda record: record.user not in without)
    if match.fields:
        wanted = tuple(match.fields.items())
        found.append(lambda record: all(record.fields.get(name) == value for name, value in wanted))
    if match.pattern:
        search = re.compile(match.pattern).search
        found.append(lambda record: search(record.message) is not None)
    return found


class Rule:
    """One detection with its lengths of time in microseconds, and how a record tells its group."""

    __slots__ = (
        "after", "after_us", "distinct", "facts", "key", "match", "of", "quiet_us", "within_us",
    )  # fmt: skip

    def __init__(self, facts: Facts) -> None:
        self.facts, self.key = facts, facts.key
        self.match = Matcher(facts.match)
        self.after = Matcher(facts.after) if facts.after else None
        self.within_us = _us(facts.within)
        self.after_us = _us(facts.after_within)
        self.quiet_us = _us(facts.quiet)
        self.of = _group(facts.by)
        self.distinct = attrgetter(facts.distinct) if facts.distinct else None


def _us(duration: str) -> int:
    return int(clock.duration(duration).total_seconds()) * 1_000_000


def _group(by: list[str]) -> Callable[[Record], str | None]:
    """The group of a record in one text; None when the record does not say what it would be."""
    if not by:
        return lambda record: ""
    if len(by) == 1:
        one = attrgetter(by[0])
        if by[0] not in NUMBERS:
            return lambda record: one(record) or None
        return lambda record: str(value) if (value := one(record)) not in ("", -1, 0) else None
    several = attrgetter(*by)

    def joined(record: Record) -> str | None:
        values = several(record)
        return None if "" in values else " · ".join(map(str, values))

    return joined
