"""Recording events, taking violations in and leading them on. Raises Invalid that names the field, NotPossible, Refused."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from haidang.core.directory.models import Place
from haidang.core.directory.numbers import next_code
from haidang.core.things.models import Thing
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.geo import Point
from haidang.kernel.given import bounded, checked_point, needed
from haidang.kernel.sealing import seal, unseal

from .book import EVENTS, FLOW, VIOLATIONS
from .models import OrderEvent, Violation

MOST_AT_ONCE = 1_000
MOST_HURT = 10_000
AHEAD = timedelta(minutes=10)


@action("order_event.record", on="place")
def record(
    do: Doing, *, place: Place, kind: str, at: datetime, source: str, summary: str = "", point: Point | None = None,
    deaths: int = 0, injured: int = 0, damage: float | None = None, ref: str = "", is_simulated: bool = False,
) -> OrderEvent:  # fmt: skip
    """Write an event down; one that the same source has told before is given back as it is."""
    if kind not in EVENTS:
        raise Invalid("kind", _("Chọn một loại vụ việc trong danh mục."), kind)
    if at > do.at + AHEAD:
        raise Invalid("at", _("Giờ xảy ra chưa đến."), at.isoformat())
    for name, number in (("deaths", deaths), ("injured", injured)):
        if not 0 <= number <= MOST_HURT:
            raise Invalid(name, _("Số người không đúng."), number)
    if damage is not None and not (math.isfinite(damage) and damage >= 0):
        raise Invalid("damage", _("Thiệt hại là số không âm, triệu đồng."), damage)
    known = OrderEvent.objects.filter(source=source, ref=ref).first() if ref else None
    if known is not None:
        do.about(known, known=True)
        return known
    if point is not None:
        checked_point(point)
    event = OrderEvent.objects.create(
        code=next_code(OrderEvent, "VV"), ref=bounded("ref", ref, 60), kind=kind, at=at, place=place,
        lon=point.lon if point else None, lat=point.lat if point else None, summary=bounded("summary", summary, 1000),
        deaths=deaths, injured=injured, damage=damage, source=bounded("source", needed("source", source), 80),
        recorded_at=do.at, recorded_by_name=do.actor.name, is_simulated=is_simulated,
    )  # fmt: skip
    do.about(event, event_kind=kind)
    return event


@action("order_event.close")
def close(do: Doing, event: OrderEvent, *, outcome: str) -> OrderEvent:
    event = OrderEvent.objects.select_for_update().get(pk=event.pk)
    if event.closed_at:
        raise NotPossible(_("Vụ việc này đã kết thúc."))
    with do.changing(event, "closed_at", "outcome"):
        event.closed_at, event.outcome = do.at, bounded("outcome", needed("outcome", outcome), 1000)
        event.save()
    return event


@dataclass(frozen=True, slots=True)
class Found:
    """A violation as a camera system tells it. `plate` as read; "" where none was."""

    ref: str
    kind: str
    place: Place
    at: datetime
    plate: str = ""
    camera: Thing | None = None


@dataclass(frozen=True, slots=True)
class Doors:
    """Where violations come from: what permission is asked about."""

    source: str

    kind_name = "violation"
    pk = ""
    data_class = "internal"
    scope_place = ""
    scope_office = ""

    def __str__(self) -> str:
        return self.source


@action("violation.take")
def take(do: Doing, doors: Doors, found: Sequence[Found], *, is_simulated: bool = False) -> list[Violation]:
    """Take in what cameras found: all, or none. A kind without a procedure is refused; what is known is not taken twice."""
    if len(found) > MOST_AT_ONCE:
        raise Invalid("violations", _("Nhiều nhất %(most)s vi phạm một lượt.") % {"most": MOST_AT_ONCE}, len(found))
    source = bounded("source", needed("source", doors.source), 80)
    rows = [_taken(do, at, one, source, is_simulated) for at, one in enumerate(found)]
    there = set(
        Violation.objects.filter(source=source, ref__in=[one.ref for one in rows]).values_list("ref", flat=True)
    )
    fresh = {one.ref: one for one in rows if one.ref not in there}
    made = Violation.objects.bulk_create(fresh.values())
    do.about(doors, taken=len(made), known=len(rows) - len(made))
    return made


def _taken(do: Doing, number: int, one: Found, source: str, is_simulated: bool) -> Violation:
    kind = VIOLATIONS.get(one.kind)
    where = f"violations.{number}"
    if kind is None:
        raise Invalid(f"{where}.kind", _("Không có loại vi phạm này trong danh mục."), one.kind)
    if not kind.has_procedure:
        raise Invalid(f"{where}.kind", _("Loại vi phạm này chưa có quy trình xử lý, nên không nhận."), one.kind)
    if one.at > do.at + AHEAD:
        raise Invalid(f"{where}.at", _("Giờ vi phạm chưa đến."), one.at.isoformat())
    return Violation(
        ref=bounded(f"{where}.ref", needed(f"{where}.ref", one.ref), 80), kind=one.kind, camera=one.camera, place=one.place,
        at=one.at, taken_at=do.at, state=FLOW.start, state_at=do.at, due_at=do.at + (kind.within(FLOW.start) or timedelta()),
        sealed=seal(one.plate.strip()) if one.plate.strip() else None, source=source, is_simulated=is_simulated,
    )  # fmt: skip


@action("violation.move", on="place")
def move(do: Doing, *, place: Place, violations: Sequence[Violation], key: str, reason: str = "") -> int:
    """Lead violations on by one move of the flow: all of them or none. `place` holds them all."""
    ids = [one.pk for one in violations]
    rows = list(Violation.objects.select_for_update().filter(pk__in=ids).select_related("place").order_by("pk"))
    if not rows or len(rows) > MOST_AT_ONCE:
        raise Invalid("violations", _("Chọn từ 1 đến %(most)s vi phạm.") % {"most": MOST_AT_ONCE}, len(rows))
    if any(not one.place.path.startswith(place.path) for one in rows):
        raise Invalid("violations", _("Có vi phạm ngoài địa bàn của bạn."), place.key)
    for one in rows:
        state = FLOW.take(one.state, key, reason=reason)
        if one.state == FLOW.start:
            one.checked_at = do.at
        one.state, one.state_at, one.by_name, one.why = state.key, do.at, do.actor.name, bounded("reason", reason, 500)
        within = VIOLATIONS[one.kind].within(state.key) if one.kind in VIOLATIONS else None
        one.due_at, one.ended_at = do.at + within if within else None, do.at if state.final else None
    Violation.objects.bulk_update(rows, ["state", "state_at", "by_name", "why", "due_at", "ended_at", "checked_at"])
    do.about(place, move=key, violations=len(rows), refs=[one.ref for one in rows[:20]])
    return len(rows)


@action("violation.look")
def look(do: Doing, violation: Violation, *, reason: str) -> str:
    """The number plate, for a reason; each look is an event."""
    do.about(violation, reason=bounded("reason", needed("reason", reason), 300))
    return unseal(bytes(violation.sealed)) if violation.sealed else ""
