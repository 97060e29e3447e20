"""What people ask of incidents and tasks: lists, counts, one by its code, the nearest units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from haidang.core.directory.models import Place, valid_on
from haidang.core.directory.queries import visible
from haidang.kernel import clock, keyset, registry
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.geo import Point, distance_m
from haidang.kernel.manifest import Playbook
from haidang.kernel.once import once
from haidang.kernel.text import folded

from . import limits
from .board import Board, board
from .lanes import Lane, lanes
from .log import with_duplicates
from .models import CheckIn, ChecklistItem, Incident, LogEntry, Task
from .units import NearUnit, near_units

__all__ = [
    "Board", "Counts", "Filters", "Lane", "NearUnit", "Page", "board", "by_code", "counts", "find", "lanes",
    "log_lines", "my_tasks", "near_units", "open_incidents", "open_near", "places_to_open_at", "playbooks", "task_by_code",
    "tasks_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of incidents is narrowed to; an empty field does not narrow.

    `state` is open, closed or overdue; `place` a path, whose whole subtree counts; `owner` the id of a person; `words`
    are searched without diacritics in code, title and place.
    """

    state: str = ""
    severity: int | None = None
    place: str = ""
    office: str = ""
    owner: int | None = None
    phase: str = ""
    words: str = ""
    is_exercise: bool | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, newest first; `after` gets the next one and is empty on the last."""

    rows: list[Incident]
    after: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Figures for tabs and the menu."""

    open: int
    overdue: int
    mine: int
    closed: int


LATE_STEP = Exists(
    ChecklistItem.objects.filter(incident=OuterRef("pk"), overdue_at__isnull=False, done_at=None, skipped_at=None)
)
LATE_TASK = Exists(Task.objects.filter(incident=OuterRef("pk"), overdue_at__isnull=False, ended_at=None))
UNHEARD = Exists(CheckIn.objects.filter(task__incident=OuterRef("pk"), late_at__isnull=False, task__ended_at=None))
OVERDUE: Q = Q(closed_at=None) & (Q(overdue_at__isnull=False) | Q(LATE_STEP) | Q(LATE_TASK) | Q(UNHEARD))


def find(actor: Actor, filters: Filters = Filters(), *, after: str = "", limit: int = 50) -> Page:
    """A page of the incidents the actor may see. Raises Invalid for a wrong `after` or state."""
    rows = _seen(actor).filter(_wanted(filters)).order_by("-opened_at", "-pk")
    if after:
        rows = rows.filter(keyset.older("opened_at", after))
    found = list(_with_progress(rows)[: limit + 1])
    more = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], keyset.said(more.opened_at, more.pk) if more else "")


def open_incidents(actor: Actor) -> list[Incident]:
    """All open ones, the worst first, then the oldest; each with `steps_done`, `steps_all` and `tasks_open`."""
    return list(_with_progress(_seen(actor).filter(closed_at=None)).order_by("severity", "opened_at"))


def open_near(actor: Actor, point: Point | None, place: Place) -> list[Incident]:
    """Open incidents close to a point, or at the same place where a point is missing: what may be the same matter."""
    metres = limits.metres("same_within")
    rows = _seen(actor).filter(closed_at=None).order_by("-opened_at")
    return [one for one in rows if _is_close(one, point, place, metres)]


def _is_close(incident: Incident, point: Point | None, place: Place, metres: float) -> bool:
    if point is None or incident.point is None:
        return incident.place == place
    return distance_m(incident.point, point) <= metres


def counts(actor: Actor) -> Counts:
    """Asked once for a page."""
    return once(("incident counts", actor), lambda: _counts(actor))


def _counts(actor: Actor) -> Counts:
    mine = Q(closed_at=None, owner=actor.id) if actor.kind == "person" else Q(pk__in=[])
    found = Incident.objects.filter(visible(actor, Incident)).aggregate(
        open=Count("pk", Q(closed_at=None)),
        overdue=Count("pk", OVERDUE),
        mine=Count("pk", mine),
        closed=Count("pk", Q(closed_at__isnull=False)),
    )
    return Counts(**found)


