"""Everything that happens to an alert. Each leaves one event. Changes of rules: editing.py.

The rules process raises, repeats, returns, reminds, and lets escalation and shelves run by the clock; people do the
rest. `due_at` of an alert is when that process must look at it again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office, Person
from haidang.core.rules.models import Alert, Outage, RuleVersion
from haidang.core.rules.reading.rate import STOOD_FOR
from haidang.core.things.models import Series
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both
from haidang.kernel.given import needed
from haidang.kernel.manifest import Words

from . import covering, reminding, standing, telling
from .ledger import Ledger
from .levels import DESK, LAST_LEVEL

SHORTEST_SHELF, LONGEST_SHELF = timedelta(minutes=15), timedelta(hours=8)
FOLDS_FOR = timedelta(minutes=10)  # a repeat within this time of the return belongs to the same alert
WATCHED = (
    "state", "severity", "owner", "office", "level", "repeats", "note", "acknowledged_at", "shelved_until",
    "returned_at", "closed_at", "closed_why", "incident_code", "stands_aside", "reminded",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opening:
    """What made a rule fire on a series. value: in the unit of `unit`, None for silence.  at: by the readings' time.

    stood: it had held before the rule first looked (rate.py).
    """

    version: RuleVersion
    severity: int
    title: Words
    at: datetime
    value: float | None
    unit: str
    decimals: int
    acknowledge_within: timedelta
    why: dict[str, Any]
    office: Office | None = None
    outage: Outage | None = None
    held_by: int | None = None
    stood: bool = False


@action("alert.raise")
def raise_alert(do: Doing, series: Series, opening: Opening, ledger: Ledger, *, aloud: bool = True) -> Alert:
    """A rule began to fire on a series. `aloud` false leaves out the notice, for one alert of a flood.

    The three actions with a ledger are the rules process's; it writes the ledger at the end of its turn.
    """
    thing = series.thing
    alert = Alert(
        rule=opening.version.rule,
        rule_version=opening.version,
        series=series,
        thing=thing,
        place=thing.place,
        office=opening.office,
        domain=thing.domain,
        data_class=series.data_class,
        is_simulated=series.is_simulated,
        severity=opening.severity,
        title_vi=opening.title.vi,
        title_en=opening.title.en,
        direction=covering.direction_of(opening.version.says),
        unit=opening.unit,
        decimals=opening.decimals,
        why=opening.why,
        opened_at=opening.at,
        raised_at=do.at,
        value_open=opening.value,
        value_peak=opening.value,
        value_last=opening.value,
        value_at=opening.at,
        acknowledge_due_at=do.at + opening.acknowledge_within,
        remind_at=reminding.first(opening.version.says, opening.severity, do.at),
        outage=opening.outage,
        held_by_id=opening.held_by,
        stood=opening.stood or opening.at < do.at - STOOD_FOR,
        aside_at=do.at if opening.outage or opening.held_by else None,
    )
    ledger.add(alert)
    do.about(alert, thing=thing.code, series=series.key, value=opening.value)
    do.event.after = {"state": alert.state}
    covering.settle(do, alert, ledger)
    _shown(do, alert)
    if aloud and not alert.stands_aside:
        telling.tell(do, alert, telling.desk(alert), telling.of_raised(alert), telling.of_reason(alert))
    return alert


@contextmanager
def _changing(do: Doing, alert: Alert, ledger: Ledger | None = None, **facts: Any) -> Iterator[Alert]:
    """The alert, locked and fresh. Written at the end, unless the ledger is somebody else's to write."""
    book = ledger or Ledger.of(alert)
    fresh = book.held(alert)
    with do.changing(fresh, *WATCHED, **facts):
        yield fresh
        book.change(fresh)
        covering.settle(do, fresh, book)
    _shown(do, fresh)
    if ledger is None:
        book.write()


