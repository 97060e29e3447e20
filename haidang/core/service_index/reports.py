"""What the index needs to know of a field report: deadlines from sending, or from the last time another office got it.

Rejected within 2 working days, asked for more within 5, finished within 15, published within 2 after (QĐ 766/QĐ-TTg, 5.2).
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Literal

from haidang.core.cases.clocks import hours
from haidang.core.cases.models import Case, Stay

from .models import ReportFacts

REJECT, ASK, FINISH, PUBLISH = 2, 5, 15, 2
"""Working days."""
Ending = Literal["", "rejected", "rejected_late", "done", "done_late", "published_late"]


def noted(cases: list[Case]) -> Iterator[ReportFacts]:
    """What the index asks of reports, from cases with their stays."""
    for case in cases:
        stays = sorted(case.stays.all(), key=lambda one: (one.started_at, one.pk))
        sent_at, asked_at = _sent_at(case, stays), _asked_at(case, stays)
        yield ReportFacts(
            case=case,
            office_id=case.office_id,
            opened_at=case.opened_at,
            ended_at=case.ended_at,
            ending=_ending(case, sent_at),
            finish_by=hours().add_days(sent_at, FINISH),
            is_asked_late=asked_at is not None and not _within(sent_at, asked_at, ASK),
            is_waiting=asked_at is not None and case.paused_at is not None,
            is_reopened=bool(case.reopened),
            rating=case.rating,
        )


def _sent_at(case: Case, stays: Sequence[Stay]) -> datetime:
    """Its beginning, or when the office that has it last got it."""
    sent = case.opened_at
    for before, after in pairwise(stays):
        if after.office_id != before.office_id:
            sent = after.started_at
    return sent


def _asked_at(case: Case, stays: Sequence[Stay]) -> datetime | None:
    pausing = {one.key for one in case.flow.states if one.clock != "runs"}
    return next((one.started_at for one in stays if one.state in pausing), None)


def _ending(case: Case, sent_at: datetime) -> Ending:
    if case.ended_at is None:
        return ""
    if case.refusal:
        return "rejected" if _within(sent_at, case.ended_at, REJECT) else "rejected_late"
    if not _within(sent_at, case.ended_at, FINISH):
        return "done_late"
    if case.published_at is not None and not _within(case.ended_at, case.published_at, PUBLISH):
        return "published_late"
    return "done"


def _within(start: datetime, end: datetime, days: int) -> bool:
    return end <= hours().add_days(start, days)
