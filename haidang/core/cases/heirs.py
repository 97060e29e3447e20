"""Places that merged and offices that ended while a case was open: it goes to whoever followed, its clocks untouched."""

import logging
from dataclasses import dataclass
from typing import cast

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office, Place
from haidang.core.directory.outlines import commune_at
from haidang.core.directory.queries import successors_on
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, action, system
from haidang.kernel.bilingual import both
from haidang.kernel.geo import Point

from . import log as lines
from . import papers, routing, stays, words
from .models import Case
from .under_way import changing, tell

log = logging.getLogger(__name__)
SYNC = system("sync")


@dataclass(frozen=True, slots=True)
class Heir:
    """Where a case belongs today."""

    place: Place
    office: Office


def hand_on() -> int:
    """Hand on every open case whose place or office is no more; how many were. One that nobody can take is told of."""
    today = clock.today()
    gone = Q(place__valid_to__lte=today) | Q(office__valid_to__lte=today)
    count = 0
    for case in Case.objects.filter(gone, ended_at=None).select_related("place", "office", "procedure", "version"):
        try:
            inherit(SYNC, case)
        except Invalid as error:
            log.warning("nobody takes %s over: %s", case.code, error.message)
        else:
            count += 1
    return count


@action("case.inherit")
def inherit(do: Doing, case: Case) -> Case:
    """Give it to the office of today for the place of today. Raises Invalid when there is none."""
    with changing(do, case) as case:
        heir, before, then = heir_of(case), case.office, case.place
        case.place = heir.place
        if heir.office != before:
            text = words.inherited(before, heir.office, then, heir.place)
            officer = case.officer
            routing.hand_to(case, routing.Way(heir.office, text))
            if officer is not None and officer.duties.filter(office=heir.office, revoked_at=None).exists():
                case.officer = officer
            papers.hand_over(do, case)
            stays.turn_over(case, do.at)
            lines.write(do, case, "auto", text, before, heir.office, for_citizen=True)
            tell(do, case, [heir.office], both(msgid("%(code)s chuyển đến"), code=case.code), text)
        if case.place != then:
            case.place_then = case.place_then or then
        case.folded = f"{case.folded} {case.place.folded}"
    return case


def heir_of(case: Case) -> Heir:
    """The successor of its place, and the office that followed its office there; else whom the routes of today name."""
    place, _then = today_of(case.place, case.point)
    today = clock.today()
    followed = cast(list[Office], successors_on(case.office, today))
    covering = [one for one in followed if place.path.startswith(one.place.path)]
    if covering:
        return Heir(place, max(covering, key=lambda one: len(one.place.path)))
    if len(followed) == 1:
        return Heir(place, followed[0])
    return Heir(place, routing.way_for(case.procedure, case.version.book.procedure.route, place, case.answers).office)


def today_of(place: Place, point: Point | None = None) -> tuple[Place, Place | None]:
    """The place as it is today, and the one it was if that is another.

    Of a place that was divided, the part around the point. Raises Invalid when that is not known either.
    """
    if place.valid_to is None or place.valid_to > clock.today():
        return place, None
    found = cast(list[Place], successors_on(place, clock.today()))
    if len(found) > 1 and point is not None:
        around = commune_at(point)
        found = [one for one in found if around is not None and around.path.startswith(one.path)] or found
    if len(found) != 1:
        parts = ", ".join(one.name_vi for one in found)
        message = (
            _("%(place)s không còn; chọn địa bàn ngày nay: %(parts)s.")
            if parts
            else _("%(place)s không còn; chọn địa bàn ngày nay.")
        )
        raise Invalid("place", message % {"place": place, "parts": parts}, place.key)
    return found[0], place