def _shown(do: Doing, alert: Alert) -> None:
    """What the live stream tells of it: nothing private."""
    facts = {"code": alert.code, "severity": alert.severity, "state": alert.state, "aside": alert.stands_aside}
    titles = {"title_vi": alert.title_vi, "title_en": alert.title_en}
    do.event.facts |= facts | titles | ({"aside": "shelved"} if alert.shelved_until else {})


@action("alert.repeat")
def repeat_alert(do: Doing, alert: Alert, opening: Opening, ledger: Ledger) -> Alert:
    """The rule fired again before the alert was closed, or so soon after that it is the same: count it, no new row."""
    with _changing(do, alert, ledger, value=opening.value) as alert:
        alert.repeats, alert.repeated_at, alert.returned_at = alert.repeats + 1, opening.at, None
        alert.outage, alert.held_by_id = opening.outage, opening.held_by
        alert.closed_at, alert.closed_by, alert.closed_why = None, "", ""
        alert.state = "acknowledged" if alert.acknowledged_at else "new"
        if alert.state == "new":
            alert.remind_at = reminding.first(opening.version.says, alert.severity, do.at)
            alert.acknowledge_due_at = max(do.at + opening.acknowledge_within, alert.acknowledge_due_at or do.at)
    return alert


@action("alert.return")
def return_alert(
    do: Doing,
    alert: Alert,
    ledger: Ledger,
    *,
    at: datetime,
    value: float | None = None,
    peak: float | None = None,
    why: str = "",
) -> Alert:
    """The condition ceased: closed when somebody had acknowledged it, else it waits for that."""
    with _changing(do, alert, ledger, value=value) as alert:
        alert.returned_at = at
        if value is not None:
            alert.value_last, alert.value_at = value, at
        if peak is not None:
            alert.value_peak = peak
        if alert.outage_id or alert.held_by_id:
            _close(do, alert, why or standing.ended_quietly(alert))
        elif alert.state == "acknowledged" and not alert.shelved_until:
            _close(do, alert, why)
        else:
            alert.state = "returned"
    return alert


def _close(do: Doing, alert: Alert, why: str) -> None:
    alert.state, alert.closed_at, alert.closed_by, alert.closed_why = "closed", do.at, str(do.actor), why
    alert.shelved_until = None


@action("alert.acknowledge")
def acknowledge(do: Doing, alert: Alert, *, note: str = "", ledger: Ledger | None = None) -> Alert:
    """Somebody has seen it and acts; the milder alerts it stands for are acknowledged with it.

    An alert that has returned already is closed by this. `ledger`: of several that are written together.
    """
    book = ledger or Ledger.of(alert)
    with _changing(do, alert, book) as alert:
        _must_be_open(alert)
        covered = [one for one in book.peers(alert) if one.under_id == alert.pk and not one.acknowledged_at]
        if alert.acknowledged_at:
            raise NotPossible(_("%(who)s đã nhận cảnh báo này.") % {"who": alert.acknowledged_by_name})
        _acknowledge(do, alert, note, book)
        for one in covered:
            _acknowledge(do, one, note, book)
            book.change(one)
            do.event.facts.setdefault("covered", []).append(one.code)
    if ledger is None:
        book.write()
    return alert


def _acknowledge(do: Doing, alert: Alert, note: str, book: Ledger) -> None:
    alert.acknowledged_at, alert.acknowledged_by, alert.acknowledged_by_name = do.at, str(do.actor), do.actor.name
    alert.note = note.strip() or alert.note
    if alert.owner is None and do.actor.kind == "person":
        alert.owner = book.person(do.actor.id)
    if alert.state == "returned":
        _close(do, alert, "")
    else:
        alert.state = "acknowledged"


@action("alert.assign")
def assign(do: Doing, alert: Alert, *, person: Person | None = None, office: Office | None = None) -> Alert:
    """Give it to a person, or to an office."""
    if person is None and office is None:
        raise Invalid("person", _("Chọn người hoặc cơ quan nhận."))
    with _changing(do, alert) as alert:
        _must_be_open(alert)
        alert.owner, alert.office = person, office or (person.office if person else None) or alert.office
        telling.tell(do, alert, telling.desk(alert), both(msgid("Giao cảnh báo %(code)s"), code=alert.code))
    return alert


