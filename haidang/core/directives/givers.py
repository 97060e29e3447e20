"""Who may give orders to which office, and who can answer for one."""

from django.db.models import Q, QuerySet

from haidang.core.directory.models import Duty, Office, Person, valid_on
from haidang.core.directory.roles import facts, matches
from haidang.kernel import clock

GIVE = "directive.give"
HEADS = ("leader", "team_lead")
"""Roles whose holders answer for the work of an office."""


def giving_roles() -> list[str]:
    return [key for key, role in facts().roles.items() if matches([*role.can, *role.can_in_office], GIVE)]


def office_for(giver: Person, lead: Office) -> Office | None:
    """The office as whose head somebody gives orders to `lead`: itself or one above it, None when there is none."""
    above = [one.pk for one in _line(lead)]
    duties = _in_force(Q(person=giver, role__in=giving_roles(), office__in=above)).select_related("office")
    found = sorted(duties, key=lambda one: above.index(one.office_id or 0))
    return found[0].office if found else None


def _line(office: Office) -> list[Office]:
    """The office and those above it."""
    line, at = [office], office.parent
    while at is not None and at not in line:
        line.append(at)
        at = at.parent
    return line


def givers() -> QuerySet[Person]:
    """Everybody who may give orders to somebody."""
    return _people(Q(role__in=giving_roles(), office__isnull=False))


def heads() -> QuerySet[Person]:
    """Everybody who can answer for the work of an office."""
    return _people(Q(role__in=HEADS))


def is_head(person: Person) -> bool:
    return _in_force(Q(person=person, role__in=HEADS)).exists()


def _people(wanted: Q) -> QuerySet[Person]:
    holders = _in_force(wanted).values("person")
    return Person.objects.filter(pk__in=holders, is_active=True).select_related("office").order_by("folded")


def _in_force(wanted: Q) -> QuerySet[Duty]:
    return Duty.objects.filter(valid_on(clock.today()), wanted, revoked_at=None)
