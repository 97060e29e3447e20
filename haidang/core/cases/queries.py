"""What people ask of cases: inboxes and lists, one by its code or its secret link, what is near, what anybody may see."""

import hmac
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from haidang.core.directory.models import Office
from haidang.core.directory.queries import decide, visible
from haidang.kernel import clock, keyset, registry
from haidang.kernel.action import Actor
from haidang.kernel.flow import Move
from haidang.kernel.geo import Point, cells_around, distance_m, square_around
from haidang.kernel.once import is_kept, once
from haidang.kernel.text import folded

from . import codes, lateness
from .facts import Book
from .models import LONG, Case, Line, Paper, Party, Procedure, ProcedureVersion, SavedView, Timer
from .needs import Given, blockers

MOST_AROUND = 2000
"""Of so many open ones around a point the nearest are found."""
LATELY = 20_000
"""So many of the newest cases are read for words before the index is asked for all."""
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


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `after` gets the next one and is empty on the last."""

    rows: list[Case]
    after: str


def inbox(actor: Actor, filters: Filters = Filters(), *, after: str = "", limit: int = 50) -> Page:
    """Open cases by deadline, those without one last. Raises Invalid for a wrong `after`."""
    rows = _listed(actor, filters).filter(ended_at=None).order_by(F("due_at").asc(nulls_last=True), "pk")
    if after:
        due, pk = keyset.read(after)
        if due is None:
            rows = rows.filter(due_at=None, pk__gt=pk)
        else:
            rows = rows.filter(Q(due_at__gt=due) | Q(due_at=due, pk__gt=pk) | Q(due_at=None))
    found = list(rows[: limit + 1])
    return _page(found, limit, lambda one: one.due_at)


def oldest(actor: Actor, filters: Filters = Filters(), *, after: str = "", limit: int = 50) -> Page:
    """All cases, the oldest first. Raises Invalid for a wrong `after`."""
    rows = _listed(actor, filters).order_by("opened_at", "pk")
    if after:
        opened, pk = keyset.read(after)
        rows = rows.filter(Q(opened_at__gt=opened) | Q(opened_at=opened, pk__gt=pk))
    return _page(list(rows[: limit + 1]), limit, lambda one: one.opened_at)


def newest(actor: Actor, filters: Filters = Filters(), *, after: str = "", limit: int = 50) -> Page:
    """All cases, newest first. Raises Invalid for a wrong `after`."""
    behind = keyset.older("opened_at", after) if after else Q()
    is_said = filters.words and not _code_in(filters.words)
    found = _lately(actor, filters, behind, limit + 1) if is_said else []
    found = found or list(_by_age(_listed(actor, filters).filter(behind))[: limit + 1])
    return _page(found, limit, lambda one: one.opened_at)


def _by_age(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.order_by("-opened_at", "-pk")


def _lately(actor: Actor, filters: Filters, behind: Q, enough: int) -> list[Case]:
    """Those of the newest cases that hold the words, if they are enough; else none. What is often said stands in tens of
    thousands of cases, and the index would fetch them all to find the newest fifty; what is rare it finds at once."""
    edge = next(
        iter(_by_age(Case.objects.filter(behind)).values_list("opened_at", flat=True)[LATELY : LATELY + 1]), None
    )
    if edge is None:
        return []
    rows = _listed(actor, replace(filters, words="")).filter(behind, opened_at__gte=edge)
    rows = rows.alias(said=Concat("folded", Value(""), output_field=TextField()))  # which no index knows
    for word in folded(filters.words).split():
        rows = rows.filter(said__contains=word)
    found = list(_by_age(rows)[:enough])
    return found if len(found) == enough else []


def every(actor: Actor, filters: Filters = Filters()) -> Iterator[Case]:
    """The whole list for an export, read in pieces; `broke_extended` says that a clock broke in spite of its extensions."""
    yield from (_by_age(_listed(actor, filters)).annotate(broke_extended=broke_extended()).iterator(chunk_size=1000))


def broke_extended() -> Exists:
    """Whether a clock of an ended case was stopped after its last deadline: late even with the extensions given."""
    return Exists(Timer.objects.filter(case=OuterRef("pk"), stopped_at__gt=F("due_at")))


def _page(found: list[Case], limit: int, key: Callable[[Case], datetime | None]) -> Page:
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], keyset.said(key(last), last.pk) if last else "")


def counts(actor: Actor, kind: str = "") -> dict[str, int]:
    """How many are open, late, waiting, unassigned, due soon and one's own: for tabs and the menu. Asked once for a page."""
    return once(("case counts", actor, kind), lambda: _counts(actor, kind))