@action("alert.note")
def note(do: Doing, alert: Alert, *, text: str) -> Alert:
    """A remark in the alert's history; the newest also stands on the alert."""
    with _changing(do, alert) as alert:
        alert.note = needed("text", text)
    return alert


@action("alert.escalate")
def escalate(do: Doing, alert: Alert, *, reason: str = "", is_unattended: bool = False) -> Alert:
    """One level up: to the shift lead, then to the leader. By the clock when nobody acknowledged it in time."""
    with _changing(do, alert, reason=reason, is_unattended=is_unattended) as alert:
        _must_be_open(alert)
        if alert.level >= LAST_LEVEL:
            raise NotPossible(_("Cảnh báo đã chuyển đến cấp cao nhất."))
        alert.level += 1
        telling.wait_again(do, alert)
        telling.tell(do, alert, telling.above(alert), telling.of_escalated(alert, reason, is_unattended=is_unattended))
    return alert


@action("alert.deescalate")
def deescalate(do: Doing, alert: Alert, *, reason: str) -> Alert:
    """One level down, back to who should deal with it."""
    with _changing(do, alert, reason=needed("reason", reason)) as alert:
        _must_be_open(alert)
        if alert.level == DESK:
            raise NotPossible(_("Cảnh báo đang ở bàn trực."))
        alert.level -= 1
        telling.wait_again(do, alert)
    return alert


@action("alert.remind")
def remind(do: Doing, alert: Alert) -> Alert:
    """Nobody has acknowledged it yet: tell whom the rule names, and the level that holds it, again."""
    with _changing(do, alert) as alert:
        alert.reminded += 1
        alert.remind_at = reminding.next_time(alert, do.at)
        to = reminding.recipients(alert)
        title = both(msgid("Nhắc lần %(n)s: cảnh báo %(code)s chưa ai nhận"), n=alert.reminded, code=alert.code)
        telling.tell(do, alert, to, title)
    return alert


@action("alert.shelve")
def shelve(do: Doing, alert: Alert, *, lasting: timedelta, reason: str, ledger: Ledger | None = None) -> Alert:
    """Out of sight for 15 minutes to 8 hours, for a reason; it comes back by itself and is judged anew."""
    reason = needed("reason", reason)
    if not SHORTEST_SHELF <= lasting <= LONGEST_SHELF:
        raise Invalid("lasting", _("Tạm gác từ 15 phút đến 8 giờ."), lasting)
    with _changing(do, alert, ledger, reason=reason) as alert:
        _must_be_open(alert)
        alert.shelved_until, alert.shelved_why, alert.shelved_by_name = do.at + lasting, reason, do.actor.name
    return alert


@action("alert.unshelve")
def unshelve(do: Doing, alert: Alert) -> Alert:
    """Back from the shelf, by hand or by the clock: new again while the condition holds, closed when it has returned."""
    with _changing(do, alert) as alert:
        if alert.shelved_until is None:
            raise NotPossible(_("Cảnh báo không bị tạm gác."))
        alert.shelved_until, alert.shelved_why, alert.shelved_by_name = None, "", ""
        if alert.state == "returned":
            _close(do, alert, msgid("Trở lại bình thường trong lúc tạm gác"))
        else:
            alert.state, alert.acknowledged_at, alert.acknowledged_by, alert.acknowledged_by_name = "new", None, "", ""
            telling.wait_again(do, alert)
            telling.tell(do, alert, telling.desk(alert), both(msgid("Hết tạm gác: %(code)s"), code=alert.code))
    return alert


