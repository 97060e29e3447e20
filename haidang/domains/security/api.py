"""Violations from camera systems: `POST /api/v1/security/violations`, with a key of the scope `violations`."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from haidang.core.directory.models import Place
from haidang.core.directory.queries import place_on
from haidang.core.directory.rooms import actor_of
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Invalid

from . import actions
from .actions import MOST_AT_ONCE, Doors, Found

router = Router(tags=["security"])


class ViolationIn(Schema):
    """`ref` is its number in the sender's system, `kind` a key of the catalogue, `camera` the code of a thing, or `place` a key.

    `plate` is sealed on arrival and opened only by those who deal with the violation.
    """

    model_config = ConfigDict(extra="forbid")

    ref: Annotated[str, Field(max_length=80)]
    kind: str
    at: datetime
    camera: str = ""
    place: str = ""
    plate: Annotated[str, Field(max_length=20)] = ""


class Delivery(Schema):
    model_config = ConfigDict(extra="forbid")

    source: Annotated[str, Field(max_length=80)]
    violations: Annotated[list[ViolationIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Receipt(Schema):
    """`known` were taken before and are left as they are."""

    given: int
    taken: int
    known: int


@router.post("/violations", response={201: Receipt}, summary="Send violations that cameras found")
def send(request: HttpRequest, delivery: Delivery) -> tuple[int, Receipt]:
    """All of them or none: 422 names the first that cannot be taken. A kind without a procedure is refused."""
    codes = {one.camera for one in delivery.violations if one.camera}
    cameras = {one.code: one for one in Thing.objects.filter(code__in=codes, type="camera").select_related("place")}
    places = {key: place_on(key, clock.today()) for key in {one.place for one in delivery.violations if not one.camera}}
    found = [_found(at, one, cameras, places) for at, one in enumerate(delivery.violations)]
    made = actions.take(actor_of(request), Doors(delivery.source), found)
    return 201, Receipt(given=len(found), taken=len(made), known=len(found) - len(made))


def _found(number: int, one: ViolationIn, cameras: dict[str, Thing], places: dict[str, Place | None]) -> Found:
    camera = cameras.get(one.camera)
    if one.camera and camera is None:
        raise Invalid(f"violations.{number}.camera", _("Không có camera mang mã này."), one.camera)
    place = camera.place if camera else places[one.place]
    if place is None:
        raise Invalid(f"violations.{number}.place", _("Ghi camera hoặc mã địa bàn."), one.place)
    if one.at.tzinfo is None:
        raise Invalid(
            f"violations.{number}.at", _("Ghi giờ kèm múi giờ, như 2026-11-22T08:00:00+07:00."), one.at.isoformat()
        )
    return Found(one.ref, one.kind, place, one.at, one.plate, camera)