def _counts(actor: Actor, kind: str) -> dict[str, int]:
    mine = Q(ended_at=None, officer=int(actor.id)) if actor.kind == "person" else Q(pk__in=[])
    of_kind = Q(kind=kind) if kind else ~Q(kind__in=APART)
    rows = Case.objects.filter(visible(actor, Case), of_kind, ended_at=None)
    asked = {name: _in_state(name) for name in ("open", LATE, "waiting", "unassigned", "reopened", URGENT)}
    asked |= {"soon": lateness.soon(), "mine": mine}
    found: dict[str, int] = rows.aggregate(**{name: Count("pk", q) for name, q in asked.items()})
    return found


def open_count(actor: Actor) -> int:
    """How many open ones the actor may see, asked once for a page."""
    if is_kept(("case counts", actor, "")):
        return counts(actor)["open"]
    return once(("open cases", actor), lambda: _open_of_lists(actor).count())


def _open_of_lists(actor: Actor) -> QuerySet[Case]:
    return Case.objects.filter(visible(actor, Case), ~Q(kind__in=APART), ended_at=None)


def by_code(actor: Actor, code: str) -> Case | None:
    return _seen(actor).filter(code=code).first()


def by_secret(code: str, secret: str) -> tuple[Case, Actor] | None:
    """The case of a link, and whoever holds the link as an actor who may do what is the citizen's to do."""
    case = _with_all(Case.objects.filter(code=code)).first()
    if case is None or not hmac.compare_digest(case.secret.encode(), secret.encode()):
        return None
    return case, Actor("public", case.code, "Người gửi")


def mine(actor: Actor, *, limit: int = 100) -> list[Case]:
    """What a person has sent or is the applicant of, newest first."""
    if actor.kind != "person":
        return []
    return list(_with_all(Case.objects.filter(person=int(actor.id))).order_by("-opened_at")[:limit])


def lines(case: Case, *, for_citizen: bool, limit: int = 300) -> list[Line]:
    """The log of a case that may be seen, newest first."""
    rows = case.lines.filter(audience="all") if for_citizen else case.lines.all()
    return list(rows.order_by("-pk")[:limit])


def papers(case: Case, *, public_only: bool = False) -> list[Paper]:
    rows = case.papers.select_related("file")
    return list(rows.filter(is_public=True) if public_only else rows)


def public_papers(cases: Iterable[Case]) -> list[Paper]:
    """What is shown to everybody of many cases, oldest first."""
    return list(Paper.objects.filter(case__in=list(cases), is_public=True).select_related("file"))


def may_know_people(actor: Actor, case: Case) -> bool:
    """Whether the actor may look at who is in a case; the look itself is case.look, which is journalled."""
    return bool(decide(actor, "case.look", case))


