"""A detection made ready to be held against thousands of records a second."""

import re
from collections.abc import Callable
from operator import attrgetter

from haidang.domains.cyber.logs.record import Record
from haidang.kernel import clock

from .facts import Facts, Match

Test = Callable[[Record], bool]


class Matcher:
    """Whether a record is what a `Match` says; the cheapest questions come first."""

    __slots__ = ("apps", "kinds", "tests")

    def __init__(self, match: Match) -> None:
        self.kinds = frozenset(match.kinds)
        self.apps = frozenset(match.apps)
        self.tests = tuple(_tests(match))

    def __call__(self, record: Record) -> bool:
        if self.kinds and record.kind not in self.kinds:
            return False
        if self.apps and record.app not in self.apps:
            return False
        for test in self.tests:  # noqa: SIM110 - a generator costs more than the questions
            if not test(record):
                return False
        return True


def _tests(match: Match) -> list[Test]:
    found: list[Test] = []
    if match.level < 8:
        worst = match.level
        found.append(lambda record: 0 <= record.level <= worst)
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
    if match.contains:
        texts = tuple(match.contains)
        found.append(lambda record: any(text in record.message for text in texts))
    if match.pattern:
        search = re.compile(match.pattern).search
        found.append(lambda record: search(record.message) is not None)
    return found


class Rule:
    """One detection with its lengths of time in microseconds, and how a record tells its group."""

    __slots__ = (
        "after", "after_us", "distinct", "facts", "key", "match", "of", "quiet_us", "texts", "within_us",
    )  # fmt: skip

    def __init__(self, facts: Facts) -> None:
        self.facts, self.key = facts, facts.key
        self.match = Matcher(facts.match)
        self.texts = tuple(facts.match.contains)
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
        return lambda record: str(value) if (value := one(record)) not in ("", -1, 0) else None
    several = attrgetter(*by)

    def joined(record: Record) -> str | None:
        values = several(record)
        return None if "" in values else " · ".join(map(str, values))

    return joined
