"""The board of a team lead: load and age, on time by the first deadline and by the extended one, what is late."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from haidang.core.cases import boards, queries
from haidang.core.cases.boards import AGES, Board, Load
from haidang.core.cases.queries import Filters
from haidang.core.directory.models import Office
from haidang.core.directory.permissions import may_somewhere
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.facts import Words
from haidang.web.desk.entrance import room
from haidang.web.desk.procedures.listing import KINDS, kind_words
from haidang.web.middleware import AskingRequest

from .listing import row

MOST_LATE = 30
FULL = 8
"""So many cases of an age have the darkest shade, where no bucket has more."""


@require_GET
@room("case.read")
def board(request: AskingRequest) -> HttpResponse:
    """By office, or by officer of one office; the whole page, or for htmx the live part."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    office = Office.objects.filter(code=request.GET.get("office", "")[:40]).first()
    facts = _facts(request.actor, kind, office) | {"here": request.get_full_path()}
    is_part = request.headers.get("HX-Request") == "true"
    return render(request, "desk/cases/_board.html" if is_part else "desk/cases/board.html", facts)


def _facts(actor: Actor, kind: str, office: Office | None) -> dict[str, Any]:
    about = Board(kind=kind, office=office.code if office else "")
    lines = boards.loads(actor, about, "officer" if office else "office")
    if office is None and len({one.key for one in lines}) == 1:  # whoever sees one office alone wants its people
        office = Office.objects.get(code=lines[0].key)
        lines = boards.loads(actor, Board(kind=kind, office=office.code), "officer")
    late = queries.inbox(actor, Filters(kind=kind, state="late", office=office.code if office else ""), limit=MOST_LATE)
    kept = {"office": office.code if office else "", "kind": kind}
    return {
        "office": office,
        "office_name": name_of(office) if office else "",
        "whole": line(boards.whole(actor, about), ""),
        "lines": [line(one, _url(one, kind, office), most_of(lines)) for one in lines],
        "late": [row(one) for one in late.rows],
        "more_late": bool(late.after),
        "late_url": _list_url(kept | {"tab": "late"}),
        "kinds": [(key, kind_words(key), _board_url(kept | {"kind": key}), key == kind) for key in ("", *KINDS[:2])],
        "all_url": _board_url({"kind": kind}),
        "buckets": buckets(),
        "may_pick": may_somewhere(actor, "case.assign"),
    }


def buckets() -> list[str]:
    """The heads of the columns of age, in days."""
    edges = [0, *AGES]
    inner = [f"{low + 1}-{high}" if low else f"≤ {high}" for low, high in zip(edges, AGES, strict=False)]
    return [*inner, f"> {AGES[-1]}"]


def most_of(lines: list[Load]) -> int:
    return max((number for one in lines for number in one.ages), default=0)


def line(one: Load, url: str, most: int = 0) -> dict[str, Any]:
    """`most` is the largest number of a bucket in the table, which the shades go by."""
    return {
        "load": one,
        "name": shown(Words(vi=one.vi, en=one.en)) if one.vi else "",
        "url": url,
        "on_time": None if one.share_on_time is None else 100 * one.share_on_time,
        "extended": None if one.share_extended is None else 100 * one.share_extended,
        "ages": [(number, max(1, round(4 * number / max(most, FULL))) if number else 0) for number in one.ages],
    }


def _url(one: Load, kind: str, office: Office | None) -> str:
    """Down to the people of an office, then to the list of one of them."""
    if office is None:
        return _board_url({"office": one.key, "kind": kind})
    kept = {"office": office.code, "kind": kind}
    return _list_url(kept | ({"officer": one.key} if one.key else {"tab": "unassigned"}))


def _board_url(asked: dict[str, Any]) -> str:
    return _with(reverse("cases_board"), asked)


def _list_url(asked: dict[str, Any]) -> str:
    return _with(reverse("cases"), asked)


def _with(url: str, asked: dict[str, Any]) -> str:
    kept = {name: value for name, value in asked.items() if value not in ("", None)}
    return f"{url}?{urlencode(kept)}" if kept else url
