"""What people ask of alerts and rules: what is open, how many, why, how it went, which rules there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from haidang.core.audit.models import Event
from haidang.core.audit.queries import history as events_about
from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert, Rule, RuleLine, RuleVersion
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.lacking import Days
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.once import once

from .picking import first

AT_ONCE = 200
LEAD = 0.5  # of the alert's length is shown before and after it
SHORTEST_LEAD, LONGEST_LEAD = timedelta(hours=1), timedelta(hours=24)
CURVE_POINTS = 300
RELATED = ("place", "office", "owner", "thing", "series", "rule", "rule_version", "held_by", "outage")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which alerts; what is empty does not narrow. `place` is a path; None for `shelved` and `covered` takes both.

    covered: those for which a worse alert of the same series stands. Unless it is None, alerts that stand aside for their
    cause ("held") or are out of service ("service") are left out; `aside` asks for one of these.  only: a lookup besides.
    """

    severity: int | None = None
    state: str = ""
    domain: str = ""
    place: str = ""
    thing: str = ""
    rule: int | None = None
    office: str = ""
    owner: int | None = None
    shelved: bool | None = None
    covered: bool | None = False
    aside: str = ""
    only: Q | None = None
    since: datetime | None = None
    until: datetime | None = None

    def as_query(self) -> Q:
        exact = {
            "severity": self.severity,
            "state": self.state,
            "domain": self.domain,
            "thing__code": self.thing,
            "rule": self.rule,
            "office__code": self.office,
            "owner": self.owner,
            "place__path__startswith": self.place,
            "raised_at__gte": self.since,
            "raised_at__lt": self.until,
        }
        found = Q(**{lookup: value for lookup, value in exact.items() if value not in (None, "")})
        if self.shelved is not None:
            found &= Q(shelved_until__isnull=not self.shelved)
        if self.aside:
            found &= Q(aside=self.aside)
        elif self.covered is not None:
            found &= Q(aside="covered" if self.covered else "")
        return found & self.only if self.only is not None else found


def _seen(actor: Actor) -> QuerySet[Alert]:
    return Alert.objects.filter(visible(actor, Alert))


