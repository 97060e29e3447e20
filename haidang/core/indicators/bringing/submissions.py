"""Figures in two steps by two people: one writes and sends, another approves; only then are they values."""

from collections.abc import Sequence
from dataclasses import asdict
from math import isfinite
from typing import Any, Literal

from django.utils.translation import gettext as _

from haidang.core.directory.models import Office
from haidang.core.indicators.actions import Entry, Receipt, take
from haidang.core.indicators.models import Submission
from haidang.core.notices.actions import notify
from haidang.kernel import clock, periods
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.facts import Words
from haidang.kernel.given import bounded, needed
from haidang.kernel.periods import NoPeriod, Period

from . import asked
from .correcting import unexplained
from .taking import Given, Told

WRITABLE = ("draft", "returned")
MOST_SIGNS = 500


@action("submission.save")
def save(
    do: Doing, office: Office, period: str, given: Sequence[Given], *, is_simulated: bool = False, of_file: str = ""
) -> Submission:
    """Write into the office's form of a period; cells that are not given stay, a value None empties its cell.

    What is wrong in a draft is told, not refused (`problems`). A form that a simulator wrote in stays marked as such.
    `of_file` is the name of the file that they were read from. Raises Invalid, NotPossible.
    """
    over = _period(period)
    known = asked.form(do.actor, office, over).keys
    for at, one in enumerate(given):
        if (one.indicator, one.place) not in known or one.period != over.text:
            raise Invalid(f"values.{at}", _("Biểu này không có ô đó."), f"{one.indicator} {one.place} {one.period}")
        if one.value is not None and not isfinite(one.value):
            raise Invalid(f"values.{at}", _("Không phải một số."), str(one.value))
        bounded(f"values.{at}.note", one.note, MOST_SIGNS)
    row = _open(office, over)
    if row.state not in WRITABLE:
        raise NotPossible(_("Biểu đã gửi: rút lại rồi mới sửa được."))
    kept = {(one["indicator"], one["place"]): one for one in row.cells}
    for one in given:
        kept[one.indicator, one.place] = asdict(one)
    row.cells = [one for one in kept.values() if one["value"] is not None]
    row.written_by = sorted({*row.written_by, str(do.actor)})
    row.is_simulated |= is_simulated
    row.is_of_file |= bool(of_file)
    _changed(do, row)
    do.about(row, cells=len(given), **({"file": of_file[:160]} if of_file else {}))
    return row


def _open(office: Office, over: Period) -> Submission:
    """The one that is not approved yet, locked; a new one after that corrects what was approved."""
    found = Submission.objects.exclude(state="approved")
    row, _made = found.get_or_create(office=office, kind=over.kind, period=over.first)
    return _locked(row)


def given_of(row: Submission) -> list[Given]:
    return [Given(**one) for one in row.cells]


def problems(row: Submission) -> list[Told]:
    """What keeps it from being sent, `at` counted in its cells: errors, and what asks for a word of reason."""
    return unexplained(given_of(row), in_open_periods=True)


@action("submission.send")
def send(do: Doing, row: Submission) -> Submission:
    """Hand it in for approval. Raises Invalid with the first cell that is wrong, NotPossible."""
    row = _locked(row)
    if row.state not in WRITABLE:
        raise NotPossible(_("Biểu này đã gửi."))
    if not row.cells:
        raise Invalid("values", _("Biểu còn trống: nhập ít nhất một số."))
    for wrong in problems(row):
        one = row.cells[wrong.at]
        raise Invalid(f"values.{one['indicator']}.{one['place']}", wrong.message, one["value"])
    row.sent_by, row.sent_by_name, row.sent_at, row.why = str(do.actor), do.actor.name, do.at, ""
    _move(do, row, "submitted")
    return row


@action("submission.withdraw")
def withdraw(do: Doing, row: Submission) -> Submission:
    """Take back what was sent, to write in it again. Raises NotPossible."""
    row = _locked(row)
    if row.state != "submitted":
        raise NotPossible(_("Chỉ rút được biểu đang chờ duyệt."))
    _move(do, row, "draft")
    return row


@action("submission.approve")
def approve(do: Doing, row: Submission, *, number: int) -> Receipt:
    """Make values of it. `number` is of what was seen. Raises NotPossible, Invalid, Refused."""
    row = _waiting(row, number)
    if str(do.actor) in (row.sent_by, *row.written_by):
        raise NotPossible(_("Người nhập hoặc gửi biểu không tự duyệt: cần người thứ hai."))
    entry = Entry(row.office)
    kind: Literal["entry", "file"] = "file" if row.is_of_file else "entry"
    receipt = take(do.actor, entry, given_of(row), kind=kind, label=str(row), is_simulated=row.is_simulated)
    row.lot = receipt.lot
    _decided(do, row)
    _move(do, row, "approved", new=receipt.new, changed=receipt.changed)
    return receipt


@action("submission.return")
def give_back(do: Doing, row: Submission, *, number: int, why: str) -> Submission:
    """Not approved, with the reason; the office is told. Raises NotPossible, Invalid."""
    row = _waiting(row, number)
    row.why = needed("why", bounded("why", why, MOST_SIGNS))
    _decided(do, row)
    _move(do, row, "returned", why=row.why)
    said = Words(vi=f"Biểu số liệu {row.over.text} bị trả lại", en=f"Figures of {row.over.text} were returned")
    body = Words(vi=row.why, en=row.why)
    notify(do, [row.office], kind="submission.return", title=said, body=body, link=row.link, place=row.scope_place)
    return row


def _waiting(row: Submission, number: int) -> Submission:
    row = _locked(row)
    if row.state != "submitted":
        raise NotPossible(_("Biểu này không chờ duyệt."))
    if row.number != number:
        raise NotPossible(_("Biểu đã đổi từ khi bạn mở: xem lại rồi hãy quyết định."))
    return row


def _locked(row: Submission) -> Submission:
    return Submission.objects.select_for_update(of=("self",)).select_related("office__place").get(pk=row.pk)


def _decided(do: Doing, row: Submission) -> None:
    row.decided_by_name, row.decided_at = do.actor.name, do.at


def _move(do: Doing, row: Submission, state: str, **facts: Any) -> None:
    with do.changing(row, "state", **facts):
        row.state = state
        _changed(do, row)


def _changed(do: Doing, row: Submission) -> None:
    row.number += 1
    row.changed_at = do.at
    row.save()


def _period(text: str) -> Period:
    try:
        over = periods.read(text)
    except NoPeriod:
        message = _("Kỳ “%(period)s” không đúng: ghi như 2026, 2026-Q3, 2026-07, 2026-W31, 2026-07-15.")
        raise Invalid("period", message % {"period": text}, text) from None
    if over.first > clock.today():
        raise Invalid("period", _("Kỳ %(period)s chưa đến.") % {"period": text}, text)
    return over
