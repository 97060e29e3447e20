"""The facts of a version as an officer reads them: each with its law and how far it may be trusted."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases.facts import Book
from haidang.core.ui import numbers
from haidang.kernel import time_limit
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest.procedure import Law, Part, Route


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; `value` is "" where it is not known."""

    name: str
    value: str
    law: Law | None = None
    note: str = ""


def sections(book: Book) -> list[tuple[str, str, list[Fact]]]:
    """Title, icon and facts; sections without facts are left out."""
    one = book.procedure
    found = [
        (_("Thời hạn"), "clock", list(_timers(book))),
        (_("Thành phần hồ sơ"), "file-text", [_part(part) for part in one.parts]),
        (_("Phí, lệ phí"), "coins", [_fee(fee) for fee in one.fees]),
        (_("Kết quả"), "file-certificate", [Fact(shown(result.name), result.valid_for) for result in one.results]),
        (_("Nơi nhận, theo thứ tự"), "route", [_route(route) for route in one.route]),
        (_("Biểu mẫu"), "edit", [Fact(shown(step.name), _asked(step)) for step in one.form]),
        (_("Câu mẫu"), "message-2", [Fact(shown(row.name), shown(row.text)) for row in book.templates]),
        (
            _("Lý do"),
            "list-check",
            [Fact(shown(row.name), shown(row.text) if row.text else "–") for row in book.reasons],
        ),
        (_("Căn cứ"), "gavel", [Fact(law.source, "–", law) for law in one.law]),
    ]
    return [section for section in found if section[2]]


def _timers(book: Book) -> Iterator[Fact]:
    for timer in book.procedure.timers:
        yield Fact(shown(timer.name), _limit(timer.limit), timer.law, _("thời hạn chính") if timer.is_main else "")
        for key, limit in timer.by_grade.items():
            grade = book.grade(key)
            yield Fact(f"{shown(timer.name)}, {shown(grade.name) if grade else key}", _limit(limit), timer.law)


def _limit(text: str | None) -> str:
    return time_limit.shown(time_limit.parse(text)) if text else ""


def _part(part: Part) -> Fact:
    counts = [
        _("%(n)s bản chính") % {"n": part.original} if part.original else "",
        _("%(n)s bản sao") % {"n": part.copies} if part.copies else "",
        _("mẫu %(form)s") % {"form": part.form} if part.form else "",
    ]
    note = "" if part.required else _("nếu có")
    return Fact(shown(part.name), " · ".join(filter(None, counts)) or "–", note=note)


def _fee(fee: Any) -> Fact:
    return Fact(shown(fee.name), "" if fee.amount is None else f"{numbers.said(fee.amount)}\u00a0₫", fee.law)


def _route(route: Route) -> Fact:
    to = route.office or f"{route.office_kind} ({route.level})"
    where = ", ".join(route.places)
    return Fact(shown(route.why), to, note=where)


def _asked(step: Any) -> str:
    return "; ".join(shown(one.name) for one in step.questions)
