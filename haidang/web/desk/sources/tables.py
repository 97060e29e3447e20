"""Tables of readings brought by hand: a preview of what they would give, what is wrong by line, and their taking."""

import io
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from haidang.core.directory.permissions import decide
from haidang.core.doors import bringing, dropping, guessing, queries, reading
from haidang.core.doors.models import ReadingTable
from haidang.core.doors.opening import Opened
from haidang.core.doors.reading import Bad, Found
from haidang.core.pulling.faults import Fault
from haidang.core.things import queries as things
from haidang.core.things.models import Series, Source
from haidang.core.ui.offering import offer
from haidang.kernel.action import Actor, Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Words
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest
from haidang.web.sheet import as_csv

from . import table_form

RECENT = 30
SHOWN_READINGS, SHOWN_BAD = 20, 50
TAKE_ALL, TAKE_RIGHT = "take", "take_right"


class Bring(forms.Form):
    source = forms.ChoiceField(label=gettext_lazy("Nguồn (đơn vị quản trạm)"))
    file = forms.FileField(
        label=gettext_lazy("Tệp CSV hoặc XLSX"), help_text=gettext_lazy("Nhiều nhất 8 MB, 20.000 dòng.")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {one.key: one for one in sources(actor)}
        offer(self, source=[(key, str(one)) for key, one in self.found.items()])
        self.fields["file"].widget.attrs["accept"] = ".csv,.txt,.xlsx"


def sources(actor: Actor) -> list[Source]:
    """Those with series that the actor may bring tables for."""
    found = things.sources(actor).filter(pk__in=Series.objects.values("source"))
    return [one for one in found if decide(actor, "table.bring", one)]


def state_words() -> dict[str, str]:
    return {
        "read": _("chờ xem, ghép cột"), "taken": _("đã ghi hết"), "partly": _("đã ghi dòng đúng"), "dropped": _("đã bỏ"),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@room("source.read")
def listed(request: AskingRequest) -> HttpResponse:
    post = request.method == "POST"
    form = Bring(request.actor, request.POST if post else None, request.FILES if post else None)
    if post and form.is_valid():
        file = form.cleaned_data["file"]
        source = form.found[form.cleaned_data["source"]]
        try:
            row = bringing.bring(request.actor, source=source, name=file.name, body=file.read())
            return redirect("table", number=row.pk)
        except Invalid as error:
            form.add_error("file", error.message)
    words = state_words()
    facts = {
        "form": form, "rows": [(row, words[row.state]) for row in queries.tables(request.actor)[:RECENT]],
        "waiting": queries.waiting(request.actor).count(),
    }  # fmt: skip
    return render(request, "desk/sources/tables.html", facts, status=422 if form.errors else 200)


def _row(request: AskingRequest, number: int) -> ReadingTable:
    row = queries.table(request.actor, number)
    if row is None:
        raise Http404(str(number))
    return row


@require_http_methods(["GET", "POST"])
@room("source.read")
def one(request: AskingRequest, number: int) -> HttpResponse:
    row = _row(request, number)
    if row.state != "read":
        return render(request, "desk/sources/table_done.html", _done(request, row))
    if request.method == "POST":
        return _told(request, row)
    return _preview(request, row)


def _preview(request: AskingRequest, row: ReadingTable) -> HttpResponse:
    opened, here, facts = bringing.open_again(row), guessing.known(row.source), bringing.facts_of(row)
    why = reading.missing(facts)
    found = Found() if why else _look(row, opened)
    by_code = {one.code: one for one in here.things}
    page = {
        "row": row, "source": row.source, "form": table_form.shown_form(facts, opened, here), "opened": opened,
        "why": shown(why) if why else "", "found": found, "bad_lines": found.bad_lines,
        "readings": [
            (line, one, by_code.get(one.thing), table_form.series_said(here, one.series), here.series[one.series].unit)
            for line, one in list(zip(found.lines, found.readings, strict=True))[:SHOWN_READINGS]
        ],
        "bad": [(one.line, one.column, shown(one.why)) for one in found.bad[:SHOWN_BAD]],
        "may_take": decide(request.actor, "table.take", row), "ambiguous": _is_ambiguous(facts, opened),
    }  # fmt: skip
    return render(request, "desk/sources/table.html", page)


def _look(row: ReadingTable, opened: Opened) -> Found:
    try:
        return bringing.look(row, opened)
    except Fault as fault:
        return Found(bad=[Bad(0, "", fault.words)])


def _is_ambiguous(facts: Any, opened: Opened) -> bool:
    """Whether day and month could be the other way round in every row."""
    form = facts.take.at_as
    if not form.startswith("%d/%m/%Y"):
        return False
    cells = [row.get(facts.take.at) for row in opened.table.rows]
    return guessing.form_of(cells, [form.replace("%d/%m", "%m/%d")]) is not None


def _told(request: AskingRequest, row: ReadingTable) -> HttpResponse:
    """Read it another way; then, when asked, take it."""
    do = request.POST.get("do", "")
    if do == "drop":
        bringing.drop(request.actor, row)
        return redirect("tables")
    need(request.actor, "table.read", row)
    opened, here, facts = bringing.open_again(row), guessing.known(row.source), bringing.facts_of(row)
    wanted = table_form.given(request.POST, facts, opened, here)
    if wanted != facts:
        row = bringing.reads(request.actor, row, wanted)
    if do in (TAKE_ALL, TAKE_RIGHT):
        try:
            row = bringing.take(request.actor, row, only_right=do == TAKE_RIGHT)
            said = _("Đã ghi %(count)s số đo.") % {"count": row.accepted}
            if others := dropping.go_on(row):
                said += " " + _("%(count)s tệp khác chờ cùng các cột này cũng đã được ghi.") % {"count": others}
            messages.success(request, said, extra_tags="done")
        except NotPossible as error:
            messages.error(request, str(error))
    return redirect("table", number=row.pk)


def _done(request: AskingRequest, row: ReadingTable) -> dict[str, Any]:
    bad = [(line, column, shown(Words(vi=vi, en=en))) for line, column, vi, en in row.wrong[:SHOWN_BAD]]
    return {
        "row": row, "source": row.source, "word": state_words()[row.state], "bad": bad,
        "bad_lines": len({line for line, *_rest in row.wrong}),
    }  # fmt: skip


@require_GET
@room("source.read")
def wrong(request: AskingRequest, number: str, form: str) -> HttpResponseBase:
    """The wrong rows as they stand in the file, each with its reasons: to be put right and brought again."""
    row = _row(request, int(number))
    head, rows = _wrong_rows(row)
    if form == "csv":
        return as_csv(f"dong-sai-{row.pk}.csv", head, rows)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Dòng sai"))
    for cells in (head, *rows):
        sheet.append([_safe(cell) for cell in cells])
    body = io.BytesIO()
    book.save(body)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = HttpResponse(body.getvalue(), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="dong-sai-{row.pk}.xlsx"'
    return answer


def _safe(cell: Any) -> Any:
    """What the file's writer typed is text in ours, never a formula."""
    if not isinstance(cell, str):
        return "" if cell is None else cell
    text = ILLEGAL_CHARACTERS_RE.sub("", cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _wrong_rows(row: ReadingTable) -> tuple[list[str], list[list[Any]]]:
    why: dict[int, list[str]] = {}
    opened: Opened | None
    if row.state == "read":
        opened = bringing.open_again(row)
        told = [(one.line, one.column, shown(one.why)) for one in _look(row, opened).bad]
    else:
        opened = bringing.open_again(row) if row.state != "dropped" else None
        told = [(line, column, shown(Words(vi=vi, en=en))) for line, column, vi, en in row.wrong]
    for line, column, said in told:
        why.setdefault(line, []).append(f"{column}: {said}" if column else said)
    if opened is None:
        return [_("Dòng"), _("Lý do")], [[line, "; ".join(said)] for line, said in sorted(why.items())]
    columns, there = opened.table.columns, dict(zip(opened.lines, opened.table.rows, strict=True))
    rows = [
        [line, "; ".join(said), *(there.get(line, {}).get(name) for name in columns)]
        for line, said in sorted(why.items())
    ]
    return [_("Dòng"), _("Lý do"), *columns], rows
