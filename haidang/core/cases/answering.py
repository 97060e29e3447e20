"""Answers to the form of a procedure, checked question by question, however they came in."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from haidang.core.directory import queries as directory
from haidang.kernel.action import PUBLIC, Invalid
from haidang.kernel.bilingual import shown
from haidang.kernel.geo import point_in, said_point
from haidang.kernel.manifest.procedure import Procedure, Question

from .opening import checked_phone

LONGEST = 5000
IDENTITY = re.compile(r"\d{12}")
TITLE = 80
EARLIEST_YEAR = 1850
_GROUPED = re.compile(r"\d{1,3}(\.\d{3})+")
"""1.500.000 đồng as it is written here."""
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def title_of(text: str, otherwise: str) -> str:
    """The first line or sentence of what was written, cut between words.

    >>> title_of("Cống nghẹt. Nước tràn vào nhà", "x")
    'Cống nghẹt'
    """
    first = text.strip().split("\n", 1)[0].split(". ", 1)[0].strip().rstrip(".")
    if len(first) <= TITLE:
        return first or otherwise
    return f"{first[:TITLE].rsplit(' ', 1)[0]}…"


def checked(procedure: Procedure, given: Mapping[str, Any], *, is_complete: bool = True) -> dict[str, Any]:
    """The answers that count, in the form's order; those to questions that do not arise are left out.

    `is_complete`: what is required must be there. Raises Invalid of the question, or of a key that is none.
    """
    known = {one.key for one in procedure.questions()}
    for key in given:
        if key not in known:
            raise Invalid(key, _("Không có câu hỏi này; các câu hỏi: %(known)s.") % {"known": ", ".join(sorted(known))})
    answers: dict[str, Any] = {}
    for question in procedure.questions():
        if question.when is not None and not question.when.holds(answers):
            continue
        answer = given.get(question.key)
        if answer in (None, "", []):
            if question.required and is_complete and question.type != "file":
                raise Invalid(question.key, _("Cần trả lời “%(name)s”.") % {"name": shown(question.name)})
            continue
        answers[question.key] = answer_to(question, answer)
    return answers


def answer_to(one: Question, given: Any) -> Any:
    """One answer as it is kept, whatever the conditions. Raises Invalid of the question."""
    match one.type:
        case "choice" | "yes_no":
            return _chosen(one, given)
        case "many":
            return [_chosen(one, part) for part in (given if isinstance(given, list) else [given])]
        case "number" | "money":
            return _number(one, given)
        case "date":
            return _date(one, given)
        case "phone":
            return _as_invalid_of(one, lambda: checked_phone(str(given)))
        case "email":
            return _email(one, given)
        case "identity":
            return _fitting(one, IDENTITY, str(given).replace(" ", ""), _("Số định danh gồm 12 chữ số."))
        case "place":
            return _place(one, given)
        case "point":
            return _point(one, given)
        case _:
            return _text(one, given)


def _place(one: Question, given: Any) -> str:
    found = directory.places(PUBLIC).filter(key=str(given)).first()
    if found is None:
        raise Invalid(one.key, _("Chọn một xã, phường, đặc khu trong danh sách."), given)
    return found.key


def _point(one: Question, given: Any) -> str:
    point = point_in(str(given))
    if point is None:
        raise Invalid(one.key, _("Viết vĩ độ và kinh độ, ví dụ 10.3512, 107.0843."), given)
    return said_point(point)


def _chosen(one: Question, given: Any) -> str:
    keys = [choice.key for choice in one.choices] or ["yes", "no"]
    if str(given) not in keys:
        raise Invalid(one.key, _("Chọn một trong: %(keys)s.") % {"keys": ", ".join(keys)}, given)
    return str(given)


def _number(one: Question, given: Any) -> float | int:
    try:
        text = str(given).replace(" ", "").replace("\u00a0", "").rstrip("đ₫")
        is_grouped = one.type == "money" and _GROUPED.fullmatch(text)
        number = float(text.replace(".", "") if is_grouped else text.replace(",", "."))
    except ValueError:
        raise Invalid(one.key, _("Viết một con số."), given) from None
    low, high = one.min, one.max
    if number != number or abs(number) == float("inf"):
        raise Invalid(one.key, _("Viết một con số."), given)
    if (low is not None and number < low) or (high is not None and number > high):
        bounds = {"low": "–" if low is None else low, "high": "–" if high is None else high}
        raise Invalid(one.key, _("Viết một số từ %(low)s đến %(high)s.") % bounds, given)
    return int(number) if number.is_integer() else number


def _date(one: Question, given: Any) -> str:
    if isinstance(given, date):
        return given.isoformat()
    written = _DAY_FIRST.fullmatch(str(given).strip())
    try:
        day = date(*map(int, reversed(written.groups()))) if written else date.fromisoformat(str(given).strip())
    except ValueError:
        raise Invalid(one.key, _("Viết ngày theo dạng ngày/tháng/năm, ví dụ 22/11/2026."), given) from None
    if day.year < EARLIEST_YEAR:
        raise Invalid(one.key, _("Năm phải từ %(year)s trở đi.") % {"year": EARLIEST_YEAR}, given)
    return day.isoformat()


def _email(one: Question, given: Any) -> str:
    try:
        validate_email(str(given))
    except ValidationError:
        raise Invalid(one.key, _("Viết địa chỉ thư điện tử, ví dụ ten@tenmien.vn."), given) from None
    return str(given)


def _text(one: Question, given: Any) -> str:
    text = str(given).strip()
    if len(text) > LONGEST:
        raise Invalid(one.key, _("Dài nhất %(most)s ký tự.") % {"most": LONGEST}, len(text))
    return _fitting(one, re.compile(one.pattern), text, one.example) if one.pattern else text


def _fitting(one: Question, pattern: re.Pattern[str], text: str, remedy: str) -> str:
    if pattern.fullmatch(text) is None:
        raise Invalid(one.key, remedy or _("Chưa đúng dạng."), text)
    return text


def _as_invalid_of(one: Question, check: Any) -> Any:
    try:
        return check()
    except Invalid as error:
        raise Invalid(one.key, error.message, error.value) from None
