"""Things: stations, gauges, substations and whatever else the domains declare."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from haidang.core.directory import queries as directory
from haidang.core.things import actions, queries
from haidang.core.things.models import Series, Thing
from haidang.kernel.action import Actor

from .callers import caller
from .given import Given, Moment
from .paging import Page, cut
from .problems import Missing

router = Router()


class SeriesOut(Schema):
    """One quantity of a thing; `cadence_seconds` is how often it should report."""

    key: str
    unit: str
    cadence_seconds: int
    decimals: int
    is_simulated: bool


class ThingOut(Schema):
    code: str
    type: str
    domain: str
    name_vi: str
    name_en: str
    lon: float | None
    lat: float | None
    place: str
    office: str | None
    source: str | None
    state: str
    state_why: str
    state_until: datetime | None
    fields: dict[str, Any]

    @staticmethod
    def resolve_place(row: Thing) -> str:
        return row.place.key

    @staticmethod
    def resolve_office(row: Thing) -> str | None:
        return row.office.code if row.office else None

    @staticmethod
    def resolve_source(row: Thing) -> str | None:
        return row.source.key if row.source else None


class ThingWhole(ThingOut):
    series: list[SeriesOut]

    @staticmethod
    def resolve_series(row: Thing) -> list[Series]:
        return list(row.series.all())


class ThingFacts(Given):
    """`type` is a kind declared by a domain; `place`, `office` and `source` are keys."""

    type: str
    name_vi: str
    place: str
    source: str
    name_en: str = ""
    office: str = ""
    lon: float | None = None
    lat: float | None = None
    fields: dict[str, Any] = {}

    def given(self, actor: Actor) -> dict[str, Any]:
        """The facts as actions take them: rows in the place of keys. Raises Missing for what the actor does not see."""
        place, source = directory.place(actor, self.place), queries.source(actor, self.source)
        office = directory.office(actor, self.office) if self.office else None
        if place is None:
            raise Missing("place", self.place)
        if source is None:
            raise Missing("source", self.source)
        if self.office and office is None:
            raise Missing("office", self.office)
        return self.dict() | {"place": place, "source": source, "office": office}


class ThingIn(ThingFacts):
    code: str


class ThingChange(Given):
    """What to change; what is left out stays. `state` is active, out_of_service (with `state_why`) or retired."""

    name_vi: str = ""
    name_en: str = ""
    lon: float | None = None
    lat: float | None = None
    state: str = ""
    state_why: str = ""
    state_until: Moment | None = None
    fields: dict[str, Any] = {}


def found(request: HttpRequest, code: str) -> Thing:
    row = queries.thing(caller(request), code)
    if row is None:
        raise Missing("thing", code)
    return row


@router.get("", response=Page[ThingOut])
def listed(
    request: HttpRequest,
    q: str = "",
    domain: str = "",
    type: str = "",  # noqa: A002 - the word of the API
    place: str = "",
    source: str = "",
    after: str = "",
    limit: int = 100,
) -> dict[str, Any]:
    """Things; `place` is a path prefix such as `HD/26506/`, `q` is searched without diacritics."""
    types = [type] if type else []
    rows = queries.things(caller(request), words=q, domain=domain, types=types, place=place, source=source)
    items, following = cut(rows, ("code",), after, limit)
    return {"items": items, "next": following}


@router.post("", response={201: ThingWhole})
def create(request: HttpRequest, body: ThingIn) -> tuple[int, Thing]:
    actor = caller(request)
    return 201, actions.create_thing(actor, **body.given(actor))


@router.get("/{code}", response=ThingWhole)
def one(request: HttpRequest, code: str) -> Thing:
    return found(request, code)


@router.patch("/{code}", response=ThingOut)
def change(request: HttpRequest, code: str, body: ThingChange) -> Thing:
    return actions.change_thing(caller(request), found(request, code), **body.dict(exclude_unset=True))