def by_code(actor: Actor, code: str) -> Incident | None:
    return _seen(actor).filter(code=code).first()


def log_lines(
    actor: Actor, incident: Incident, *, kinds: Iterable[str] = (), before: int | None = None, limit: int = 200
) -> list[LogEntry]:
    """Lines of the log and of what was merged into it, newest first, older than the line with the id `before`."""
    seen = Incident.objects.filter(visible(actor, Incident))
    rows = LogEntry.objects.filter(incident__in=seen.filter(pk__in=with_duplicates(incident)))
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def my_tasks(actor: Actor, *, ended_since: datetime | None = None) -> list[Task]:
    """Tasks of the units the person belongs to and of the offices they serve in, the most urgent first.

    Open ones, and those that ended since a moment; each with its incident, place, unit and receipts.
    """
    if actor.kind not in ("person", "device"):
        return []
    duties = Q(office__duties__person=actor.id, office__duties__revoked_at=None, unit=None)
    current = Q(ended_at=None) | (Q(ended_at__gte=ended_since) if ended_since else Q(pk__in=[]))
    rows = Task.objects.filter(visible(actor, Task), current, Q(unit__members=actor.id) | duties)
    return list(_task_rows(rows).distinct().order_by(F("ended_at").desc(nulls_first=True), "due_at", "pk"))


def task_by_code(actor: Actor, code: str) -> Task | None:
    return _task_rows(Task.objects.filter(visible(actor, Task), code=code)).first()


def tasks_of(actor: Actor, incident: Incident) -> list[Task]:
    """The tasks of one incident, newest first, each with its unit, office, step and receipts."""
    rows = Task.objects.filter(visible(actor, Task), incident=incident)
    return list(_task_rows(rows).order_by("-sent_at", "-pk"))


def playbooks(domain: str = "") -> list[tuple[str, Playbook]]:
    """The playbooks an incident may be opened with, as (domain, playbook), those of `domain` first."""
    found = [(one.key, playbook) for one in registry.domains().values() for playbook in one.playbooks]
    return sorted(found, key=lambda pair: pair[0] != domain)


def places_to_open_at(actor: Actor) -> QuerySet[Place]:
    """Where the actor may see things happen: the places of today, in Vietnamese order."""
    return Place.objects.filter(visible(actor, Place), valid_on(clock.today())).order_by("sort_key")


def _seen(actor: Actor) -> QuerySet[Incident]:
    return Incident.objects.filter(visible(actor, Incident)).select_related("place", "owner", "office")


def _wanted(filters: Filters) -> Q:
    states = {"": Q(), "open": Q(closed_at=None), "closed": Q(closed_at__isnull=False), "overdue": OVERDUE}
    if filters.state not in states:
        raise Invalid("state", f"name one of {', '.join(filter(None, states))}", filters.state)
    wanted = states[filters.state]
    exact = {
        "severity": filters.severity,
        "office__code": filters.office or None,
        "owner": filters.owner,
        "phase": filters.phase or None,
        "is_exercise": filters.is_exercise,
        "place__path__startswith": filters.place or None,
    }
    wanted &= Q(**{name: value for name, value in exact.items() if value is not None})
    for word in folded(filters.words).split():
        wanted &= Q(folded__contains=word)
    return wanted


def _with_progress(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    settled = Q(steps__done_at__isnull=False) | Q(steps__skipped_at__isnull=False)
    return rows.annotate(
        steps_all=Count("steps", distinct=True),
        steps_done=Count("steps", settled, distinct=True),
        tasks_open=Count("tasks", Q(tasks__ended_at=None), distinct=True),
    )


def _task_rows(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.select_related(
        "incident__place", "incident__office", "office__place", "unit__office", "step"
    ).prefetch_related("receipts")
