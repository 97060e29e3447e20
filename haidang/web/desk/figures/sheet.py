"""The form of one office and period: written, sent, approved or returned."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.directory.permissions import decide
from haidang.core.indicators.bringing import asked, submissions
from haidang.core.indicators.bringing.asked import Form
from haidang.core.indicators.models import Submission
from haidang.core.indicators.reading import submissions as reading_submissions
from haidang.core.ui.period_names import period_said
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible
from haidang.web.desk.asking import finished
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import addresses, lines
from .overview import link, state_words

Work = Callable[[], object]


@require_http_methods(["GET", "POST"])
@room("submission.read")
def page(request: AskingRequest, code: str, period: str) -> HttpResponse:
    office, over = addresses.office(request, code), addresses.period(period)
    need(request.actor, "submission.read", office)
    whole, row = asked.form(request.actor, office, over), reading_submissions.latest(request.actor, office, over)
    form, _chips = lines.part(whole, request.GET.get("indicator", ""))
    if request.method != "POST":
        return _shown(request, whole, row)
    read = lines.posted(form, request.POST)
    if request.POST.get("do") == "autosave":
        return _kept(request, form, read)
    if read.wrong and request.POST.get("do") in ("save", "send"):
        return _shown(request, whole, row, read, _("Có ô không phải là số: sửa ô đỏ rồi lưu."))
    try:
        said = _done(request, form, row, read)
    except NotPossible as error:
        return _shown(request, whole, row, read, str(error))
    except Invalid as error:
        row = reading_submissions.latest(request.actor, office, over)
        return _shown(request, whole, row, read, error.message)
    return finished(request, said, request.get_full_path())


def _done(request: AskingRequest, form: Form, row: Submission | None, read: lines.Read) -> str:
    """Raises Invalid, NotPossible, Refused."""
    actor, wish = request.actor, request.POST.get("do", "")
    if wish in ("save", "send"):
        row = submissions.save(actor, form.office, form.period.text, read.given)
        if wish == "save":
            return _("Đã lưu nháp.")
        submissions.send(actor, row)
        return _("Đã gửi: chờ người khác duyệt.")
    if row is None:
        raise NotPossible(_("Biểu này chưa ai nhập."))
    number = int(seen) if (seen := request.POST.get("number", "")).isdecimal() and len(seen) < 10 else -1
    if wish == "approve":
        submissions.approve(actor, row, number=number)
        return _("Đã duyệt: số liệu có hiệu lực.")
    if wish == "return":
        submissions.give_back(actor, row, number=number, why=request.POST.get("why", ""))
        return _("Đã trả lại kèm lý do.")
    if wish == "withdraw":
        submissions.withdraw(actor, row)
        return _("Đã rút lại để sửa.")
    raise Invalid("do", _("Chọn lưu, gửi, rút, duyệt hay trả lại."), wish)


def _kept(request: AskingRequest, form: Form, read: lines.Read) -> JsonResponse:
    """What changed since the last time, kept as a draft; cells that are no numbers are told and not kept."""
    name = {(cell.entry.code, cell.place): lines.name_of(cell) for cell in form.cells}
    wrong = {name[where]: message for where, message in read.wrong.items()}
    try:
        row = submissions.save(request.actor, form.office, form.period.text, read.given) if read.given else None
    except (NotPossible, Invalid) as error:
        return JsonResponse({"said": str(error.message if isinstance(error, Invalid) else error)}, status=422)
    if row is not None:
        given = {(one.indicator, one.place) for one in read.given}
        told = [((at := row.cells[one.at])["indicator"], at["place"], one.message) for one in submissions.problems(row)]
        wrong |= {name[code, place]: message for code, place, message in told if (code, place) in given}
    said = _("Đã lưu nháp lúc %(time)s.") % {"time": f"{clock.now():%H:%M}"}
    return JsonResponse({"said": said, "wrong": wrong})


def _shown(
    request: AskingRequest, form: Form, row: Submission | None, read: lines.Read | None = None, trouble: str = ""
) -> HttpResponse:
    actor, state = request.actor, row.state if row else ""
    form, chips = lines.part(form, request.GET.get("indicator", ""))
    may_write = bool(decide(actor, "submission.save", form.office)) and state != "submitted"
    is_second = row is not None and str(actor) not in (row.sent_by, *row.written_by)
    facts: dict[str, Any] = {
        "form": form, "row": row, "state": state, "said": state_words()[state], "period": period_said(form.period),
        "before": link(form.office.code, form.period.previous.text), "trouble": trouble, "may_write": may_write,
        "lines": lines.of(form, row, read), "chips": chips,
        "may_withdraw": state == "submitted" and bool(decide(actor, "submission.withdraw", row)),
        "may_approve": state == "submitted" and is_second and bool(decide(actor, "submission.approve", row)),
        "needs_second": state == "submitted" and not is_second,
    }  # fmt: skip
    return render(request, "desk/figures/sheet.html", facts, status=422 if trouble else 200)