def open_alerts(actor: Actor, wanted: Wanted | None = None, limit: int = AT_ONCE) -> list[Alert]:
    """What is open: the worst first, then what nobody has acknowledged, then the newest."""
    rows = _seen(actor).filter((wanted or Wanted()).as_query(), closed_at=None)
    order = ("severity", F("acknowledged_at").asc(nulls_first=True), "-raised_at", "-id")
    return first(rows.order_by(*order), limit, RELATED)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are open, how many of them nobody has acknowledged, how many are on the shelf."""

    open: int
    new: int
    shelved: int


NONE = Counts(0, 0, 0)


def counts_by_severity(actor: Actor, wanted: Wanted | None = None) -> dict[int, Counts]:
    """For each of the four levels."""
    if wanted is None:
        levels = counts_by_domain_and_severity(actor).values()
        return {level: _sum([one[level] for one in levels if level in one]) for level in range(1, 5)}
    found = _counted(actor, "severity", wanted)
    return {level: found.get(level, NONE) for level in range(1, 5)}


def counts_by_domain_and_severity(actor: Actor) -> dict[str, dict[int, Counts]]:
    """For each domain with open alerts the levels they have; asked once for a page."""
    counted = once(("alert counts", actor), lambda: _counted(actor, ("domain", "severity"), None))
    found: dict[str, dict[int, Counts]] = {}
    for (domain, severity), counts in sorted(counted.items()):
        found.setdefault(domain, {})[severity] = counts
    return found


def _sum(counts: Sequence[Counts]) -> Counts:
    return Counts(sum(one.open for one in counts), sum(one.new for one in counts), sum(one.shelved for one in counts))


def counts_by_domain(actor: Actor) -> dict[str, Counts]:
    return _counted(actor, "domain", None)


def counts_by_place(actor: Actor) -> dict[str, Counts]:
    """By path of the place."""
    return _counted(actor, "place__path", None)


def worst_by_thing(actor: Actor, things: Iterable[str] | None = None) -> dict[str, tuple[int, int]]:
    """Code of each thing with open alerts, or of these alone -> its worst severity, how many."""
    rows = _seen(actor).filter(closed_at=None, shelved_until=None, aside="").order_by()
    if things is not None:
        rows = rows.filter(thing__code__in=list(things))
    counted = rows.values("thing__code").annotate(worst=Min("severity"), n=Count("id"))
    return {code: (worst, n) for code, worst, n in counted.values_list("thing__code", "worst", "n")}


def _counted(actor: Actor, by: str | tuple[str, ...], wanted: Wanted | None) -> dict[Any, Counts]:
    names = (by,) if isinstance(by, str) else by
    rows = _seen(actor).filter((wanted or Wanted()).as_query(), closed_at=None).order_by()
    waits = Q(acknowledged_at=None, shelved_until=None)
    counted = rows.values(*names).annotate(
        n=Count("id"), unseen=Count("id", filter=waits), shelved=Count("id", filter=Q(shelved_until__isnull=False))
    )
    found = counted.values_list(*names, "n", "unseen", "shelved")
    return {keys[0] if len(names) == 1 else tuple(keys): Counts(n, new, off) for *keys, n, new, off in found}


def counts_by_tab(actor: Actor, wanted: Wanted) -> dict[str, int]:
    """Of open alerts: open (they ask for something), new, shelved, returned, held, service; one question."""
    rows = _seen(actor).filter(replace(wanted, covered=None, aside="").as_query(), closed_at=None).order_by()
    asks = Q(aside="", shelved_until=None)
    found: dict[str, int] = rows.aggregate(
        open=Count("id", filter=asks), new=Count("id", filter=asks & Q(state="new")),
        shelved=Count("id", filter=Q(aside="", shelved_until__isnull=False)),
        returned=Count("id", filter=asks & Q(state="returned")), held=Count("id", filter=Q(aside="held")),
        service=Count("id", filter=Q(aside="service")),
    )  # fmt: skip
    return found


def alert(actor: Actor, code: str) -> Alert:
    """One alert by its code (or number). Raises Alert.DoesNotExist when there is none that the actor may see."""
    is_number = code.isascii() and code.isdigit() and len(code) < 19
    by = Q(code=code) | (Q(pk=int(code)) if is_number else Q())
    return _seen(actor).select_related(*RELATED, "thing__office").get(by)


def alerts_by_number(actor: Actor, numbers: Iterable[int]) -> dict[int, Alert]:
    """Those of these numbers that the actor may see, by number."""
    rows = _seen(actor).filter(pk__in=list(numbers)).select_related(*RELATED)
    return {one.pk: one for one in rows.defer("rule__manifest")}


def alerts_of(actor: Actor, incident: int) -> list[Alert]:
    """Those taken into an incident, by its number; the worst first."""
    rows = _seen(actor).filter(incident_id=incident).select_related(*RELATED)
    return list(rows.defer("rule__manifest").order_by("severity", "opened_at"))


@dataclass(frozen=True, slots=True)
class Curve:
    """The measured values around an alert: (milliseconds of Unix time, value), the limits to draw, the alert's span."""

    points: Sequence[tuple[int, float]]
    limit: float | None
    clear: float | None
    since: datetime
    until: datetime
    opened_at: datetime
    returned_at: datetime | None
    lacking: Days = field(default_factory=dict)


