"""The legal clocks of a case: begun, paused and stopped by its state; extended by hand; each told of once when late."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.notices.actions import Recipient, Role
from haidang.kernel import legal_clock, time_limit
from haidang.kernel.action import NotPossible
from haidang.kernel.bilingual import both
from haidang.kernel.clock import day_of
from haidang.kernel.legal_clock import Clock, Standing
from haidang.kernel.manifest import Words
from haidang.kernel.manifest.procedure import Timer as TimerFacts
from haidang.kernel.working_time import WorkingTime
from haidang.provinces import pack

from .models import Case, Timer

LEAD, CENTRE = "team_lead", "shift_lead"


def hours() -> WorkingTime:
    return pack.chosen().working_time


def follow(case: Case, at: datetime, why: str = "") -> None:
    """Start, pause, resume and stop its clocks as its present state asks for, and read its deadlines off them."""
    rows = {one.key: one for one in case.timers.select_for_update()}
    for facts in case.version.book.procedure.timers:
        row = rows.get(facts.key)
        if row is not None and row.stopped_at is None:
            _bring_along(row, _moved(legal_clock.read(row.clock), facts, case, at, why), at)
        elif case.state == facts.starts:
            begun = _begun(case, facts, at, row)
            rows |= {facts.key: begun} if begun else {}
    _read_off(case, list(rows.values()), at)


def _moved(clock: Clock, facts: TimerFacts, case: Case, at: datetime, why: str) -> Clock:
    wanted = case.flow.state(case.state).clock
    if case.state in facts.stops or not case.is_open:
        return clock.stop(at)
    if wanted == "runs":
        return clock.resume(at) if clock.paused_since else clock
    if clock.paused_since is None:
        waits_for: Literal["payment", "supplement"] = "payment" if wanted == "pauses_for_payment" else "supplement"
        return clock.pause(at, why or _("chờ người dân"), waits_for=waits_for)
    return clock


def _begun(case: Case, facts: TimerFacts, at: datetime, before: Timer | None) -> Timer | None:
    """A clock begins anew when a case is opened again; without a limit it does not run."""
    limit = _until(facts, case, at) or facts.limit_for(case.grade)
    if limit is None or not case.is_open:
        return before
    row = before or Timer(case=case, key=facts.key, is_main=facts.is_main)
    row.started_at, row.warned_at, row.overdue_at, row.escalated_at = at, None, None, None
    _bring_along(row, Clock(limit=limit, started_at=at, rules=facts.rules), at)
    return row


def _until(facts: TimerFacts, case: Case, at: datetime) -> str:
    """The limit that ends on the day somebody chose, "" where none was chosen."""
    day = case.answers.get(facts.until, "") if facts.until else ""
    days = (date.fromisoformat(day) - day_of(at)).days if day else None
    return "" if days is None else f"{days}d" if days > 0 else "0wd"


def _bring_along(row: Timer, clock: Clock, at: datetime) -> Standing:
    standing = clock.standing(hours(), at)
    row.clock = legal_clock.as_dict(clock)
    row.due_at, row.original_due_at = standing.due_at, standing.original_due_at
    row.paused_at, row.stopped_at = clock.paused_since, clock.stopped_at
    if standing.on_time_with_extension and clock.stopped_at is None:
        row.overdue_at = None
    row.save()
    return standing


def _read_off(case: Case, rows: list[Timer], at: datetime) -> None:
    """The deadline of a case is that of its main clock while it runs, else of the clock that ends first."""
    running = [one for one in rows if one.stopped_at is None]
    leading = min(running, key=lambda one: (not one.is_main, one.due_at), default=None)
    main = next((one for one in rows if one.is_main), None)
    shown = leading or main
    if shown is not None:
        case.due_at, case.original_due_at, case.paused_at = shown.due_at, shown.original_due_at, shown.paused_at
    case.stopped_at = None if running else max((one.stopped_at for one in rows if one.stopped_at), default=None)
    case.overdue_at = min((one.overdue_at for one in running if one.overdue_at), default=None)
    if not case.is_open:
        case.paused_at = None
        case.on_time = all(_of(one).standing(hours(), at).on_time_original for one in rows) if rows else None


def _of(row: Timer) -> Clock:
    return legal_clock.read(row.clock)


def stop(case: Case, at: datetime) -> None:
    """End every clock: the case ends in an unusual way."""
    rows = list(case.timers.select_for_update())
    for row in rows:
        if row.stopped_at is None:
            _bring_along(row, _of(row).stop(at), at)
    _read_off(case, rows, at)


def go_on(case: Case, stopped_at: datetime, at: datetime) -> None:
    """Let the clocks that were stopped at a moment run as if they never had been: the case was ended by mistake."""
    rows = list(case.timers.select_for_update())
    for row in rows:
        if row.stopped_at == stopped_at:
            _bring_along(row, _of(row).go_on(), at)
    case.on_time = None
    _read_off(case, rows, at)


def rate_anew(case: Case, at: datetime) -> None:
    """Give running clocks the limit of the case's present grade, from the moment they began."""
    facts = {one.key: one for one in case.version.book.procedure.timers}
    for row in case.timers.select_for_update().filter(stopped_at=None):
        limit = facts[row.key].limit_for(case.grade) if row.key in facts else None
        clock = _of(row)
        if limit and limit != clock.limit:
            _bring_along(row, Clock(limit=limit, started_at=clock.started_at, rules=clock.rules, marks=clock.marks), at)


