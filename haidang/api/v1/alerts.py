"""Alerts and what can be done with them; the same actions as the screens."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office, Person
from haidang.core.rules.alerts import actions
from haidang.core.rules.groups import acting
from haidang.core.rules.groups import queries as groups
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries
from haidang.kernel.action import Actor, Invalid

from .callers import caller, may
from .given import Given
from .paging import checked_limit
from .problems import Missing

router = Router()
State = Literal["open", "new", "acknowledged", "returned", "closed", "all"]


class AlertOut(Schema):
    """An alert; severity 1 is the worst. `opened_at` is the moment of measurement, `raised_at` of our clock.

    aside: why it asks nobody for anything: "covered" by a worse one, "held" by its cause (`held_by`), out of "service"
    (`outage`); empty: it does. group: the alerts of the same cause at the same place.
    """

    code: str
    state: str
    severity: int
    title_vi: str
    title_en: str
    rule: str
    thing: str
    series: str
    place: str
    value_open: float | None
    value_peak: float | None
    value_last: float | None
    unit: str
    opened_at: datetime
    raised_at: datetime
    repeats: int
    acknowledged_at: datetime | None
    acknowledged_by_name: str
    note: str
    level: int
    shelved_until: datetime | None
    returned_at: datetime | None
    closed_at: datetime | None
    incident_code: str
    is_simulated: bool
    aside: str
    held_by: str | None
    outage: int | None
    reminded: int
    group: str

    @staticmethod
    def resolve_held_by(row: Alert) -> str | None:
        return row.held_by.code if row.held_by else None

    @staticmethod
    def resolve_outage(row: Alert) -> int | None:
        return row.outage_id

    @staticmethod
    def resolve_group(row: Alert) -> str:
        return f"r{row.rule.narrows_id or row.rule_id}-p{row.place_id}"

    @staticmethod
    def resolve_rule(row: Alert) -> str:
        return str(row.rule)

    @staticmethod
    def resolve_thing(row: Alert) -> str:
        return row.thing.code

    @staticmethod
    def resolve_series(row: Alert) -> str:
        return row.series.key

    @staticmethod
    def resolve_place(row: Alert) -> str:
        return row.place.key


class AlertPage(Schema):
    items: list[AlertOut]
    next: str | None


class AlertWhole(AlertOut):
    """An alert with its reason: condition, limit and its source, the values that led to it."""

    why: dict[str, Any]


class Note(Given):
    note: str = ""


class Text(Given):
    text: str


class Reason(Given):
    reason: str = ""


class Shelving(Given):
    """`minutes` from 15 to 480; the alert returns by itself."""

    minutes: Annotated[int, Field(ge=15, le=480)]
    reason: str


class Assignment(Given):
    """To a person (account) or an office (code)."""

    person: str = ""
    office: str = ""


def found(request: HttpRequest, code: str) -> Alert:
    return queries.alert(caller(request), code)


@router.get("", response=AlertPage)
def listed(
    request: HttpRequest,
    state: State = "open",
    severity: int | None = None,
    thing: str = "",
    domain: str = "",
    after: str = "",
    limit: int = 100,
) -> dict[str, Any]:
    """`open`: all that is not closed, the worst first, at most `limit`. Other states: newest first, in pages."""
    wanted = queries.Wanted(severity=severity, thing=thing, domain=domain, covered=None)
    actor = may(request, "alert.read")
    if state == "open":
        return {"items": queries.open_alerts(actor, wanted, checked_limit(limit)), "next": None}
    if state != "all":
        wanted = replace(wanted, state=state)
    try:
        page = queries.history(actor, wanted, before=after, limit=checked_limit(limit))
    except ValueError:
        raise Invalid("after", "give the `next` of the page before, unchanged", after) from None
    return {"items": page.alerts, "next": page.before}


class GroupOut(Schema):
    """Open alerts of one cause and area; `key` names the group. severity: the worst of them."""

    key: str
    rule: int | None
    cause_vi: str | None
    cause_en: str | None
    place: str | None
    domain: str
    severity: int
    count: int
    unacknowledged: int
    things: int
    oldest_at: datetime
    newest_at: datetime
    is_simulated: bool


class Outcome(Schema):
    """Codes of those it was done with, and the reason for each that it was not."""

    done: list[str]
    refused: dict[str, str]


class Regrading(Given):
    severity: Annotated[int, Field(ge=1, le=4)]
    reason: str


@router.get("/groups", response=list[GroupOut])
def group_list(
    request: HttpRequest, by: Literal["both", "cause", "area"] = "both", domain: str = "", limit: int = 100
) -> list[dict[str, Any]]:
    """Open alerts that ask for something, in groups of one cause and area, the worst first."""
    actor = may(request, "alert.read")
    found = groups.groups(actor, queries.Wanted(domain=domain, shelved=False), by, checked_limit(limit))
    return [
        {
            "key": one.key, "rule": one.rule, "cause_vi": one.cause.vi if one.cause else None,
            "cause_en": one.cause.en if one.cause else None, "place": one.place.key if one.place else None,
            "domain": one.domain, "severity": one.severity, "count": one.count, "unacknowledged": one.unseen,
            "things": one.things, "oldest_at": one.oldest_at, "newest_at": one.newest_at,
            "is_simulated": one.is_simulated,
        }
        for one in found
    ]  # fmt: skip


@router.post("/groups/{key}/acknowledge", response=Outcome)
def acknowledge_group(request: HttpRequest, key: str, body: Note) -> dict[str, Any]:
    actor = may(request, "alert.read")
    done = acting.acknowledge(actor, groups.members(actor, key, queries.Wanted(shelved=False)), note=body.note)
    return {"done": done.codes, "refused": done.refused}


@router.post("/groups/{key}/shelve", response=Outcome)
def shelve_group(request: HttpRequest, key: str, body: Shelving) -> dict[str, Any]:
    actor = may(request, "alert.read")
    lasting = timedelta(minutes=body.minutes)
    done = acting.shelve(
        actor, groups.members(actor, key, queries.Wanted(shelved=False)), lasting=lasting, reason=body.reason
    )
    return {"done": done.codes, "refused": done.refused}


@router.get("/{code}", response=AlertWhole)
def one(request: HttpRequest, code: str) -> Alert:
    return found(request, code)


@router.post("/{code}/acknowledge", response=AlertOut)
def acknowledge(request: HttpRequest, code: str, body: Note) -> Alert:
    return actions.acknowledge(caller(request), found(request, code), note=body.note)


@router.post("/{code}/assign", response=AlertOut)
def assign(request: HttpRequest, code: str, body: Assignment) -> Alert:
    person, office = recipient(caller(request), body)
    return actions.assign(caller(request), found(request, code), person=person, office=office)


def recipient(actor: Actor, to: Assignment) -> tuple[Person | None, Office | None]:
    person = directory.people(actor).filter(account=to.person).first() if to.person else None
    office = directory.office(actor, to.office) if to.office else None
    if to.person and person is None:
        raise Missing("person", to.person)
    if to.office and office is None:
        raise Missing("office", to.office)
    return person, office


@router.post("/{code}/note", response=AlertOut)
def note(request: HttpRequest, code: str, body: Text) -> Alert:
    return actions.note(caller(request), found(request, code), text=body.text)


@router.post("/{code}/escalate", response=AlertOut)
def escalate(request: HttpRequest, code: str, body: Reason) -> Alert:
    return actions.escalate(caller(request), found(request, code), reason=body.reason)


@router.post("/{code}/deescalate", response=AlertOut)
def deescalate(request: HttpRequest, code: str, body: Reason) -> Alert:
    return actions.deescalate(caller(request), found(request, code), reason=body.reason)


@router.post("/{code}/regrade", response=AlertOut)
def regrade(request: HttpRequest, code: str, body: Regrading) -> Alert:
    """Another level, for a reason; the rule leaves it alone from then on."""
    return actions.regrade(caller(request), found(request, code), severity=body.severity, reason=body.reason)


@router.post("/{code}/shelve", response=AlertOut)
def shelve(request: HttpRequest, code: str, body: Shelving) -> Alert:
    lasting = timedelta(minutes=body.minutes)
    return actions.shelve(caller(request), found(request, code), lasting=lasting, reason=body.reason)


@router.post("/{code}/unshelve", response=AlertOut)
def unshelve(request: HttpRequest, code: str) -> Alert:
    return actions.unshelve(caller(request), found(request, code))


@router.post("/{code}/close", response=AlertOut)
def close(request: HttpRequest, code: str, body: Reason) -> Alert:
    return actions.close(caller(request), found(request, code), reason=body.reason)
