"""Which indexes there are, one version of one, one year's sheet."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.directory.permissions import decide
from haidang.core.files import queries as files
from haidang.core.indexes import queries, surveys
from haidang.core.indexes.models import Assessment
from haidang.core.indexes.parts import parts_of
from haidang.core.service_index import facts as index_766
from haidang.core.service_index import periods
from haidang.core.service_index import queries as service_index
from haidang.core.ui import numbers
from haidang.kernel import clock
from haidang.kernel.bilingual import shown
from haidang.kernel.index_book import Book, books
from haidang.kernel.survey import surveys as declared
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.sheet import as_csv

from .characteristics import cards

MOST_GAPS = 6


def state_said(state: str) -> str:
    return {"open": _("đang tự chấm"), "sent": _("đã gửi tự chấm"), "verified": _("đã có điểm thẩm định")}[state]


def found_book(code: str) -> Book:
    book = books().get(code)
    if book is None:
        raise Http404(code)
    return book


def found_year(code: str, year: int) -> Assessment:
    row = queries.assessment(code, year)
    if row is None:
        raise Http404(f"{code} {year}")
    return row


@require_GET
@room("index.read")
def overview(request: AskingRequest) -> HttpResponse:
    month = periods.read(f"{clock.today():%Y-%m}")
    facts = {
        "versions": queries.versions(request.actor), "month": month, "result": service_index.result(month),
        "index_766": index_766.index(), "cards": cards(request.actor),
        "surveys": [surveys.results(one) for one in declared().values()],
    }  # fmt: skip
    return render(request, "desk/indexes/overview.html", facts)


@require_GET
@room("index.read")
def version(request: AskingRequest, book: str) -> HttpResponse:
    facts_ = found_book(book)
    parts = parts_of(book)
    mine = next(one for one in queries.versions(request.actor) if one.book.code == book)
    facts = {
        "book": facts_, "parts": parts, "sheets": mine.sheets, "unknown": sum(one.max is None for one in parts if not one.has_parts),
        "may_change": bool(decide(request.actor, "index.change")), "may_open": bool(decide(request.actor, "index.open")),
    }  # fmt: skip
    return render(request, "desk/indexes/version.html", facts)


@require_GET
@room("index.read")
def sheet(request: AskingRequest, book: str, year: int) -> HttpResponse:
    row = found_year(book, year)
    found = queries.sheet(request.actor, row)
    may = {
        name: bool(decide(request.actor, f"index.{name}", row))
        for name in ("score", "attach", "send", "verify", "rank")
    }
    facts: dict[str, Any] = {
        "row": row, "book": row.says, "sheet": found, "state": state_said(row.state), "gaps": found.gaps[:MOST_GAPS],
        "may_score": may["score"] and row.state == "open", "may_attach": may["attach"] and row.state == "open",
        "may_send": may["send"] and row.state == "open", "may_verify": may["verify"] and row.state != "open",
        "may_rank": may["rank"],
    }  # fmt: skip
    return render(request, "desk/indexes/sheet.html", facts)


@require_GET
@room("index.read")
def export(request: AskingRequest, book: str, year: int) -> HttpResponseBase:
    found = queries.sheet(request.actor, found_year(book, year))
    head = (
        _("Chỉ số"),
        _("Tên"),
        _("Tối đa"),
        _("Tự chấm"),
        _("Thẩm định"),
        _("Còn thiếu"),
        _("Minh chứng"),
        _("Nguồn"),
    )
    rows = (
        (one.part.key, shown(one.part.name), *(_number(each) for each in (one.part.max, one.own, one.verified, one.gap)),
         str(len(one.evidence)), f"{one.part.source} [{one.part.trust}]")
        for one in found.lines
    )  # fmt: skip
    return as_csv(f"{book}-{year}.csv", head, rows)


def _number(value: float | None) -> str:
    return "" if value is None else numbers.said(value)


@require_GET
@room("index.read")
def file(request: AskingRequest, book: str, year: int, number: int) -> HttpResponseBase:
    """A file of evidence."""
    found = queries.evidence_file(found_year(book, year), number)
    if found is None or found.state != "kept":
        raise Http404(str(number))
    content = files.open_file(request.actor, found)
    return FileResponse(content, as_attachment=True, filename=found.name, content_type=found.media_type)


@require_GET
@room("index.read")
def survey(request: AskingRequest, key: str) -> HttpResponse:
    one = declared().get(key)
    if one is None:
        raise Http404(key)
    found = surveys.results(one)
    names = {group.key: group for group in one.groups}
    groups = [
        {"group": shown(names[group].name), "choice": shown(names[group].choices[choice]), "count": count, "mean": mean}
        for group, choice, count, mean in found.groups
        if count
    ]
    pillars = [(shown(one_.name), found.pillars.get(one_.key)) for one_ in one.pillars]
    facts = {
        "survey": one, "found": found, "pillars": pillars, "groups": groups, "fewest": surveys.FEWEST,
        "called": one.level(found.mean) if found.mean is not None else None,
    }  # fmt: skip
    return render(request, "desk/indexes/survey.html", facts)
