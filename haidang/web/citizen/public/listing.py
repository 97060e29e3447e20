"""Published reports as everybody sees them: public words, a rounded place, copies with faces and plates blurred."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from haidang.core.cases import queries
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.spread import Spot
from haidang.core.files import queries as files
from haidang.core.files.models import File
from haidang.kernel import keyset
from haidang.kernel.bilingual import name_of, shown
from haidang.web.citizen.follow.steps import words_for_all
from haidang.web.citizen.report.form import KIND

ROUND = 3
"""Decimals of a degree: about 100 m. A street is public, a front door is not."""
ON_A_PAGE = 20
CALM = 9
"""What the map's own clusters say when nothing in them is an alarm."""
STATES = {"open": Q(ended_at=None), "done": Q(ended_at__isnull=False)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to, as the address says it; what is unknown there does not narrow."""

    procedure: str = ""
    place: str = ""
    state: str = ""
    words: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> "Wanted":
        return cls(*(asked.get(name, "")[:100] for name in ("procedure", "place", "state", "words")))

    @property
    def address(self) -> str:
        pairs = {name: getattr(self, name) for name in self.__slots__ if getattr(self, name)}
        return urlencode(pairs)

    def rows(self, kinds: dict[str, Procedure], paths: dict[str, str]) -> QuerySet[Case]:
        procedure = kinds.get(self.procedure)
        found = queries.published(
            procedure=procedure.pk if procedure else None, place=paths.get(self.place, ""), words=self.words
        )
        return found.filter(STATES.get(self.state, Q()))


def kinds() -> dict[str, Procedure]:
    """The kinds of report by the key that stands in addresses."""
    return {one.key: one for one in queries.procedures(kind=KIND)}


def page_of(rows: QuerySet[Case], after: str) -> tuple[list[Case], str]:
    """One page, and what gets the next one. Raises Invalid for a wrong `after`."""
    if after:
        rows = rows.filter(keyset.older("published_at", after))
    found = list(rows[: ON_A_PAGE + 1])
    end = found[ON_A_PAGE - 1] if len(found) > ON_A_PAGE else None
    return found[:ON_A_PAGE], keyset.said(end.published_at, end.pk) if end else ""


def cards(cases: list[Case]) -> list[dict[str, Any]]:
    pictures = pictures_of(cases)
    return [card(one) | {"picture": next(iter(pictures.get(one.pk, [])), None)} for one in cases]


def card(case: Case) -> dict[str, Any]:
    book = case.version.book
    return {
        "case": case,
        "what": shown(book.procedure.short or book.procedure.name),
        "icon": book.procedure.icon or "message-report",
        "place": name_of(case.place),
        "state": words_for_all(case.flow.state(case.state)),
    }


def pictures_of(cases: list[Case]) -> dict[int, list[File]]:
    """The public copies of what is shown of each case, by its number, in two queries however many there are."""
    papers = queries.public_papers(cases)
    copies = files.copies_of([one.file for one in papers], "public")
    found: dict[int, list[File]] = {case.pk: [] for case in cases}
    for one in papers:
        if one.file_id in copies:
            found[one.case_id].append(copies[one.file_id])
    return found


def points(spots: list[Spot]) -> dict[str, Any]:
    """GeoJSON for the map: a mark for each cell, with how many lie there; what is done is hollow."""
    return {"type": "FeatureCollection", "features": [_feature(one) for one in spots]}


def _feature(spot: Spot) -> dict[str, Any]:
    properties: dict[str, Any] = {"silent": not spot.open}
    if spot.case is not None:
        page = reverse("app_report_public", args=[spot.case.code])
        properties |= {"id": spot.case.code, "name": shown(spot.case.titled), "page": page}
    else:
        properties |= {"point_count": spot.count, "worst": CALM}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(spot.point.lon, ROUND), round(spot.point.lat, ROUND)]},
        "properties": properties,
    }
