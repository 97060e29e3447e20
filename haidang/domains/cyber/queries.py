"""What the pages ask of logs, detections, assets and weak spots. Every answer holds only what the actor may see."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Case, Count, F, Max, Q, QuerySet, When

from haidang.core.directory.permissions import decide, visible
from haidang.core.incidents.models import Incident
from haidang.core.things.models import Thing
from haidang.core.things.queries import things
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .models import Detection, DetectionRule, LevelFile, LogSource, Vulnerability

DOMAIN = "cyber"
ATTACKS = (
    "login_failed", "key_refused", "knock", "denied", "web_probe", "web_attack", "mail_refused", "query_refused", "malware",
    "intrusion", "banned",
)  # fmt: skip
SILENT_AFTER = timedelta(minutes=15)
USUAL_WEEKS = 4
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Hour:
    """Attacks of one hour and the mean of the same hour of the weeks before (of the days before while there are none)."""

    start: datetime
    count: int
    usual: float | None


def attacks(actor: Actor, hours: int = 72) -> list[Hour]:
    """By the hour, oldest first; the running hour is left out. Empty for who may not see detections."""
    if not decide(actor, "detection.read"):
        return []
    end = clock.hour_of(clock.now())
    start = end - timedelta(hours=hours)
    counted = _by_hour(start - timedelta(weeks=USUAL_WEEKS), end)
    first = min(counted, default=end)
    found = []
    for number in range(hours):
        at = start + number * HOUR
        before = [at - timedelta(weeks=week) for week in range(1, USUAL_WEEKS + 1)]
        known = [counted[one] for one in before if one >= first]
        if not known:
            days = [at - timedelta(days=day) for day in range(1, 8)]
            known = [counted[one] for one in days if one >= first]
        found.append(Hour(at, counted[at], sum(known) / len(known) if known else None))
    return found


def _by_hour(start: datetime, end: datetime) -> Counter[datetime]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hour, sum(records) FROM log_hour WHERE hour >= %s AND hour < %s AND kind = ANY(%s) GROUP BY hour",
            [start, end, list(ATTACKS)],
        )
        return Counter({hour: int(count) for hour, count in cursor.fetchall()})


def records_by_kind(actor: Actor, since: datetime) -> list[tuple[str, int]]:
    """How many records of each kind came, most first; "" is what no reader knew."""
    if not decide(actor, "detection.read"):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, sum(records) FROM log_hour WHERE hour >= %s GROUP BY kind ORDER BY 2 DESC", [since]
        )
        return [(kind, int(count)) for kind, count in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Filters:
    family: str = ""
    severity: int = 0
    state: str = ""
    thing: str = ""
    rule: str = ""


def detections(actor: Actor, filters: Filters = Filters()) -> QuerySet[Detection]:
    """Open ones first, then the newest."""
    rows = Detection.objects.filter(visible(actor, Detection)).select_related("thing", "alert")
    if filters.family:
        rows = rows.filter(family=filters.family)
    if filters.severity:
        rows = rows.filter(severity__lte=filters.severity)
    if filters.thing:
        rows = rows.filter(thing__code=filters.thing)
    if filters.rule:
        rows = rows.filter(rule=filters.rule)
    if filters.state == "open":
        rows = rows.filter(ended_at=None)
    elif filters.state == "unjudged":
        rows = rows.filter(verdict="")
    elif filters.state == "real":
        rows = rows.filter(verdict="real")
    elif filters.state == "false":
        rows = rows.filter(verdict__in=("false", "expected"))
    is_open = Case(When(ended_at=None, then=0), default=1)
    return rows.order_by(is_open, "-last_at")


def counts(actor: Actor) -> dict[str, int]:
    """Of detections by the tabs of their list."""
    seen = Detection.objects.filter(visible(actor, Detection))
    found: dict[str, int] = seen.aggregate(
        open=Count("pk", filter=Q(ended_at=None)),
        unjudged=Count("pk", filter=Q(verdict="")),
        real=Count("pk", filter=Q(verdict="real")),
        false=Count("pk", filter=Q(verdict__in=("false", "expected"))),
        all=Count("pk"),
    )
    return found


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset as the heat list shows it: by hour of the last day how bad what was found on it was (0: nothing)."""

    thing: Thing
    open: int
    worst: int
    """The gravest severity of its open detections, 0 without."""
    today: int
    late: int
    weak: int
    heard_at: datetime | None
    heat: list[int]

    @property
    def is_silent(self) -> bool:
        return self.heard_at is not None and clock.now() - self.heard_at > SILENT_AFTER


