"""The province's own word on who gets what: choices with their days, and what a case would meet with today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from haidang.core.cases import routing
from haidang.core.cases.models import Procedure, RouteChoice
from haidang.core.cases.routing import Way
from haidang.core.directory.models import Office, Place
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.given import needed
from haidang.kernel.manifest.procedure import Route


@action("procedure.route")
def choose(
    do: Doing, procedure: Procedure, office: Office, *, place: Place | None, why: str, why_en: str = "",
    starts: date, ends: date | None = None,
) -> RouteChoice:  # fmt: skip
    """Say who gets this kind of case at a place and below it (everywhere without one), from a day until before another.

    Raises Invalid for days that make no sense, an office that is not there then, and a choice that contradicts another.
    """
    reason = needed("why", why)
    if ends is not None and ends <= starts:
        raise Invalid("ends", _("Chọn ngày sau ngày bắt đầu."), ends)
    if (office.valid_from and office.valid_from > starts) or (office.valid_to and office.valid_to <= starts):
        raise Invalid("office", _("Ngày bắt đầu, cơ quan này không hoạt động."), office.code)
    for other in _at_once(procedure, place, starts, ends):
        raise Invalid(
            "place", _("Đã có: %(office)s, từ %(day)s%(end)s. Kết thúc quy tắc đó trước.") % said(other), str(place)
        )
    choice = RouteChoice.objects.create(
        procedure=procedure, place=place, office=office, why_vi=reason, why_en=why_en.strip() or reason,
        valid_from=starts, valid_to=ends,
    )  # fmt: skip
    do.about(procedure, office=office.code, place=place.path if place else "", why=reason, starts=starts.isoformat(),
             ends=ends.isoformat() if ends else None)  # fmt: skip
    return choice


@action("procedure.unroute")
def end(do: Doing, procedure: Procedure, choice: RouteChoice, *, on: date | None = None) -> RouteChoice:
    """Let a choice end before a day (today); one that has not begun goes."""
    day = on or clock.today()
    fresh = RouteChoice.objects.select_for_update().select_related("office").get(pk=choice.pk, procedure=procedure)
    if fresh.valid_to is not None and fresh.valid_to <= day:
        raise NotPossible(_("Quy tắc này đã kết thúc."))
    do.about(procedure, office=fresh.office.code, ends=day.isoformat())
    if fresh.valid_from >= day:
        fresh.delete()
        return fresh
    fresh.valid_to = day
    fresh.save(update_fields=["valid_to"])
    return fresh


def said(one: RouteChoice) -> dict[str, str]:
    until = _(" đến trước %(day)s") % {"day": f"{one.valid_to:%d/%m/%Y}"} if one.valid_to else ""
    return {"office": str(one.office), "day": f"{one.valid_from:%d/%m/%Y}", "end": until}


def _at_once(procedure: Procedure, place: Place | None, starts: date, ends: date | None) -> QuerySet[RouteChoice]:
    """Choices for exactly this place on some of the same days."""
    rows = RouteChoice.objects.filter(procedure=procedure, place=place).select_related("office")
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gt=starts))
    return rows.filter(valid_from__lt=ends) if ends else rows


def of(procedure: Procedure) -> list[RouteChoice]:
    """Those in force and to come first, then the past ones."""
    rows = list(procedure.routes.select_related("office", "place").order_by("-valid_from", "pk"))
    return sorted(rows, key=lambda one: one.valid_to is not None and one.valid_to <= clock.today())


@dataclass(frozen=True, slots=True)
class Conflict:
    """A choice that does not do what it says: another stands over it, its office has gone, its place has ended."""

    choice: RouteChoice
    why: str


def conflicts(rows: list[RouteChoice]) -> Iterator[Conflict]:
    """The choices that do not do what they say, of those that hold today or will."""
    today = clock.today()
    now = [one for one in rows if one.valid_to is None or one.valid_to > today]
    for one in now:
        if one.office.valid_to is not None and one.office.valid_to <= today:
            yield Conflict(one, _("cơ quan nhận đã ngừng hoạt động"))
        if one.place is not None and one.place.valid_to is not None and one.place.valid_to <= today:
            yield Conflict(one, _("địa bàn đã sáp nhập; đặt lại cho địa bàn mới"))
        for other in now:
            if one.place is None and other.place is not None and other.office_id != one.office_id:
                yield Conflict(
                    one,
                    _("ở %(place)s, quy tắc riêng cho %(office)s đi trước")
                    % {"place": other.place, "office": other.office},
                )
            elif _is_inside(one, other):
                yield Conflict(
                    one,
                    _("trong đó %(place)s có quy tắc riêng: %(office)s")
                    % {"place": other.place, "office": other.office},
                )


def _is_inside(one: RouteChoice, other: RouteChoice) -> bool:
    if one.place is None or other.place is None or one.pk == other.pk or one.office_id == other.office_id:
        return False
    return other.place.path != one.place.path and other.place.path.startswith(one.place.path)


def tried(procedure: Procedure, routes: list[Route], place: Place, answers: dict[str, object] | None = None) -> Way:
    """Where a case of this kind at a place would go today, and why. Raises Invalid when nobody can take it."""
    return routing.way_for(procedure, routes, place, answers or {})
