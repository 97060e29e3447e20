"""What the list of people shows: filters in the address, pages, what each of them may do today."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from haidang.core.directory import limits, queries
from haidang.core.directory.models import Duty, Person
from haidang.core.directory.roles import facts, role_word
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of

FILTERS = ("q", "office", "role", "state")
STATES = ("locked", "closed", "idle", "device")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what makes no sense is left out."""

    q: str
    office: str
    role: str
    state: str
    after: str

    @classmethod
    def by(cls, query: QueryDict) -> "Asked":
        role, state = query.get("role", ""), query.get("state", "")
        return cls(
            q=query.get("q", "").strip()[:100],
            office=query.get("office", ""),
            role=role if role in facts().roles else "",
            state=state if state in STATES else "",
            after=query.get("after", ""),
        )

    def rows(self, actor: Actor) -> QuerySet[Person]:
        office = queries.office(actor, self.office) if self.office else None
        found = queries.people(actor, words=self.q, office=office).filter(_in_state(self.state))
        if self.role:
            holders = queries.duties(actor, on=clock.today()).filter(role=self.role)
            found = found.filter(pk__in=holders.values("person"))
        return found

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    def url(self, **changed: Any) -> str:
        values = {name: getattr(self, name) for name in FILTERS} | changed
        kept = {name: value for name, value in values.items() if value}
        return f"{reverse('people')}?{urlencode(kept)}" if kept else reverse("people")


def _in_state(state: str) -> Q:
    edge = clock.now() + limits.required("idle_warning") - limits.required("idle_account")
    states = {
        "": Q(),
        "idle": (Q(last_login__lt=edge) | Q(last_login=None)) & Q(opened_at__lt=edge, is_active=True, is_device=False),
        "locked": Q(locked_until__gt=clock.now()),
        "closed": Q(is_active=False),
        "device": Q(is_device=True),
    }
    return states[state]


def listed(actor: Actor, asked: Asked) -> dict[str, Any]:
    """One page. Raises Invalid when the address names a page that no list gave."""
    people, after = queries.people_page(asked.rows(actor), after=asked.after)
    held: defaultdict[int, list[Duty]] = defaultdict(list)
    for duty in queries.duties(actor, on=clock.today()).filter(person__in=people):
        held[duty.person_id].append(duty)
    return {
        "asked": asked,
        "rows": [(one, held[one.pk]) for one in people],
        "roles": [(key, role_word(key)) for key in facts().roles],
        "offices": [(one.code, name_of(one)) for one in queries.offices(actor).filter(people__isnull=False).distinct()],
        "first_url": asked.url() if asked.after else "",
        "next_url": asked.url(after=after) if after else "",
    }
