"""What is out of service: the list, planning, changing, and bringing it back before its time."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from haidang.core.directory import queries as directory
from haidang.core.rules.outages import actions, queries
from haidang.core.rules.outages.actions import Times
from haidang.core.rules.outages.model import Outage
from haidang.core.rules.outages.queries import Listed
from haidang.core.rules.reading import queries as rules
from haidang.core.things import queries as things
from haidang.kernel.action import Actor

from .callers import caller, may
from .given import Day, Given, Moment
from .paging import checked_limit
from .problems import Missing

router = Router()
Weekday = Annotated[int, Field(ge=0, le=6)]


class OutageOut(Schema):
    """What is out of service: a thing, a place with all in it, or a source; with `rule` (its number) that rule's alarms alone.

    state: now, soon, or over. from_at and until_at: the occurrence under way or the next one, null when it is over.
    weekdays: 0 Monday to 6 Sunday, on which it comes back until `last_on`; empty: once. quiet: open alerts that ask
    nobody for anything because of it.
    """

    id: int
    thing: str | None
    place: str | None
    source: str | None
    rule: int | None
    starts_at: datetime
    ends_at: datetime
    weekdays: list[int]
    last_on: Day | None
    reason: str
    by_name: str
    state: Literal["now", "soon", "over"]
    from_at: datetime | None
    until_at: datetime | None
    quiet: int
    ended_at: datetime | None
    ended_by_name: str
    ended_why: str


class When(Given):
    """From when to when; with `weekdays` again at these hours (of Vietnam) on those days until `last_on`."""

    starts_at: Moment
    ends_at: Moment
    weekdays: Annotated[list[Weekday], Field(max_length=7)] = []
    last_on: Day | None = None
    reason: str

    def times(self) -> Times:
        return Times(self.starts_at, self.ends_at, self.weekdays, self.last_on if self.weekdays else None)


class OutageIn(When):
    """One of `thing` (its code), `place` and `source` (their keys), or a `rule` (its number) alone or beside one of them."""

    thing: str = ""
    place: str = ""
    source: str = ""
    rule: int | None = None


class EndOutage(Given):
    why: str


def _told(one: Listed) -> dict[str, Any]:
    outage, span = one.outage, [at.astimezone(UTC) for at in one.span] if one.span else [None, None]
    plain = (
        "id", "starts_at", "ends_at", "weekdays", "last_on", "reason", "by_name", "ended_at", "ended_by_name", "ended_why",
    )  # fmt: skip
    return {name: getattr(outage, name) for name in plain} | {
        "thing": outage.thing.code if outage.thing else None,
        "place": outage.place.key if outage.place else None,
        "source": outage.source.key if outage.source else None,
        "rule": outage.rule_id, "state": one.state, "from_at": span[0], "until_at": span[1], "quiet": one.quiet,
    }  # fmt: skip


def _afresh(actor: Actor, outage: Outage) -> dict[str, Any]:
    return _told(queries.outage(actor, outage.pk))


@router.get("", response=list[OutageOut])
def listed(
    request: HttpRequest, state: Literal["now", "soon", "over"] = "now", limit: int = 100
) -> list[dict[str, Any]]:
    """Those under way, those to come, or those that are over (newest end first)."""
    return [_told(one) for one in queries.listed(may(request, "outage.read"), state, checked_limit(limit))]


@router.post("", response={201: OutageOut})
def plan(request: HttpRequest, body: OutageIn) -> tuple[int, dict[str, Any]]:
    """Its alarms ask nobody for anything meanwhile; at the end what still holds is told."""
    actor = caller(request)
    drafted = actions.drafted(**_about(actor, body))
    return 201, _afresh(actor, actions.plan(actor, drafted, times=body.times(), reason=body.reason))


def _about(actor: Actor, body: OutageIn) -> dict[str, Any]:
    """The rows that are named. Raises Missing."""
    found = {
        "thing": things.thing(actor, body.thing) if body.thing else None,
        "place": directory.place(actor, body.place) if body.place else None,
        "source": things.sources(actor).filter(key=body.source).first() if body.source else None,
    }
    for name, row in found.items():
        if row is None and getattr(body, name):
            raise Missing(name, getattr(body, name))
    return found | {"rule": rules.rule(actor, body.rule) if body.rule is not None else None}


@router.get("/{number}", response=OutageOut)
def one(request: HttpRequest, number: int) -> dict[str, Any]:
    return _told(queries.outage(caller(request), number))


@router.post("/{number}/change", response=OutageOut)
def change(request: HttpRequest, number: int, body: When) -> dict[str, Any]:
    """Other times or another reason, while it has not ended."""
    actor = caller(request)
    outage = queries.outage(actor, number).outage
    return _afresh(actor, actions.change(actor, outage, times=body.times(), reason=body.reason))


@router.post("/{number}/end", response=OutageOut)
def end(request: HttpRequest, number: int, body: EndOutage) -> dict[str, Any]:
    """Back into service before its time; everything is judged again at once."""
    actor = caller(request)
    return _afresh(actor, actions.end(actor, queries.outage(actor, number).outage, why=body.why))
