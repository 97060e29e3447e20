"""A watched station with an alert on it, and browsers in which people of every role are signed in."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from haidang.core.directory.models import Person
from haidang.core.rules.models import Alert
from haidang.core.rules.tests.watched import NINE, Watched, says
from haidang.core.rules.tests.watched import build as build_watched
from haidang.kernel import clock
from haidang.kernel.action import Actor

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
        rows = [_copy(first, number, changed) for number in range(1, count)]
        return [first, *Alert.objects.bulk_create(rows)]


def _copy(first: Alert, number: int, changed: dict[str, object]) -> Alert:
    values = {
        field.attname: getattr(first, field.attname) for field in Alert._meta.concrete_fields if field.attname != "id"
    }
    at = first.raised_at - timedelta(minutes=number)
    closed = {"state": "closed", "closed_at": at}  # only one open alert of a rule on a series
    values |= {"code": f"CB-261121-{1000 + number}", "raised_at": at, **closed, **changed}
    return Alert(**values)


def browser(actor: Actor, language: str = "vi") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(Person.objects.get(pk=actor.id), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def at_nine() -> AbstractContextManager[None]:
    return clock.frozen(NINE + timedelta(minutes=2))


def build() -> Room:
    watched = build_watched()
    return Room(watched, browser(watched.officer))