@action("alert.aside")
def step_aside(
    do: Doing, alert: Alert, ledger: Ledger, *, outage: Outage | None = None, cause: Alert | None = None
) -> Alert:
    """Its cause is active, or what it is about is out of service: from now on it asks nobody for anything."""
    with _changing(do, alert, ledger, outage=outage.pk if outage else None, cause=cause.code if cause else None):
        alert.outage, alert.held_by, alert.aside_at = outage, cause, do.at
        do.event.facts["reason"] = outage.reason if outage else cause.title_vi if cause else ""
        if alert.state == "returned":
            _close(do, alert, standing.ended_quietly(alert))
    return alert


@action("alert.forward")
def come_forward(do: Doing, alert: Alert, ledger: Ledger) -> Alert:
    """The cause has ended or the outage is over: what still holds asks again, new after an outage."""
    with _changing(do, alert, ledger):
        was_out = alert.outage_id is not None
        if alert.state == "returned":
            _close(do, alert, standing.ended_quietly(alert))
        alert.outage, alert.held_by, alert.aside_at = None, None, None
        if was_out and alert.is_open:
            alert.state, alert.acknowledged_at, alert.acknowledged_by, alert.acknowledged_by_name = "new", None, "", ""
        if alert.state == "new" and not alert.under_id and not alert.shelved_until:
            telling.wait_again(do, alert)
            title = (
                msgid("Hết ngừng phục vụ, vẫn còn: %(code)s") if was_out else msgid("Hết bị chặn, vẫn còn: %(code)s")
            )
            telling.tell(do, alert, telling.desk(alert), both(title, code=alert.code))
    return alert


@action("alert.regrade")
def regrade(do: Doing, alert: Alert, *, severity: int, reason: str = "") -> Alert:
    """Another level: by the rule as the value falls or rises, or by somebody for a reason, which then stands.

    A milder one goes back to the desk; a worse one is told anew.
    """
    by_rule = do.actor.kind == "system"
    reason = reason if by_rule else needed("reason", reason)
    if severity not in (1, 2, 3, 4):
        raise Invalid("severity", _("Chọn mức từ 1 đến 4."), severity)
    with _changing(do, alert, reason=reason) as alert:
        _must_be_open(alert)
        before = alert.severity
        if severity == before:
            raise NotPossible(_("Cảnh báo đã ở mức này."))
        alert.severity, alert.graded_by = severity, "rule" if by_rule else "person"
        alert.level = DESK if severity > before else alert.level
        if alert.state == "new":
            telling.wait_again(do, alert)
        if severity < before and not alert.stands_aside:
            title = both(msgid("Cảnh báo %(code)s nặng hơn: mức %(level)s"), code=alert.code, level=severity)
            telling.tell(do, alert, telling.desk(alert), title)
    return alert


@action("alert.close")
def close(do: Doing, alert: Alert, *, reason: str = "") -> Alert:
    """End it by hand: freely when it has returned, for a reason while the condition holds."""
    with _changing(do, alert) as alert:
        _must_be_open(alert)
        _close(do, alert, reason.strip() if alert.state == "returned" else needed("reason", reason))
    return alert


@action("alert.link")
def link(do: Doing, alert: Alert, *, incident: int | None, code: str = "") -> Alert:
    """Take it into an incident, which acknowledges it; None lets it go. Raises NotPossible if another one has it."""
    book = Ledger.of(alert)
    with _changing(do, alert, book) as alert:
        if incident is not None and alert.incident_id not in (None, incident):
            raise NotPossible(_("Cảnh báo đã thuộc sự cố %(code)s.") % {"code": alert.incident_code})
        alert.incident_id, alert.incident_code = incident, code if incident is not None else ""
        if incident is not None and alert.is_open and not alert.acknowledged_at:
            _acknowledge(do, alert, "", book)
    book.write()
    return alert


def _must_be_open(alert: Alert) -> None:
    if not alert.is_open:
        raise NotPossible(_("Cảnh báo %(code)s đã đóng.") % {"code": alert.code})
