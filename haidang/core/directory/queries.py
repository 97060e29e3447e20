"""What people ask of the directory: places and offices as of a day, people, duties, keys."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.text import folded

from .keys import KeyGrant, grant_for
from .models import Duty, FieldUnit, Key, Office, Person, Place, valid_on
from .outlines import commune_at
from .permissions import Scope, decide, may_read, rights_of, scope_of, visible
from .watch import on_shift, seats_of, shifts_between, unattended_desks

__all__ = [
    "Branch", "KeyGrant", "Scope", "area_of", "commune_at", "decide", "duties", "grant_for", "keys", "may_read", "office_on",
    "office_tree", "offices", "offices_for", "on_shift", "people", "people_page", "person_of", "place_on", "places", "predecessors_on",
    "scope_of", "seats_of", "shifts_between", "successors_on", "top_place", "unattended_desks", "units", "visible",
]  # fmt: skip


Dated = TypeVar("Dated", Place, Office)


def _containing(words: str, *others: str) -> Q:
    """Rows whose folded text holds every word; `others` are columns searched as they are written."""
    found = Q()
    for word in folded(words).split():
        found &= Q(folded__contains=word) | Q(*[(f"{name}__icontains", word) for name in others], _connector=Q.OR)
    return found


def places(actor: Actor, *, words: str = "", kind: str = "", on: date | None = None) -> QuerySet[Place]:
    """Places in force on a day (today), in Vietnamese order; `words` are searched without diacritics."""
    found = Place.objects.filter(visible(actor, Place), valid_on(on or clock.today()), _containing(words, "code"))
    return (found.filter(kind=kind) if kind else found).order_by("sort_key")


def place(actor: Actor, key: str) -> Place | None:
    """The place of that key, of today or before, if the actor may see it."""
    return Place.objects.filter(visible(actor, Place), key=key).first()


def office(actor: Actor, code: str) -> Office | None:
    found = Office.objects.filter(visible(actor, Office), code=code).select_related("place", "parent")
    return found.first()


def place_on(code: str, day: date) -> Place | None:
    """The place that a code (ours, or the statistics office's) named on a day. The reform of 1/7/2025 gave codes anew."""
    return Place.objects.filter(Q(key=code) | Q(code=code), valid_on(day)).order_by("path").first()


def area_of(actor: Actor, action: str, about: Callable[[Place], Any] = lambda place: place) -> Place | None:
    """The largest place in which the actor may do something; None where they may nowhere.

    `about`: what permission is asked about there, where that is not the place itself.
    """
    paths = {right.place for right in rights_of(actor) if right.classes != {"public"} and right.place}
    every = [top_place(), *Place.objects.filter(path__in=paths).order_by("path")]
    return next((one for one in every if one is not None and decide(actor, action, about(one))), None)


def top_place(on: date | None = None) -> Place | None:
    """The province itself, within which every other place lies; None before its places are known."""
    return Place.objects.filter(valid_on(on or clock.today()), parent=None).first()


def successors_on(one: Dated, day: date) -> list[Dated]:
    """What a place or office has become by a day: itself while it is in force, else those in force that followed it."""
    return _followed(one, day, "predecessors")


def predecessors_on(one: Dated, day: date) -> list[Dated]:
    """What was there on an earlier day where a place or office is."""
    return _followed(one, day, "successors")


def _followed(one: Dated, day: date, origin: str) -> list[Dated]:
    """Step by step away from `one`; `origin` is the link that leads back."""
    found: dict[int, Dated] = {}
    seen, level = {one.pk}, [one]
    while level:
        found |= {row.pk: row for row in level if _in_force(row, day)}
        onward = [row.pk for row in level if row.pk not in found]
        level = list(type(one).objects.filter(**{f"{origin}__in": onward}).exclude(pk__in=seen).distinct())
        seen |= {row.pk for row in level}
    return sorted(found.values(), key=lambda row: row.sort_key)


def _in_force(one: Place | Office, day: date) -> bool:
    return (one.valid_from is None or one.valid_from <= day) and (one.valid_to is None or one.valid_to > day)


def offices(actor: Actor, *, words: str = "", kind: str = "", on: date | None = None) -> QuerySet[Office]:
    """Offices in force on a day (today), in Vietnamese order."""
    found = Office.objects.filter(visible(actor, Office), valid_on(on or clock.today()), _containing(words, "code"))
    return (found.filter(kind=kind) if kind else found).select_related("place").order_by("sort_key")


def office_on(code: str, day: date) -> Office | None:
    """The office with a code when it is in force on the day, else the first of those that followed it."""
    office = Office.objects.filter(code=code).first()
    followed = successors_on(office, day) if office else []
    return followed[0] if followed else None


def offices_for(field: str, place: Place) -> list[Office]:
    """The offices of today that answer for a domain at a place, the nearest area first."""
    found = Office.objects.filter(valid_on(clock.today()), fields__contains=[field]).select_related("place")
    covering = [office for office in found if place.path.startswith(office.place.path)]
    return sorted(covering, key=lambda office: (-len(office.place.path), office.sort_key))


@dataclass(slots=True)
class Branch:
    """An office with those under it."""

    office: Office
    children: list["Branch"] = field(default_factory=list)


def office_tree(actor: Actor, on: date | None = None) -> list[Branch]:
    """The offices of a day as a tree, in one query; an office whose parent is not seen stands at the top."""
    branches = {office.pk: Branch(office) for office in offices(actor, on=on)}
    tops: list[Branch] = []
    for branch in branches.values():
        parent = branches.get(branch.office.parent_id or 0)
        (parent.children if parent else tops).append(branch)
    return tops


def people(actor: Actor, *, words: str = "", office: Office | None = None) -> QuerySet[Person]:
    """Accounts of those on duty the actor may see. Telephone and mail are personal: `audit.actions.look` before."""
    found = Person.objects.filter(visible(actor, Person), _containing(words, "account"), is_citizen=False)
    return (found.filter(office=office) if office else found).select_related("office").order_by("folded", "pk")


def person_of(actor: Actor) -> Person | None:
    """The account that acts: a person's or a screen's. None for a key, the program and the public."""
    if actor.kind not in ("person", "device"):
        return None
    return Person.objects.select_related("office").filter(pk=actor.id).first()


def people_page(rows: QuerySet[Person], *, after: str = "", limit: int = 50) -> tuple[list[Person], str]:
    """One page of `people`, and what gets the next one: empty on the last. Raises Invalid for a wrong `after`."""
    if after:
        folded_name, _tilde, number = after.rpartition("~")
        if not number.isdecimal():
            raise Invalid("after", _("Trang này không còn; mở lại danh sách từ đầu."), after)
        rows = rows.filter(Q(folded__gt=folded_name) | Q(folded=folded_name, pk__gt=number))
    found = list(rows[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], f"{last.folded}~{last.pk}" if last else ""


def duties(actor: Actor, *, person: Person | None = None, on: date | None = None) -> QuerySet[Duty]:
    """Duties the actor may see, newest first: all that ever were, or those in force on a day."""
    found = Duty.objects.filter(visible(actor, Duty))
    if person is not None:
        found = found.filter(person=person)
    if on is not None:
        found = found.filter(valid_on(on), revoked_at=None)
    return found.select_related("person", "office", "place").order_by("-valid_from", "-pk")


def units(actor: Actor, *, kinds: Iterable[str] = ()) -> QuerySet[FieldUnit]:
    found = FieldUnit.objects.filter(visible(actor, FieldUnit))
    wanted = list(kinds)
    return (found.filter(kind__in=wanted) if wanted else found).select_related("office").order_by("code")


def keys(actor: Actor) -> QuerySet[Key]:
    return Key.objects.filter(visible(actor, Key)).select_related("office", "place").order_by("name")
