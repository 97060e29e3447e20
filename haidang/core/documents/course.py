"""The seam to cases: which document a turn of a dossier calls for, and the apology that is ready before a deadline breaks."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases import clocks
from haidang.core.cases.models import Case, Timer
from haidang.core.cases.needs import Given
from haidang.kernel import legal_clock, time_limit
from haidang.kernel.action import Doing, Invalid, NotPossible
from haidang.kernel.bilingual import both, same
from haidang.kernel.legal_clock import Clock, Extend
from haidang.kernel.manifest import Words

from . import actions, saying
from .effects import PROGRAM, extending
from .kinds import called_for_by
from .models import Document
from .under_way import iso

DOSSIER = "dossier"
LIVE = ("draft", "waiting", "signed")
OUR_DELAY = "our_delay"
OTHERWISE = timedelta(days=3)
"""How much later than now a result is promised where the law knows no extension; whoever signs may change it."""


def moved(do: Doing, case: Case, key: str, given: Given) -> None:
    """A dossier has taken a move."""
    if case.kind != DOSSIER:
        return
    kind = called_for_by(case.flow.state(case.state).code)
    if kind and not (kind == "receipt" and _live(case, kind)):
        actions.draft(PROGRAM, case, kind, facts=_facts(do, case, given), text=given.text, by_name=do.actor.name)
    if any("result" in move.needs for move in case.flow.moves_from(case.state)):
        _propose_results(do, case)
    else:
        _take_back(case, "result", given.reason or _("hồ sơ chuyển bước khác"))
    if not case.is_open:
        for one in ("apology", "declaration"):
            _drop(case, one)


def _facts(do: Doing, case: Case, given: Given) -> dict[str, Any]:
    reason = case.version.book.reason(given.reason_key)
    return {
        "received": iso(do.at if case.flow.state(case.state).code == "2" else saying.received_at(case)),
        "due": iso(case.due_at),
        "limit": saying.main_limit(case),
    } | ({"reason": {"vi": reason.name.vi, "en": reason.name.en}} if reason else {})


def _live(case: Case, kind: str) -> bool:
    return case.documents.filter(kind=kind, state__in=LIVE).exists()


def _propose_results(do: Doing, case: Case) -> None:
    """What the citizen is to get, composed for the signature; what was sent back is set anew."""
    for one in case.documents.filter(kind="result", state="draft"):
        actions.redraft(PROGRAM, one, text=one.facts.get("text", ""))
    if _live(case, "result"):
        return
    procedure = case.version.book.procedure
    for result in procedure.results:
        actions.draft(
            PROGRAM, case, "result", name=result.name, paper=result.paper, by_name=do.actor.name,
            facts=_facts(do, case, Given()) | {"result": result.key, "valid_for": result.valid_for},
        )  # fmt: skip


def _take_back(case: Case, kind: str, reason: str) -> None:
    for one in case.documents.filter(kind=kind, state="waiting"):
        if not one.signing_parts.filter(is_open=True).exists():
            actions.send_back(PROGRAM, one, reason=reason)


def _drop(case: Case, kind: str) -> None:
    """What nobody signed before the end is not signed after it."""
    for one in case.documents.filter(kind=kind, state__in=("draft", "waiting")):
        actions.void(PROGRAM, one, reason=_("Hồ sơ đã kết thúc trước khi ký."))


def result_is_signed(case: Case) -> str:
    """What stands in the way of a dossier's result, in words; empty when every one is signed."""
    if case.kind != DOSSIER:
        return ""
    states = set(case.documents.filter(kind="result").values_list("state", flat=True))
    if states & {"draft", "waiting"}:
        return _("ký số kết quả trước (mục Giấy tờ)")
    return "" if "signed" in states else _("kết quả phải được ký số: soạn hoặc nạp bản đã ký ở mục Giấy tờ")


def extended(do: Doing, case: Case, timer: Timer, why: str, reason_key: str) -> None:
    """A deadline was moved: the letter that says so, unless it is a signed letter that moved it."""
    if case.kind != DOSSIER or extending.get():
        return
    reason = case.version.book.reason(reason_key)
    words = both(msgid("%(name)s: %(why)s"), name=reason.name, why=why) if reason else same(why)
    clock = legal_clock.read(timer.clock)
    before = _without_last_extension(clock).standing(clocks.hours(), do.at).due_at
    _apologise(do, case, _promise(case, before, timer.due_at, words) | {"extends": "", "timer": timer.key})


def _without_last_extension(clock: Clock) -> Clock:
    at = max((number for number, one in enumerate(clock.marks) if isinstance(one, Extend)), default=None)
    kept = clock.marks if at is None else (*clock.marks[:at], *clock.marks[at + 1 :])
    return msgspec.structs.replace(clock, marks=kept)


def running_out(do: Doing, case: Case) -> None:
    """The deadline is near: the apology lies ready for whoever signs, with the date the law would allow."""
    timer = case.timers.filter(is_main=True, stopped_at=None, paused_at=None).first()
    if (
        case.kind != DOSSIER
        or timer is None
        or case.documents.filter(kind="apology", state__in=("draft", "waiting")).exists()
    ):
        return
    if (
        case.documents.filter(kind="apology", state="signed", facts__new_due=iso(timer.due_at)).exists()
        and timer.due_at > do.at
    ):
        return  # the date that was promised anew: they are warned of it, but it has its letter
    limit, new_due = _proposal(timer, do.at)
    reason = case.version.book.reason(OUR_DELAY)
    words = reason.name if reason else Words(vi="Chậm do cơ quan giải quyết", en="Delayed by the office")
    _apologise(do, case, _promise(case, timer.due_at, new_due, words) | {"extends": limit, "timer": timer.key})


def _proposal(timer: Timer, at: datetime) -> tuple[str, datetime]:
    """The longest extension that the clock still takes, and the date it leads to; else no extension and a date near by."""
    clock = legal_clock.read(timer.clock)
    allowed = time_limit.parse(clock.limit)
    for length in range(max(1, allowed.length), 0, -1):
        by = f"{length}{allowed.unit}"
        try:
            later = clock.extend(at, by, "?", with_letter=True, hours=clocks.hours())
        except Invalid:
            continue
        except NotPossible:
            break
        return by, later.standing(clocks.hours(), at).due_at
    return "", clocks.hours().add_days(max(timer.due_at, at), OTHERWISE.days)


def _promise(case: Case, old: datetime, new: datetime, reason: Words) -> dict[str, Any]:
    return {
        "received": iso(saying.received_at(case)), "old_due": iso(old), "new_due": iso(new),
        "reason": {"vi": reason.vi, "en": reason.en},
    }  # fmt: skip


def _apologise(do: Doing, case: Case, facts: dict[str, Any]) -> Document | None:
    """One letter at a time: the one that waits is written anew, unless somebody is just signing it."""
    waiting = case.documents.filter(kind="apology", state__in=("draft", "waiting")).first()
    if waiting is None:
        return actions.draft(PROGRAM, case, "apology", facts=facts, by_name=do.actor.name)
    if waiting.signing_parts.filter(is_open=True).exists():
        return None
    return actions.redraft(PROGRAM, waiting, facts=facts)
