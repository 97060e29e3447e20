"""What became of each file that came by the door of files."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.doors import queries
from haidang.core.doors.models import DropFile
from haidang.core.things import queries as things
from haidang.kernel import keyset
from haidang.kernel.bilingual import shown
from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.manifest import Words
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.sheet import as_csv

PAGE = 50
MOST_ROWS = 50_000


def outcome_words() -> dict[str, str]:
    return {
        "taken": _("đã nhận"), "partly": _("nhận một phần"), "known": _("đã có"), "refused": _("không nhận"),
        "asked": _("chờ ghép cột"),
    }  # fmt: skip


def worded(rows: Iterable[DropFile]) -> list[tuple[DropFile, str]]:
    words = outcome_words()
    return [(row, words[row.outcome]) for row in rows]


@require_GET
@room("source.read")
def listed(request: AskingRequest) -> HttpResponseBase:
    wanted = {name: request.GET.get(name, "") for name in ("source", "account", "outcome")}
    found = queries.files(request.actor, **wanted)
    if request.GET.get("as") == "csv":
        return _csv(found[:MOST_ROWS])
    words = outcome_words()
    if after := request.GET.get("after", ""):
        found = found.filter(keyset.older("at", after))
    rows = list(found[: PAGE + 1])
    facts = {
        "rows": worded(rows[:PAGE]),
        "next_url": _next(wanted, rows[PAGE - 1]) if len(rows) > PAGE else "",
        "previous_url": f"?{urlencode(wanted)}" if after else "",
        "day": queries.of_a_day(request.actor), "wanted": wanted, "words": words,
        "outcomes": [("", _("Tất cả")), *words.items()],
        "sources": things.sources(request.actor).filter(door="files"),
    }  # fmt: skip
    return render(request, "desk/sources/files.html", facts)


def _next(wanted: dict[str, str], last: DropFile) -> str:
    return f"?{urlencode(wanted | {'after': keyset.said(last.at, last.pk)})}"


def _csv(rows: Iterable[DropFile]) -> HttpResponseBase:
    words = outcome_words()
    head = [
        _("Lúc"), _("Nguồn"), _("Tài khoản"), _("Tệp"), _("Byte"), "SHA-256", _("Kết quả"), _("Số đo mới"), _("Đã có"),
        _("Chờ duyệt"), _("Sai"), _("Lý do đầu"),
    ]  # fmt: skip
    return as_csv("tep-da-nhan.csv", head, (_line(row, words) for row in rows))


def _line(row: DropFile, words: dict[str, str]) -> list[Any]:
    why = shown(Words(vi=row.lines[0][1], en=row.lines[0][2])) if row.lines else ""
    return [
        f"{row.at.astimezone(HO_CHI_MINH):%Y-%m-%d %H:%M:%S}", row.source.key, row.account, row.path, row.size, row.sha256,
        words[row.outcome], row.accepted, row.duplicate, row.waiting, row.wrong, why,
    ]  # fmt: skip


@require_GET
@room("source.read")
def one(request: AskingRequest, number: int) -> HttpResponse:
    row = queries.file(request.actor, number)
    if row is None:
        raise Http404(str(number))
    lines = [(line, shown(Words(vi=vi, en=en))) for line, vi, en in row.lines]
    facts = {
        "row": row, "source": row.source, "lines": lines, "word": outcome_words()[row.outcome],
        "table": queries.table_of(request.actor, row),
    }  # fmt: skip
    return render(request, "desk/sources/file.html", facts)
