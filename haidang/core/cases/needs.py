"""What must be there before a case may take a move, by the names that flows use."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.flow import Move

from .models import Case


@dataclass(frozen=True, slots=True)
class Given:
    """What the officer gives with a move: words for the citizen, a reason and its code."""

    text: str = ""
    reason: str = ""
    reason_key: str = ""


def _officer(case: Case, given: Given) -> str:
    return "" if case.officer_id else _("giao cho một người trước")


def _answer(case: Case, given: Given) -> str:
    return "" if given.text.strip() or case.answer else _("viết câu trả lời cho người dân")


def _proof_before(case: Case, given: Given) -> str:
    return "" if case.papers.filter(role="before").exists() else _("cần ảnh trước khi xử lý")


def _proof_after(case: Case, given: Given) -> str:
    return "" if case.papers.filter(role="after").exists() else _("cần ảnh sau khi xử lý")


def _result(case: Case, given: Given) -> str:
    if not case.papers.filter(role="result").exists():
        return _("đính kèm kết quả")
    return next((said for check in result_checks if (said := check(case))), "")


def _reason_key(case: Case, given: Given) -> str:
    return "" if case.version.book.reason(given.reason_key) else _("chọn lý do trong danh mục")


def _parts_closed(case: Case, given: Given) -> str:
    left = case.parts.filter(ended_at=None).count()
    return _("còn %(left)s phần việc giao cho cơ quan khác chưa xong") % {"left": left} if left else ""


def _first_request(case: Case, given: Given) -> str:
    """Supplements are asked for once: index 766 (QĐ 766/QĐ-TTg) counts a dossier asked twice as late."""
    asking = {one.to for one in case.flow.moves if "first_request" in one.needs}
    before = case.stays.filter(state__in=asking).order_by("started_at").first()
    if before is None:
        return ""
    day = f"{before.started_at.astimezone(clock.HO_CHI_MINH):%d/%m/%Y}"
    return _("đã yêu cầu bổ sung ngày %(day)s; chỉ được yêu cầu một lần, Chỉ số 766 tính lần thứ hai là trễ hạn") % {
        "day": day
    }


result_checks: list[Callable[[Case], str]] = []
"""What else stands in the way of a case with a result, for whoever above knows of signatures; filled when the program starts."""
NEEDS: dict[str, Callable[[Case, Given], str]] = {
    "officer": _officer,
    "answer": _answer,
    "proof_before": _proof_before,
    "proof_after": _proof_after,
    "result": _result,
    "reason_key": _reason_key,
    "parts_closed": _parts_closed,
    "first_request": _first_request,
}


def blockers(case: Case, move: Move, given: Given) -> list[str]:
    """What still stands in the way of a move, in words."""
    return [said for need in move.needs if (said := NEEDS[need](case, given))]
