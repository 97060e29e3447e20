"""When a dossier reached each status of the national portal, read off its stays; also what index 766 counts by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from haidang.core.cases.models import Case, Stay
from haidang.kernel.flow import Flow

RECEIVED, ASKED, DONE, HANDED_OUT = "2", "5", "9", "10"
ENDS_IN_ORDER = (DONE, HANDED_OUT, "8", "3", "7")
"""Which status says that a dossier was dealt with, the surest first (QĐ 766/QĐ-TTg, 2.1)."""


@dataclass(frozen=True, slots=True)
class Supplement:
    """One request for papers: since when, until when (None: still waited for), by whom."""

    stay: int
    asked_at: datetime
    answered_at: datetime | None
    by: str


@dataclass(frozen=True, slots=True)
class Course:
    """Each status of the portal that was reached, with the moment of the first time, in the order of time."""

    reached: dict[str, datetime]
    supplements: list[Supplement]

    @property
    def received_at(self) -> datetime | None:
        return self.reached.get(RECEIVED)

    @property
    def ended(self) -> tuple[str, datetime] | None:
        """The status that ended it and when, by the order of ENDS_IN_ORDER."""
        return next(((code, self.reached[code]) for code in ENDS_IN_ORDER if code in self.reached), None)


def course_of(case: Case) -> Course:
    return course(case, list(case.stays.select_related("officer")))


def course(case: Case, stays: Iterable[Stay]) -> Course:
    """The same from stays that were read before. A final state has no stay: it is read off the case."""
    return read(case.flow, stays, case.state, case.state_at, is_open=case.is_open)


def read(flow: Flow, stays: Iterable[Stay], state: str, state_at: datetime, *, is_open: bool) -> Course:
    """Which codes a dossier has reached and when, and each time it waited for the citizen."""
    codes = {one.key: one.code for one in flow.states}
    reached: dict[str, datetime] = {}
    supplements = []
    for stay in sorted(stays, key=lambda one: (one.started_at, one.pk)):
        code = codes.get(stay.state, "")
        if code:
            reached.setdefault(code, stay.started_at)
        if code == ASKED and RECEIVED in reached:
            by = stay.officer.full_name if stay.officer else ""
            supplements.append(Supplement(stay.pk, stay.started_at, stay.ended_at, by))
    if not is_open and codes.get(state):
        reached.setdefault(codes[state], state_at)
    return Course(reached, supplements)