def extend(case: Case, at: datetime, key: str, by: str, why: str) -> Timer:
    """Move the deadline of a clock (the main one), with the letter that tells the citizen. Raises NotPossible, Invalid."""
    rows = case.timers.select_for_update().filter(stopped_at=None)
    row = rows.filter(key=key).first() if key else rows.order_by("-is_main", "due_at").first()
    if row is None:
        raise NotPossible(_("Không có thời hạn nào đang chạy để gia hạn."))
    _bring_along(row, _of(row).extend(at, by, why, with_letter=True, hours=hours()), at)
    _read_off(case, list(case.timers.all()), at)
    return row


def limit_words(text: str) -> Words:
    limit = time_limit.parse(text)
    said = {"wh": msgid("%(n)s giờ làm việc"), "wd": msgid("%(n)s ngày làm việc"), "d": msgid("%(n)s ngày")}
    return both(said[limit.unit], n=limit.length)


@dataclass(frozen=True, slots=True)
class Late:
    """What has to be told of one clock: that it runs out soon, or that it has."""

    kind: Literal["soon", "late", "centre"]
    words: Words

    def title(self, case: Case) -> Words:
        return both(msgid("%(code)s sắp đến hạn") if self.kind == "soon" else msgid("%(code)s quá hạn"), code=case.code)

    def whom(self, case: Case) -> list[Recipient]:
        """Whoever holds it; when it is late, who leads the office too; when nothing has happened since, the centre."""
        if self.kind == "centre":
            return [Role(CENTRE, case.place.path)]
        holder: list[Recipient] = [case.officer or case.office]
        return [*holder, Role(LEAD, case.place.path, case.office)] if self.kind == "late" else holder


def to_tell(at: datetime, most: int = 500) -> list[Case]:
    """Cases with a clock that has run out, or runs out soon, which nobody was told yet."""
    running = Timer.objects.filter(stopped_at=None, paused_at=None, case__ended_at=None)
    late = running.filter(due_at__lt=at, overdue_at=None)
    soon = running.filter(due_at__lt=at + timedelta(days=4), warned_at=None)
    long_late = running.filter(overdue_at__isnull=False, escalated_at=None)
    rows = {one.case_id: one.case for one in late.select_related("case")[:most]}
    rows |= {one.case_id: one.case for one in soon.select_related("case")[:most] if _is_soon(one, at)}
    rows |= {
        one.case_id: one.case for one in long_late.select_related("case__version")[:most] if _is_the_centres(one, at)
    }
    return list(rows.values())


def _is_the_centres(row: Timer, at: datetime) -> bool:
    """Whether it has been late for so long that the centre is told."""
    after = time_limit.parse(_centre_after(row))
    if after.unit == "d":
        return at >= row.due_at + timedelta(days=after.length)
    if after.unit == "wh":
        return at >= hours().add(row.due_at, timedelta(hours=after.length))
    return at >= hours().add_days(row.due_at, after.length, "next_day")


def _centre_after(row: Timer) -> str:
    """As the procedure says, else as the province says for a case of this urgency."""
    book = row.case.version.book
    own = next((one.centre_after for one in book.procedure.timers if one.key == row.key), None)
    usual, grade = pack.chosen().province.escalation, book.grade(row.case.grade)
    return own or (usual.urgent_centre_after if grade and grade.is_urgent else usual.centre_after)


def _is_soon(row: Timer, at: datetime) -> bool:
    standing = _of(row).standing(hours(), at)
    return standing.left <= (standing.left + standing.spent) * pack.chosen().province.escalation.warn_share


def mark(case: Case, at: datetime) -> list[Late]:
    """Mark what is newly late or nearly so, and say what is to be told."""
    names = {one.key: one.name for one in case.version.book.procedure.timers}
    told = []
    rows = list(case.timers.select_for_update())
    for row in rows:
        if row.stopped_at is not None or row.paused_at is not None:
            continue
        if row.due_at < at and row.overdue_at is None:
            row.overdue_at = row.warned_at = at
            told.append(Late("late", both(msgid("Quá hạn %(what)s"), what=names[row.key])))
        elif row.warned_at is None and _is_soon(row, at):
            row.warned_at = at
            told.append(Late("soon", both(msgid("Sắp hết hạn %(what)s"), what=names[row.key])))
        elif row.overdue_at is not None and row.escalated_at is None and _is_the_centres(row, at):
            row.escalated_at = at
            told.append(
                Late("centre", both(msgid("Quá hạn %(what)s chưa giải quyết, báo trung tâm"), what=names[row.key]))
            )
        row.save(update_fields=["overdue_at", "warned_at", "escalated_at"])
    _read_off(case, rows, at)
    return told
