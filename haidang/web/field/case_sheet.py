"""A report in words for whoever goes there: a card of the list, and its page. Who sent it is never told here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.cases import at_hand, queries
from haidang.core.cases.models import Case
from haidang.core.cases.under_way import mark_of
from haidang.core.directory.models import FieldUnit, Office, Place
from haidang.core.directory.permissions import decide
from haidang.core.directory.queries import person_of
from haidang.core.files import queries as files
from haidang.core.ui import numbers
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point, distance_m
from haidang.web.desk.cases.forms import Take
from haidang.web.desk.cases.showing import moves as moves_shown
from haidang.web.desk.cases.showing import papers as papers_shown

from .sheet import Said

MOST_LINES = 8
OFFICERS = ("action", "note", "auto")


@dataclass(frozen=True, slots=True)
class Card:
    """One report of the list. `metres` from where the reader was last known to be; None when either is unknown."""

    case: Case
    url: str
    state: str
    status: str
    grade: str
    severity: int | None
    place: str
    metres: float | None

    @property
    def far(self) -> str:
        if self.metres is None:
            return ""
        if self.metres < 1000:
            return f"{numbers.said(self.metres, 0)} m"
        return f"{numbers.said(self.metres / 1000, 1)} km"


def card(case: Case, here: Point | None = None) -> Card:
    grade = case.version.book.grade(case.grade)
    return Card(
        case,
        url=reverse("field_case", args=[case.code]),
        state=shown(case.flow.state(case.state).name),
        status="late" if case.is_late else "wait" if case.paused_at else "" if case.is_open else "done",
        grade=shown(grade.name) if grade else "",
        severity=grade.severity if grade else None,
        place=", ".join(filter(None, (case.address, name_of(case.place)))),
        metres=distance_m(here, case.point) if here and case.point else None,
    )


def listed(actor: Actor, *, nearest_first: bool) -> dict[str, Any]:
    """What the list shows of reports: those the actor holds, then those of their offices nobody holds yet."""
    here = here_of(actor)
    found = {
        "held": [card(one, here) for one in at_hand.held(actor)],
        "unheld": [card(one, here) for one in at_hand.unheld(actor)],
    }
    if nearest_first:
        for cards in found.values():
            cards.sort(key=lambda one: (one.metres is None, one.metres or 0.0))
    return {**found, "nearest_first": nearest_first, "may_sort": here is not None}


def here_of(actor: Actor) -> Point | None:
    """Where somebody is as far as is known: where their unit last was, else the middle of the place their office serves."""
    if actor.kind != "person":
        return None
    unit = FieldUnit.objects.filter(members=int(actor.id)).order_by("code").first()
    if unit is not None:
        return Point(unit.lon, unit.lat)
    offices = Office.objects.filter(duties__person=int(actor.id), duties__revoked_at=None)
    place = Place.objects.filter(offices__in=offices, lon__isnull=False).order_by("path").last()
    return Point(place.lon, place.lat) if place and place.lon is not None and place.lat is not None else None


def sheet(actor: Actor, case: Case, *, typed: tuple[str, QueryDict] | None = None) -> dict[str, Any]:
    """Everything the page of a report shows. `typed` is what was sent and refused: which form, and its fields."""
    which, given = typed or ("", QueryDict())
    point, moves = case.point, _moves(actor, case, which, given)
    papers = list(_photos(actor, case))
    me = person_of(actor)
    return {
        "case": case,
        "card": card(case, here_of(actor)),
        "what": shown(case.version.book.procedure.short or case.version.book.procedure.name),
        "holder": case.officer.full_name if case.officer else "",
        "is_mine": me is not None and case.officer_id == me.pk,
        "mark": mark_of(case),
        "moves": moves,
        "may_take": case.is_open and case.officer_id is None and bool(decide(actor, "case.assign", case)),
        "may_attach": case.is_open and not case.merged_into_id and bool(decide(actor, "case.attach", case)),
        "may_note": bool(decide(actor, "case.note", case)),
        "photos": [
            (title, [one for one in papers if one["paper"].role == role])
            for role, title in (("before", _("Ảnh trước")), ("after", _("Ảnh sau khi xử lý")))
        ],
        "map_url": f"{reverse('map')}?map={point.lat:.5f},{point.lon:.5f},15" if point else "",
        "geo_url": f"geo:{point.lat:.5f},{point.lon:.5f}" if point else "",
        "log": _log(case),
        "note_typed": given.get("text", "") if which == "note" else "",
        "left_over": _left_over(which, given, moves),
    }


def _photos(actor: Actor, case: Case) -> Iterator[dict[str, Any]]:
    """The papers as the actor may see them: who may not see the original gets the copy without faces and plates."""
    papers = papers_shown(case)
    copies = files.copies_of([one["paper"].file for one in papers], "public")
    for one in papers:
        file = one["paper"].file
        if decide(actor, "file.read", file):
            yield one
            continue
        copy = copies.get(file.pk)
        url = reverse("case_file", args=[case.code, copy.token]) if copy and decide(actor, "file.read", copy) else ""
        yield one | {"url": url, "thumb": url if copy and copy.media_type.startswith("image/") else ""}


def _moves(actor: Actor, case: Case, which: str, given: QueryDict) -> list[dict[str, Any]]:
    """The open moves, the likely one first, each with its form."""
    facts = {one.key: one for one in case.flow.moves}
    return [
        one
        | {
            "form": Take(given if which == one["key"] else None, case=case, move=facts[one["key"]], prefix=one["key"]),
            "to": facts[one["key"]].to,
            "is_grave": case.flow.is_final(facts[one["key"]].to) and "reason_key" in facts[one["key"]].needs,
            "is_open": which == one["key"],
        }
        for one in moves_shown(actor, case)
    ]


def _left_over(which: str, given: QueryDict, moves: list[dict[str, Any]]) -> list[str]:
    """What was written for a move that is not open any more: shown, so that nothing is lost."""
    if not which or which == "note" or any(one["key"] == which and not one["blockers"] for one in moves):
        return []
    written = (str(given.get(name, "")) for name in (f"{which}-text", f"{which}-reason"))
    return [text for text in written if text.strip()]


def _log(case: Case) -> list[Said]:
    """What officers and the program did lately; what the program wrote while somebody sent it bears no name."""
    lines = [one for one in queries.lines(case, for_citizen=False, limit=60) if one.kind in OFFICERS]
    return [
        Said(
            one.at,
            "auto" if one.kind == "auto" else "action",
            shown(one.text),
            "" if one.kind == "auto" else one.actor_name,
        )
        for one in lines[:MOST_LINES]
    ]
