"""Figures as files: the form's template out, the filled file in, tables of many periods in."""

import base64
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory.models import Office
from haidang.core.directory.queries import person_of
from haidang.core.indicators.bringing import asked, importing, submissions
from haidang.core.indicators.bringing.workbooks import opening, tables
from haidang.core.indicators.bringing.workbooks.filled import Filled, filled
from haidang.core.indicators.bringing.workbooks.opening import Bad, Opened
from haidang.core.indicators.bringing.workbooks.template import template
from haidang.core.indicators.models import Submission
from haidang.core.indicators.reading import submissions as reading_submissions
from haidang.core.ui.offering import offer
from haidang.core.ui.period_names import period_said
from haidang.kernel.action import Invalid, NotPossible
from haidang.web.desk.asking import finished
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import addresses
from .overview import link

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
"""Bad cells told on a page; the marked workbook has them all."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a file was not taken: bad cells, and the workbook with them marked as an address that can be saved."""

    message: str
    bad: list[Bad]
    more: int
    marked: str
    name: str

    @classmethod
    def of(cls, found: Filled, sheet: Opened | None, name: str) -> "Trouble":
        marked = ""
        if sheet is not None:
            marked = f"data:{XLSX};base64,{base64.b64encode(opening.marked(sheet, found.bad)).decode()}"
        message = _("Chưa nhập gì: %(count)s ô cần sửa.") % {"count": len(found.bad)}
        return cls(message, found.bad[:SHOWN], max(0, len(found.bad) - SHOWN), marked, f"sua-{name}")

    @classmethod
    def alone(cls, message: str) -> "Trouble":
        return cls(message, [], 0, "", "")


@require_GET
@room("submission.read")
def blank(request: AskingRequest, code: str, period: str) -> HttpResponse:
    """The form as a workbook, with what it has already."""
    office, over = addresses.office(request, code), addresses.period(period)
    need(request.actor, "submission.read", office)
    form = asked.form(request.actor, office, over)
    row = reading_submissions.latest(request.actor, office, over)
    kept: dict[tuple[str, str], tuple[float, str]] = {}
    if row is not None and row.state != "approved":
        kept = {(one["indicator"], one["place"]): (one["value"], one["note"]) for one in row.cells}
    answer = HttpResponse(template(form, kept), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{office.code}-{over.text}.xlsx"'
    return answer


@require_POST
@room("submission.read")
def fill(request: AskingRequest, code: str, period: str) -> HttpResponse:
    """The filled workbook: all of it into the draft, or nothing and every bad cell by its address."""
    office, over = addresses.office(request, code), addresses.period(period)
    need(request.actor, "submission.save", office)
    facts: dict[str, Any] = {"office": office, "period": period_said(over), "url": link(office.code, over.text)}
    upload = request.FILES.get("file")
    name = str(getattr(upload, "name", ""))
    try:
        sheet = opening.opened(upload.read(opening.MOST_BYTES + 1) if isinstance(upload, UploadedFile) else b"")
        found = filled(sheet, asked.form(request.actor, office, over))
        if found.bad:
            facts["trouble"] = Trouble.of(found, sheet, name)
        else:
            submissions.save(request.actor, office, over.text, found.given, of_file=name)
            return finished(request, _taken(len(found.given), found.skipped), link(office.code, over.text))
    except (Invalid, NotPossible) as error:
        facts["trouble"] = Trouble.alone(str(error.message if isinstance(error, Invalid) else error))
    return render(request, "desk/figures/file.html", facts, status=422)


class Table(forms.Form):
    """`office` whose figures they are."""

    office = forms.ChoiceField(label=gettext_lazy("Cơ quan"))
    file = forms.FileField(
        label=gettext_lazy("Tệp XLSX hoặc CSV"),
        help_text=gettext_lazy("Cột Mã chỉ tiêu, Mã nơi (trống là toàn tỉnh), rồi Kỳ và Giá trị, hoặc mỗi kỳ một cột."),
    )


@require_http_methods(["GET", "POST"])
@room("submission.read")
def table(request: AskingRequest) -> HttpResponse:
    """Many indicators and periods in one file: one draft a period."""
    offices = _offices(request)
    form = Table(request.POST or None, request.FILES or None)
    offer(form, office=[(one.code, str(one)) for one in offices])
    facts: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        office = next(one for one in offices if one.code == form.cleaned_data["office"])
        try:
            facts |= _taken_table(request, office, form.cleaned_data["file"])
        except (Invalid, NotPossible) as error:
            facts["trouble"] = Trouble.alone(str(error.message if isinstance(error, Invalid) else error))
    is_wrong = bool(form.errors) or "trouble" in facts
    return render(request, "desk/figures/table.html", facts, status=422 if is_wrong else 200)


def _offices(request: AskingRequest) -> list[Office]:
    """Those that the person may write for: their own."""
    person = person_of(request.actor)
    return [person.office] if person and person.office else []


def _taken_table(request: AskingRequest, office: Office, upload: "UploadedFile[bytes]") -> dict[str, Any]:
    """Raises Invalid, NotPossible, Refused."""
    need(request.actor, "submission.save", office)
    body = upload.read(tables.MOST_TEXT + 1)
    sheet = opening.opened(body) if body.startswith(opening.BOOK) else None
    found = tables.read(request.actor, office, tables.of_workbook(sheet) if sheet else tables.of_text(body))
    if found.bad:
        return {"trouble": Trouble.of(found, sheet, str(upload.name)), "skipped": found.skipped}
    rows = importing.keep(request.actor, office, found.given, str(upload.name))
    return {"said": _taken(len(found.given), found.skipped), "rows": [(row, period_said(row.over)) for row in rows]}


@require_POST
@room("submission.read")
def send(request: AskingRequest) -> HttpResponse:
    """Hand in several drafts of the own office at once."""
    wanted = [int(one) for one in request.POST.getlist("form") if one.isdecimal() and len(one) < 10]
    rows = list(reading_submissions.submissions(request.actor).filter(pk__in=wanted).order_by("period"))
    try:
        done = importing.send_all(request.actor, rows)
    except (Invalid, NotPossible) as error:
        said = str(error.message if isinstance(error, Invalid) else error)
        return finished(request, said, reverse("figures"), kind="error")
    return finished(request, _said_of(done), reverse("figures"))


def _said_of(rows: list[Submission]) -> str:
    return _("Đã gửi %(count)s biểu: chờ người khác duyệt.") % {"count": len(rows)}


def _taken(count: int, skipped: list[str]) -> str:
    said = _("Đã đưa %(count)s số vào biểu nháp: xem lại rồi gửi duyệt.") % {"count": count}
    if skipped:
        said += " " + _("Bỏ qua cột không thuộc biểu: %(names)s.") % {"names": ", ".join(skipped)[:300]}
    return said
