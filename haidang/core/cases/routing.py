"""Who gets a case: the province's own choice for its kind and place, then the routes of the procedure, then the committee."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office, Place, valid_on
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import both, names
from haidang.kernel.manifest import Words
from haidang.kernel.manifest.procedure import Route
from haidang.kernel.once import once

from .models import Case, Procedure, RouteChoice

COMMITTEES = ("commune_committee", "district_committee", "province_committee")


@dataclass(frozen=True, slots=True)
class Way:
    """An office, and why it is the one."""

    office: Office
    why: Words


def way_for(procedure: Procedure, routes: list[Route], place: Place, answers: dict[str, object]) -> Way:
    """Raises Invalid when no office of today can take it."""
    return _chosen(procedure, place) or _by_file(routes, place, answers) or _committee(place)


def onward(case: Case) -> Office | None:
    """Where a dossier goes from the counter that took it: the first route past the counters, None when there is none.

    A counter may take what arises elsewhere in the province: whom it concerns is kept with the case as `decides`.
    """
    code = case.suggestion.get("decides")
    if code:
        return Office.objects.filter(valid_on(clock.today()), code=code).exclude(pk=case.office_id).first()
    return deciding(case.version.book.procedure.route, case.place, case.answers, besides=case.office_id)


def deciding(routes: list[Route], place: Place, answers: dict[str, object], *, besides: int = 0) -> Office | None:
    """The office that decides what arises at a place: of those a procedure names, the first that is no service centre."""
    for route in routes:
        if (route.places and place.key not in route.places) or (route.when and not route.when.holds(answers)):
            continue
        office = _office_of(route, place)
        if office is not None and office.pk != besides and office.kind != "centre":
            return office
    return None


def hand_to(case: Case, way: Way) -> None:
    """Let an office hold the case, and nobody in particular there; what lies outside its area comes into it."""
    case.office, case.officer = way.office, None
    case.why_vi, case.why_en = way.why.vi, way.why.en
    if not case.place.path.startswith(way.office.place.path):
        case.place = way.office.place


def _chosen(procedure: Procedure, place: Place) -> Way | None:
    rows = RouteChoice.objects.filter(valid_on(clock.today()), procedure=procedure).select_related("office", "place")
    fitting = [one for one in rows if one.place is None or place.path.startswith(one.place.path)]
    nearest = max(fitting, key=lambda one: len(one.place.path) if one.place else 0, default=None)
    return Way(nearest.office, Words(vi=nearest.why_vi, en=nearest.why_en)) if nearest else None


def _by_file(routes: list[Route], place: Place, answers: dict[str, object]) -> Way | None:
    for route in routes:
        if route.places and place.key not in route.places:
            continue
        if route.when and not route.when.holds(answers):
            continue
        office = _office_of(route, place)
        if office:
            return Way(office, _because(route, place))
    return None


def _office_of(route: Route, place: Place) -> Office | None:
    """The office of today that a route names at a place; of a kind, the one of the nearest area that covers it."""
    if route.office:
        return next(iter(_today(code=route.office)), None)
    covering = [one for one in _today(kind=route.office_kind) if place.path.startswith(one.place.path)]
    if route.level == "province":
        covering = [one for one in covering if one.place.parent_id is None]
    return max(covering, key=lambda one: len(one.place.path), default=None)


def _today(**wanted: str) -> list[Office]:
    """Offices of today, asked once for a page: a counter sends hundreds of dossiers to the same few."""
    rows = Office.objects.filter(valid_on(clock.today()), **wanted).select_related("place")
    return once(("offices of today", *wanted.items()), lambda: list(rows))


def _because(route: Route, place: Place) -> Words:
    """An office that is named takes such work wherever it is; one of a kind takes it for its area."""
    return route.why if route.office else both(msgid("%(why)s: %(place)s"), why=route.why, place=names(place))


def _committee(place: Place) -> Way:
    """The people's committee of the area answers for everything that nobody else does."""
    today = Office.objects.filter(valid_on(clock.today()), kind__in=COMMITTEES).select_related("place")
    office = max(
        (one for one in today if place.path.startswith(one.place.path)),
        key=lambda one: len(one.place.path),
        default=None,
    )
    if office is None:
        raise Invalid("office", _("Chưa có cơ quan nào nhận việc ở %(place)s; thêm quy tắc chuyển.") % {"place": place})
    return Way(office, both(msgid("Chưa có quy tắc chuyển; %(office)s nhận việc trên địa bàn"), office=names(office)))