def parties(case: Case) -> list[Party]:
    """Call only from under case.look, or for the citizen's own."""
    return list(case.parties.select_related("person").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Open:
    """A move that the actor may try, and what still stands in its way."""

    move: Move
    blockers: list[str]


def moves(actor: Actor, case: Case) -> list[Open]:
    """The moves of the present state that are the actor's to make."""
    if case.merged_into_id or not decide(actor, "case.move", case):
        return []
    possible = [one for one in case.flow.moves_from(case.state) if not one.by_citizen]
    allowed = [one for one in possible if not one.right or decide(actor, one.right, case)]
    told_later = {"answer", "reason_key"}
    return [Open(one, blockers(case, _without(one, told_later), Given())) for one in allowed]


def _without(move: Move, needs: set[str]) -> Move:
    return msgspec.structs.replace(move, needs=[one for one in move.needs if one not in needs])


def own_moves(case: Case) -> list[Move]:
    """The moves of the present state that are the citizen's to make."""
    return [] if case.merged_into_id else [one for one in case.flow.moves_from(case.state) if one.by_citizen]


@dataclass(frozen=True, slots=True)
class Near:
    """A case close to a point, and how far it is in metres."""

    case: Case
    metres: float


def near(
    point: Point, *, metres: float, kind: str = "", procedure: Procedure | None = None, since: datetime | None = None,
    limit: int = 10, public_only: bool = False,
) -> list[Near]:  # fmt: skip
    """Open cases around a point, the nearest first. Without an actor: callers show what each reader may see."""
    rows = _around(point, metres, kind)
    if procedure is not None:
        rows = rows.filter(procedure=procedure)
    if since is not None:
        rows = rows.filter(opened_at__gte=since)
    if public_only:
        rows = rows.filter(published_at__isnull=False)
    far = _measured(rows, point, metres)
    nearest = sorted(far, key=lambda pk: far[pk])[:limit]
    found = _with_all(Case.objects.filter(pk__in=nearest)).in_bulk() if nearest else {}
    return [Near(found[pk], far[pk]) for pk in nearest if pk in found]


def unpublished_near(point: Point, *, metres: float, kind: str, since: datetime) -> int:
    """How many open ones around a point not everybody may see: a number for those who are about to send the same."""
    return len(_measured(_around(point, metres, kind).filter(published_at=None, opened_at__gte=since), point, metres))


def _around(point: Point, metres: float, kind: str) -> QuerySet[Case]:
    """Open ones in a square around a point."""
    south_west, north_east = square_around(point, metres)
    rows = Case.objects.filter(cell__in=cells_around(point, metres), ended_at=None, merged_into=None)
    rows = rows.filter(lon__range=(south_west.lon, north_east.lon), lat__range=(south_west.lat, north_east.lat))
    return rows.filter(kind=kind) if kind else rows


def _measured(rows: QuerySet[Case], point: Point, metres: float) -> dict[int, float]:
    """How many metres away each of the newest is, by its number; those that are further than `metres` are left out."""
    places = rows.order_by("-opened_at").values_list("pk", "lon", "lat")[:MOST_AROUND]
    far = {pk: distance_m(point, Point(lon, lat)) for pk, lon, lat in places if lon is not None and lat is not None}
    return {pk: away for pk, away in far.items() if away <= metres}


def published(
    *, kind: str = "report", procedure: int | None = None, place: str = "", words: str = ""
) -> QuerySet[Case]:
    """What anybody may see, newest first."""
    rows = Case.objects.filter(published_at__isnull=False, merged_into=None, kind=kind)
    if procedure is not None:
        rows = rows.filter(procedure=procedure)
    if place:
        rows = rows.filter(place__path__startswith=place)
    for word in folded(words).split():
        rows = rows.filter(folded__contains=word)
    return rows.select_related("place", "office", "procedure", "version").defer(*LONG).order_by("-published_at", "-pk")


def reports_for(actor: Actor) -> QuerySet[Case]:
    """Reports that are published, and those the actor may see besides."""
    open_to_all = Q(published_at__isnull=False, merged_into=None)
    return _with_all(Case.objects.filter(open_to_all | visible(actor, Case), kind="report"))


@dataclass(frozen=True, slots=True)
class Load:
    """The work of one office: open, late, waiting for the citizen, and the age of what is open in days."""

    office_id: int
    office: str
    open: int
    late: int
    waiting: int
    over_a_week: int
    over_a_month: int


def workload(actor: Actor, kind: str = "") -> list[Load]:
    """Open work by office, the most late first."""
    now = clock.now()
    rows = Case.objects.filter(visible(actor, Case), ended_at=None, **({"kind": kind} if kind else {}))
    found = rows.values("office_id", "office__name_vi").annotate(
        open=Count("pk"),
        late=Count("pk", lateness.late()),
        waiting=Count("pk", Q(paused_at__isnull=False)),
        over_a_week=Count("pk", Q(opened_at__lt=now - timedelta(days=7))),
        over_a_month=Count("pk", Q(opened_at__lt=now - timedelta(days=30))),
    )
    loads = [
        Load(
            one["office_id"], one["office__name_vi"], one["open"], one["late"], one["waiting"], one["over_a_week"],
            one["over_a_month"],
        )
        for one in found
    ]  # fmt: skip
    return sorted(loads, key=lambda one: (-one.late, -one.open))


def procedures(*, kind: str = "", words: str = "", field: str = "", state: str = "published") -> QuerySet[Procedure]:
    """The catalogue, in Vietnamese order; `words` are searched without diacritics."""
    rows = Procedure.objects.defer("manifest")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if field:
        rows = rows.filter(field=field)
    for word in folded(words).split():
        rows = rows.filter(folded__contains=word)
    return rows.order_by("sort_key")


def usual_procedures(actor: Actor, office: Office, *, limit: int = 8) -> list[Procedure]:
    """What an office has taken most often lately."""
    lately = Case.objects.filter(visible(actor, Case), kind="dossier", first_office=office).order_by("-pk")[:2000]
    counted = Case.objects.filter(pk__in=lately.values("pk")).values("procedure").annotate(n=Count("pk")).order_by("-n")
    rows = Procedure.objects.filter(state="published").in_bulk([one["procedure"] for one in counted[:limit]])
    return [rows[one["procedure"]] for one in counted[:limit] if one["procedure"] in rows]


def procedure(domain: str, key: str) -> Procedure | None:
    return Procedure.objects.filter(domain=domain, key=key).first()


def books(rows: Iterable[Procedure]) -> dict[int, Book]:
    """The facts of procedures as they are today, by the number of the procedure, in one query."""
    now = ProcedureVersion.objects.filter(procedure__in=list(rows), number=F("procedure__number")).defer("facts")
    return {one.procedure_id: one.book for one in now}


def saved_views(actor: Actor, room: str) -> list[SavedView]:
    return (
        list(SavedView.objects.filter(person=int(actor.id), room=room).order_by("name"))
        if actor.kind == "person"
        else []
    )


def _seen(actor: Actor) -> QuerySet[Case]:
    return _with_all(Case.objects.filter(visible(actor, Case)))


def _with_all(rows: QuerySet[Case]) -> QuerySet[Case]:
    """What a row shows; the facts of versions are long and the same for many, so each process reads them once."""
    rows = rows.select_related("place", "place_then", "office", "officer", "procedure", "version")
    return rows.defer(*LONG)


def _listed(actor: Actor, filters: Filters) -> QuerySet[Case]:
    rows = _seen(actor).filter(*_wanted(filters))
    return rows if filters.kind else rows.exclude(kind__in=APART)


def _urgent() -> Q:
    keys = {grade.key for domain in registry.domains().values() for grade in domain.grades if grade.is_urgent}
    return Q(ended_at=None, grade__in=keys)


def _in_state(name: str) -> Q:
    match name:
        case "late":
            return lateness.late()
        case "urgent":
            return _urgent()
        case _:
            return STATES.get(name, Q(state=name))


def _wanted(filters: Filters) -> Iterable[Q]:
    yield _in_state(filters.state)
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
    if code := _code_in(filters.words):
        yield Q(code=code)
    else:
        yield from (Q(folded__contains=word) for word in folded(filters.words).split())


def _code_in(words: str) -> str:
    """The code that the words are and nothing else, "" for other words."""
    code = codes.found_in(words)
    return code if code == codes.tidy(words) else ""