def assets(actor: Actor, *, kinds: tuple[str, ...] = ("information_system", "server")) -> list[Asset]:
    """The gravest first."""
    now = clock.now()
    since = clock.hour_of(now) - 23 * HOUR
    rows = {
        one.pk: one for one in things(actor, domain=DOMAIN).filter(type__in=kinds).select_related("office", "place")
    }
    heat: dict[int, list[int]] = defaultdict(lambda: [0] * 24)
    opened: Counter[int] = Counter()
    today: Counter[int] = Counter()
    worst: dict[int, int] = {}
    seen = Detection.objects.filter(visible(actor, Detection), thing__in=rows, last_at__gte=since)
    for thing, severity, first, last, ended in seen.values_list("thing", "severity", "first_at", "last_at", "ended_at"):
        for number in range(max(0, int((first - since) / HOUR)), min(23, int((last - since) / HOUR)) + 1):
            heat[thing][number] = min(heat[thing][number] or 9, severity)
        today[thing] += 1
        if ended is None:
            opened[thing] += 1
            worst[thing] = min(worst.get(thing, 9), severity)
    weak = {
        thing: (late, total)
        for thing, late, total in Vulnerability.objects.filter(
            visible(actor, Vulnerability), thing__in=rows, state="open"
        )
        .values("thing")
        .annotate(late=Count("pk", filter=Q(due_on__lt=clock.today())), total=Count("pk"))
        .values_list("thing", "late", "total")
    }
    heard = dict(
        LogSource.objects.filter(thing__in=rows).values("thing").annotate(at=Max("last_at")).values_list("thing", "at")
    )
    found = [
        Asset(one, opened[pk], worst.get(pk, 0), today[pk], *weak.get(pk, (0, 0)), heard.get(pk), heat[pk])
        for pk, one in rows.items()
    ]
    return sorted(found, key=lambda one: (one.worst or 9, -one.late, not one.is_silent, -one.today, one.thing.sort_key))


def senders(actor: Actor, *, state: str = "") -> QuerySet[LogSource]:
    rows = LogSource.objects.filter(visible(actor, LogSource)).select_related("thing")
    return (rows.filter(state=state) if state else rows).order_by("last_at")


def silent(actor: Actor) -> list[LogSource]:
    """Known senders that have sent nothing for a while, longest first."""
    return list(senders(actor, state="known").filter(last_at__lt=clock.now() - SILENT_AFTER))


def weaknesses(actor: Actor, *, state: str = "open", grade: str = "", thing: str = "") -> QuerySet[Vulnerability]:
    """What is late first, then by the day it is due."""
    rows = Vulnerability.objects.filter(visible(actor, Vulnerability)).select_related("thing", "thing__office")
    today = clock.today()
    if state == "late":
        rows = rows.filter(state="open", due_on__lt=today)
    elif state:
        rows = rows.filter(state=state)
    if grade:
        rows = rows.filter(grade=grade)
    if thing:
        rows = rows.filter(thing__code=thing)
    return rows.order_by(F("due_on").asc(nulls_last=True), "thing__code", "key")


def weak_counts(actor: Actor) -> dict[str, int]:
    rows = Vulnerability.objects.filter(visible(actor, Vulnerability))
    late = Q(state="open", due_on__lt=clock.today())
    found: dict[str, int] = rows.aggregate(
        late=Count("pk", filter=late),
        critical_late=Count("pk", filter=late & Q(grade="critical")),
        open=Count("pk", filter=Q(state="open")),
        accepted=Count("pk", filter=Q(state="accepted")),
        fixed=Count("pk", filter=Q(state="fixed")),
    )
    return found


def rules(actor: Actor) -> list[DetectionRule]:
    return list(DetectionRule.objects.filter(visible(actor, DetectionRule)).order_by("key"))


def security_incidents(actor: Actor) -> QuerySet[Incident]:
    return Incident.objects.filter(visible(actor, Incident), playbook_domain=DOMAIN)


def incidents_of(actor: Actor, since: datetime) -> list[Incident]:
    """Opened since then, newest first."""
    return list(security_incidents(actor).filter(opened_at__gte=since).order_by("-opened_at", "-pk"))


def incidents(actor: Actor, most: int = 20) -> list[Incident]:
    """Security incidents, the open and grave ones first."""
    rows = security_incidents(actor)
    is_open = Case(When(closed_at=None, then=0), default=1)
    return list(rows.order_by(is_open, "severity", "-opened_at")[:most])


def level_files(actor: Actor) -> QuerySet[LevelFile]:
    rows = LevelFile.objects.filter(visible(actor, LevelFile)).select_related("thing", "thing__office")
    return rows.order_by("thing__sort_key", "-version")


def newest_files(actor: Actor) -> dict[int, LevelFile]:
    """The newest file of each system, by the number of the thing."""
    found: dict[int, LevelFile] = {}
    for one in level_files(actor):
        found.setdefault(one.thing_id, one)
    return found
