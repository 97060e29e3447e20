"""What pages ask: nights that are counted, lodgings that owe a declaration, guests for the police, beaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from haidang.core.directory.queries import visible
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of

from . import identities
from .models import Host, Night, Stay
from .rules_of_stay import night_of

MOST_FOUND = 100


@dataclass(frozen=True, slots=True)
class Total:
    """All lodgings that gave a number of one night; `rooms` are those of the lodgings that said how many they use."""

    night: date
    guests: int
    foreign: int
    rooms_used: int
    rooms: int
    lodgings: int
    is_simulated: bool

    @property
    def use(self) -> float | None:
        """% of rooms."""
        return 100 * self.rooms_used / self.rooms if self.rooms else None


def nights(actor: Actor) -> QuerySet[Night]:
    return Night.objects.filter(visible(actor, Night))


def course(actor: Actor, since: date, until: date) -> list[Total]:
    """Night by night; nights of which nobody gave a number are left out."""
    found = nights(actor).filter(night__range=(since, until)).values("night").annotate(
        many=Sum("guests"), strangers=Sum("foreign"), used=Sum("rooms_used"), count=Count("pk"),
        simulated=Count("pk", filter=Q(is_simulated=True)),
    )  # fmt: skip
    rooms = {code: int(fields.get("rooms") or 0) for code, fields in _lodging_fields(actor)}
    said: dict[date, int] = {}
    with_rooms = nights(actor).filter(night__range=(since, until), rooms_used__isnull=False)
    for night, code in with_rooms.values_list("night", "lodging__code"):
        said[night] = said.get(night, 0) + rooms.get(code, 0)
    return [
        Total(one["night"], one["many"], one["strangers"] or 0, one["used"] or 0, said.get(one["night"], 0),
              one["count"], bool(one["simulated"]))
        for one in found.order_by("night")
    ]  # fmt: skip


def _lodging_fields(actor: Actor) -> QuerySet[Thing, tuple[str, Any]]:
    return things(actor, types=["lodging"]).order_by().values_list("code", "fields")


@dataclass(frozen=True, slots=True)
class Area:
    """One commune in one night: rooms in use of rooms there are, and how many lodgings have not said yet."""

    place: str
    key: str
    rooms: int
    rooms_used: int
    guests: int
    lodgings: int
    silent: int

    @property
    def use(self) -> float | None:
        return 100 * self.rooms_used / self.rooms if self.rooms else None


def by_area(actor: Actor, night: date) -> list[Area]:
    """Fullest first. Rooms of lodgings that said nothing do not count."""
    said = {one.lodging_id: one for one in nights(actor).filter(night=night)}
    found: dict[str, list[Thing]] = {}
    for lodging in things(actor, types=["lodging"], state="active"):
        found.setdefault(lodging.place.key, []).append(lodging)
    areas = []
    for key, lodgings in found.items():
        heard = [(one, said[one.pk]) for one in lodgings if one.pk in said]
        known = [(one, night_) for one, night_ in heard if night_.rooms_used is not None]
        areas.append(Area(
            name_of(lodgings[0].place) or key, key, sum(int(one.fields.get("rooms") or 0) for one, _night in known),
            sum(night_.rooms_used or 0 for _one, night_ in known), sum(night_.guests for _one, night_ in heard),
            len(lodgings), len(lodgings) - len(heard),
        ))  # fmt: skip
    return sorted(areas, key=lambda one: (one.use is None, -(one.use or 0)))


def silent(actor: Actor, night: date) -> list[Thing]:
    """Lodgings in operation that gave no number of a night."""
    said = set(nights(actor).filter(night=night).values_list("lodging_id", flat=True))
    return [one for one in things(actor, types=["lodging"], state="active") if one.pk not in said]


def own_stays(host: Host, night: date) -> QuerySet[Stay]:
    """What a lodging declared of one night, as it may see it again: no names, only initials."""
    return Stay.objects.filter(lodging=host.lodging, night=night).order_by("-declared_at", "-pk")


def hosts_of(actor: Actor) -> list[Host]:
    """Lodgings that somebody declares for by their own account."""
    if actor.kind != "person":
        return []
    found = Host.objects.filter(person_id=actor.id, revoked_at=None).select_related("lodging__place", "lodging__office")
    return list(found.order_by("lodging__code"))


def hosts(actor: Actor) -> dict[int, Host]:
    """By lodging."""
    return {one.lodging_id: one for one in Host.objects.filter(visible(actor, Host)).select_related("lodging")}


@dataclass(frozen=True, slots=True)
class Sought:
    """What the police look for; what is empty does not narrow."""

    number: str = ""
    name: str = ""
    lodging: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.number.strip() or self.name.strip() or self.lodging.strip())

    def marks(self) -> dict[str, str]:
        """For the journal: keyed hashes in place of the number and the name."""
        said = {
            "number": identities.number_mark(self.number), "name": identities.name_mark(self.name),
            "lodging": self.lodging.strip(), "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
        }  # fmt: skip
        return {key: value for key, value in said.items() if value}


def find(actor: Actor, sought: Sought) -> Sequence[Stay]:
    """Stays without names: who it is opens one by one, for a reason. Nothing is listed that nobody looks for."""
    if sought.is_empty:
        return []
    found = Stay.objects.filter(visible(actor, Stay)).select_related("lodging", "place")
    if sought.number.strip():
        found = found.filter(number_mark=identities.number_mark(sought.number))
    if sought.name.strip():
        found = found.filter(name_mark=identities.name_mark(sought.name))
    if sought.lodging.strip():
        found = found.filter(lodging__code=sought.lodging.strip())
    if sought.since:
        found = found.filter(night__gte=sought.since - timedelta(days=1))
    if sought.until:
        found = found.filter(night__lte=sought.until)
    return list(found.order_by("-night", "-pk")[:MOST_FOUND])


def stay(actor: Actor, pk: int) -> Stay | None:
    return Stay.objects.filter(visible(actor, Stay), pk=pk).select_related("lodging", "place").first()


def last_whole_night() -> date:
    """The newest night that is over."""
    return night_of(clock.now()) - timedelta(days=1)
