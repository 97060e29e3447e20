"""What an actor's duties or scopes amount to: a handful of rights, read in at most two queries."""

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from django.db import connection

from haidang.kernel import clock
from haidang.kernel.action import Actor, subject_kind
from haidang.kernel.bilingual import names
from haidang.kernel.manifest import Words

from .models import Duty, Key, valid_on
from .roles import Role, facts, matches


class Where(NamedTuple):
    """What permission is asked about: place path ("" = the whole province), office code, class of data, kind of case."""

    place: str
    office: str
    data_class: str
    matter: str = ""

    @classmethod
    def of(cls, subject: Any) -> "Where":
        place, office = getattr(subject, "scope_place", ""), getattr(subject, "scope_office", "")
        data_class = getattr(subject, "data_class", "") or "internal"
        return cls(place or "", office or "", data_class, getattr(subject, "scope_matter", "") or "")


@dataclass(frozen=True, slots=True)
class Right:
    """A duty in force, the scopes of a key, or what is open to all.

    `place` is a path prefix, "" for the whole province; `offices` are the own office and those under it; `things` are
    globs that narrow what is done to things. The names are for the reason.
    """

    role: Role
    place: str = ""
    offices: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset({"public"})
    things: tuple[str, ...] = ()
    key: str = ""
    office_names: Words | None = None
    place_names: Words | None = None
    since: date | None = None

    def may(self, action: str, where: Where, subject: Any = None) -> bool:
        if not self._reaches(where) or not self._speaks_for(subject):
            return False
        return matches(self.role.can, action) or (
            where.office in self.offices and matches(self.role.can_in_office, action)
        )

    def reads(self, kind: str, where: Where) -> bool:
        """`kind` "" asks about a thing of any kind that the right reads at all."""
        if not self._reaches(where):
            return False
        if self._names(self.role.reads, kind):
            return True
        return where.office in self.offices and self._names(self.role.reads_in_office, kind)

    @staticmethod
    def _names(reads: list[str], kind: str) -> bool:
        return matches(reads, kind) if kind else bool(reads)

    def _reaches(self, where: Where) -> bool:
        is_theirs = not (where.matter and self.role.matters) or where.matter in self.role.matters
        return is_theirs and where.data_class in self.classes and where.place.startswith(self.place)

    def _speaks_for(self, subject: Any) -> bool:
        if not self.things or subject is None or subject_kind(subject) != "thing":
            return True
        return any(fnmatchcase(subject.code, pattern) for pattern in self.things)


def loaded(actor: Actor) -> tuple[Right, ...]:
    """The rights in force now; what is public comes with every actor."""
    if actor.kind in ("person", "device"):
        return (*_of_person(int(actor.id)), _public())
    if actor.kind == "key":
        return (*_of_key(actor.id), _public())
    return (_public(),)


def _public() -> Right:
    known = facts().public
    words = Words(vi="Công chúng", en="The public")
    return Right(Role(words=words, can=known.can, reads=known.reads))


def _of_person(person: int) -> list[Right]:
    duties = (
        Duty.objects.filter(valid_on(clock.today()), person=person, person__is_active=True, revoked_at=None)
        .select_related("office", "place")
        .order_by("pk")
    )
    found = [duty for duty in duties if duty.role in facts().roles]
    under = _offices_under({duty.office_id for duty in found if duty.office_id})
    return [_of_duty(duty, under.get(duty.office_id or 0, frozenset())) for duty in found]


def _of_duty(duty: Duty, offices: frozenset[str]) -> Right:
    is_whole = duty.place.parent_id is None and duty.place.valid_to is None
    return Right(
        role=facts().roles[duty.role],
        place="" if is_whole else duty.place.path,
        offices=offices,
        classes=frozenset({"public", *duty.data_classes}),
        office_names=names(duty.office) if duty.office else None,
        place_names=None if is_whole else names(duty.place),
        since=duty.valid_from,
    )


def _offices_under(roots: set[int]) -> dict[int, frozenset[str]]:
    """For each office, the codes of itself and of all offices below it."""
    if not roots:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE tree(root, id, code) AS ("
            " SELECT id, id, code FROM office WHERE id = ANY(%s)"
            " UNION SELECT tree.root, office.id, office.code FROM office JOIN tree ON office.parent_id = tree.id"
            ") SELECT root, array_agg(code) FROM tree GROUP BY root",
            [list(roots)],
        )
        return {root: frozenset(codes) for root, codes in cursor.fetchall()}


def _of_key(name: str) -> list[Right]:
    key = Key.objects.select_related("place", "office").filter(name=name).first()
    if key is None or not key.is_open(clock.now()):
        return []
    known = facts().scopes
    scopes = [known[scope] for scope in key.can if scope in known]
    role = Role(
        words=Words(vi=f"khóa {key.name}", en=f"key {key.name}"),
        can=[*(action for scope in scopes for action in scope.can), *(one for one in key.can if one not in known)],
        reads=[kind for scope in scopes for kind in scope.reads],
    )
    is_whole = key.place is None or (key.place.parent_id is None and key.place.valid_to is None)
    return [
        Right(
            role=role,
            place="" if is_whole or key.place is None else key.place.path,
            offices=_offices_under({key.office_id}).get(key.office_id, frozenset()) if key.office_id else frozenset(),
            classes=frozenset({"public", *(name for scope in scopes for name in scope.classes)}),
            things=tuple(key.things),
            key=key.name,
            since=clock.day_of(key.created_at),
        )
    ]
