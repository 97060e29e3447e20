"""What a list of cases is narrowed to, and what each of the words for it means."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from haidang.core.cases import codes, lateness
from haidang.core.cases.models import LONG, Case
from haidang.core.directory.queries import visible
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.text import folded

LATE, URGENT = "late", "urgent"
"""States of lists besides: open and late, open and of an urgent grade."""
APART = ("directive",)
"""Kinds with a room of their own: listed and counted only where they are asked for."""
STATES = {
    "": Q(),
    "open": Q(ended_at=None),
    "waiting": Q(ended_at=None, paused_at__isnull=False),
    "unassigned": Q(ended_at=None, officer=None),
    "ended": Q(ended_at__isnull=False),
    "reopened": Q(ended_at=None, reopened__gt=0),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; an empty field does not narrow.

    `state` is one of STATES, LATE, URGENT or a state of a flow; `place` a path whose whole subtree counts; `words` are searched
    without diacritics, a code or a telephone number as it is.
    """

    kind: str = ""
    state: str = ""
    procedure: int | None = None
    procedures: tuple[int, ...] = ()
    grade: str = ""
    place: str = ""
    office: str = ""
    officer: int | None = None
    channel: str = ""
    words: str = ""


EVERYTHING = Filters()


def seen(actor: Actor) -> QuerySet[Case]:
    return with_all(Case.objects.filter(visible(actor, Case)))


def with_all(rows: QuerySet[Case]) -> QuerySet[Case]:
    """What a row shows; the facts of versions are long and the same for many, so each process reads them once."""
    rows = rows.select_related("place", "place_then", "office", "officer", "procedure", "version")
    return rows.defer(*LONG)


def listed(actor: Actor, filters: Filters) -> QuerySet[Case]:
    rows = seen(actor).filter(*_wanted(filters))
    return rows if filters.kind else rows.exclude(kind__in=APART)


def _urgent() -> Q:
    keys = {grade.key for domain in registry.domains().values() for grade in domain.grades if grade.is_urgent}
    return Q(ended_at=None, grade__in=keys)


def in_state(name: str) -> Q:
    match name:
        case "late":
            return lateness.late()
        case "urgent":
            return _urgent()
        case _:
            return STATES.get(name, Q(state=name))


def _wanted(filters: Filters) -> Iterable[Q]:
    yield in_state(filters.state)
    exact = {
        "kind": filters.kind,
        "procedure": filters.procedure,
        "grade": filters.grade,
        "office__code": filters.office,
        "officer": filters.officer,
        "channel": filters.channel,
        "place__path__startswith": filters.place,
    }
    yield Q(**{name: value for name, value in exact.items() if value not in (None, "")})
    if filters.procedures:
        yield Q(procedure__in=filters.procedures)
    if code := code_in(filters.words):
        yield Q(code=code)
    else:
        yield from (Q(folded__contains=word) for word in folded(filters.words).split())


def code_in(words: str) -> str:
    """The code that the words are and nothing else, "" for other words."""
    code = codes.found_in(words)
    return code if code == codes.tidy(words) else ""