def curve(actor: Actor, one: Alert, points: int = CURVE_POINTS) -> Curve:
    """From some time before it opened until some time after it returned, or until now. Falls back on what it kept."""
    now = clock.now()
    end = one.returned_at or now
    lead = min(max((end - one.opened_at) * LEAD, SHORTEST_LEAD), LONGEST_LEAD)
    since, until = one.opened_at - lead, min(end + lead, now) + timedelta(seconds=1)
    until = max(until, since + timedelta(seconds=1))
    lacking: Days = {}
    try:
        thing, key = one.thing.code, one.series.key
        found = telemetry.points(actor, thing, key, since, until, points=points, partly=True)
        measured = list(zip((found.at_us // 1000).tolist(), found.value.tolist(), strict=True))
        lacking = found.lacking
    except telemetry.Unseen:
        measured = []
    kept = [(at, value) for at, value in one.why.get("points", [])]
    limit, clear = one.why.get("limit"), one.why.get("clear")
    return Curve(measured or kept, limit, clear, since, until, one.opened_at, one.returned_at, lacking)


def history_of(actor: Actor, one: Alert) -> list[Event]:
    """Everything that happened to an alert, newest first."""
    return events_about(actor, one, limit=200)


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first; `before` continues with what is older, None when there is nothing."""

    alerts: Sequence[Alert]
    before: str | None


def history(actor: Actor, wanted: Wanted | None = None, *, before: str = "", limit: int = 50) -> Page:
    """Alerts of all states by the moment they were raised. `before` is what the last page gave. ValueError if it is not."""
    rows = _seen(actor).filter((wanted or Wanted(covered=None)).as_query()).select_related(*RELATED)
    if before:
        moment, _sep, number = before.partition("~")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise ValueError(before)
        rows = rows.filter(Q(raised_at__lt=at) | Q(raised_at=at, id__lt=int(number)))
    found = list(rows.order_by("-raised_at", "-id")[: limit + 1])
    page = found[:limit]
    more = f"{page[-1].raised_at.isoformat()}~{page[-1].pk}" if len(found) > limit else None
    return Page(page, more)


def rules(actor: Actor, *, domain: str = "", with_retired: bool = False) -> list[Rule]:
    """Rules with `versions` and `run` read, and `last_alert_at`, `open_count` told; by domain and key."""
    rows = Rule.objects.filter(visible(actor, Rule))
    if domain:
        rows = rows.filter(domain=domain)
    if not with_retired:
        rows = rows.filter(retired_at=None)
    found = list(
        rows.select_related("place", "thing__place", "narrows", "run")
        .prefetch_related("versions")
        .order_by("domain", "key")
    )
    counted = _seen(actor).order_by().values("rule").annotate(last=Max("raised_at"), n=Count("id", Q(closed_at=None)))
    alerts = {number: (last, count) for number, last, count in counted.values_list("rule", "last", "n")}
    for one in found:
        one.last_alert_at, one.open_count = alerts.get(one.pk, (None, 0))  # type: ignore[attr-defined]
    return found


def rule(actor: Actor, number: int) -> Rule:
    """Raises Rule.DoesNotExist."""
    rows = Rule.objects.filter(visible(actor, Rule)).select_related("place", "thing__place", "narrows", "run")
    return rows.prefetch_related("versions").get(pk=number)


def versions(actor: Actor, one: Rule) -> list[RuleVersion]:
    """Newest first: what it said, from when, by whom and why."""
    return list(rule(actor, one.pk).versions.all())


def lines(actor: Actor, one: Rule, limit: int = 100) -> list[RuleLine]:
    """The rule's log, newest first: taken up, raised, returned. Empty for who may not see the rule."""
    seen = Rule.objects.filter(visible(actor, Rule), pk=one.pk)
    return list(RuleLine.objects.filter(rule__in=seen).order_by("-id")[:limit])


def exported(actor: Actor, domain: str = "") -> list[dict[str, Any]]:
    """What create_rule and narrow_rule take: each rule's facts with its scope, fit for JSON."""
    return [
        {
            "domain": one.domain,
            "key": one.key,
            "origin": one.current.origin,
            "narrows": one.narrows.key if one.narrows else None,
            "place": one.place.key if one.place else None,
            "thing": one.thing.code if one.thing else None,
            "is_enabled": one.is_enabled,
            "facts": one.current.facts,
        }
        for one in rules(actor, domain=domain)
    ]
