"""A small province with browsers in which people of every role are signed in, and an ear at the journal."""

from dataclasses import dataclass, field

from django.test import Client

from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import SmallProvince
from haidang.core.directory.tests.small_province import build as build_province
from haidang.web.tests.browsing import browser


@dataclass
class Desk:
    hd: SmallProvince
    seen: int = 0
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, role: str) -> Person:
        """Somebody with this role over the whole province, the same each time."""
        if role not in self.people:
            actor = self.hd.officer(role, self.hd.centre, self.hd.province, "internal", "personal")
            self.people[role] = Person.objects.get(pk=actor.id)
        return self.people[role]

    def client(self, role: str, language: str = "vi") -> Client:
        client = browser(self.person(role), language)
        self.actions()
        return client

    def actions(self) -> list[str]:
        """The names of the events since this was last asked."""
        rows = list(Event.objects.filter(seq__gt=self.seen).order_by("seq"))
        self.seen = rows[-1].seq if rows else self.seen
        return [row.action for row in rows]


def build() -> Desk:
    return Desk(build_province())
