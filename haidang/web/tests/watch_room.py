"""A watched station with an alert on it, and browsers in which people of every role are signed in."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from haidang.core.rules.models import Alert, Rule
from haidang.core.rules.tests.watched import NINE, Watched, says
from haidang.core.rules.tests.watched import build as build_watched
from haidang.kernel import clock

from .browsing import browser
from .copying import copied

ROLES = (
    "leader", "shift_lead", "duty_officer", "department_officer", "commune_officer", "field_unit", "administrator",
    "auditor", "integrator", "wall",
)  # fmt: skip
MAY_READ = tuple(role for role in ROLES if role != "integrator")


@dataclass
class Room:
    """`officer` is a browser in which a duty officer is signed in."""

    watched: Watched
    officer: Client

    @property
    def hd(self):
        return self.watched.hd

    def client(self, role: str, language: str = "vi") -> Client:
        place = self.hd.here if role == "commune_officer" else self.hd.province
        office = self.hd.committee if role == "commune_officer" else self.hd.centre
        return browser(self.hd.officer(role, office, place), language)

    def raised(self, value: float = 60.0) -> Alert:
        """The station measures too much, and the rules process says so."""
        self.watched.start(says())
        self.watched.measured((0, 20.0))
        self.watched.measured((1, value))
        return self.watched.alert()

    def many(self, count: int, **changed: object) -> list[Alert]:
        """Copies of one alert, a minute apart, for lists."""
        first = self.raised()
        rows = [_copy(first, number, **changed) for number in range(1, count)]
        return [first, *Alert.objects.bulk_create(rows)]

    def many_open(self, count: int) -> list[Alert]:
        """Open alerts of all four levels in turn, each of a rule of its own, a minute apart."""
        first = self.raised()
        rules = Rule.objects.bulk_create(
            copied(first.rule, key=f"{first.rule.key}_{number}") for number in range(1, count)
        )
        rows = [
            _copy(first, number, rule_id=rule.pk, severity=number % 4 + 1, state="new", closed_at=None)
            for number, rule in enumerate(rules, 1)
        ]
        return [first, *Alert.objects.bulk_create(rows)]


def _copy(first: Alert, number: int, **changed: object) -> Alert:
    at = first.raised_at - timedelta(minutes=number)
    closed = {"state": "closed", "closed_at": at}  # only one open alert of a rule on a series
    return copied(first, code=f"CB-261121-{1000 + number}", raised_at=at, **closed | changed)


def at_nine() -> AbstractContextManager[None]:
    return clock.frozen(NINE + timedelta(minutes=2))


def build() -> Room:
    watched = build_watched()
    return Room(watched, browser(watched.officer))
