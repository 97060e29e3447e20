"""Which roles need a second factor, and who of those that hold them has one."""

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from haidang.core.directory.models import Duty, Person, valid_on
from haidang.core.directory.queries import visible
from haidang.core.directory.roles import facts
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Words

from .sessions import FACTORS


@dataclass(frozen=True, slots=True)
class FactorState:
    """A role that needs a second factor, with the people who hold it today and can sign in."""

    key: str
    role: Words
    holders: list[Person]
    lacking: list[Person]

    @property
    def with_factor(self) -> int:
        return len(self.holders) - len(self.lacking)


def factor_states(actor: Actor) -> list[FactorState]:
    """Of the people the actor may see."""
    having = set(Authenticator.objects.filter(type__in=FACTORS).values_list("user", flat=True))
    found = []
    for key, role in facts().roles.items():
        if not role.needs_factor:
            continue
        duties = Duty.objects.filter(valid_on(clock.today()), role=key, revoked_at=None)
        people = Person.objects.filter(visible(actor, Person), pk__in=duties.values("person"), is_active=True)
        holders = list(people.order_by("full_name"))
        found.append(FactorState(key, role.words, holders, [one for one in holders if one.pk not in having]))
    return found
