"""The life of an alert, line by line, as the journal has it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext as _

from haidang.core.audit.models import Event
from haidang.core.directory.roles import action_word
from haidang.core.rules.alerts.levels import LEADER, SHIFT_LEAD
from haidang.core.ui import moments

PROGRAM = "system:"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log: kind as in ui/parts/_log_line.html."""

    id: int
    at: datetime
    kind: str
    text: str
    by: str


def lines(events: Iterable[Event]) -> list[Line]:
    return [_line(event) for event in events]


def _line(event: Event) -> Line:
    is_program = event.actor.startswith(PROGRAM)
    kind = "alert" if event.action == "alert.raise" else "auto" if is_program else _kind(event.action)
    by = _("Tự động") if is_program else event.actor_name
    return Line(event.seq, event.at, kind, _text(event), by)


def _kind(action: str) -> str:
    return "person" if action == "alert.note" else "action"


def _text(event: Event) -> str:
    say = SAID.get(event.action)
    return say(event) if say else action_word(event.action)


def _with(text: str, remark: object) -> str:
    return f"{text} – {remark}" if remark else text


def closing(why: str, by: str) -> str:
    """Why an alert was closed: the program leaves a msgid, a person their own words."""
    return gettext(why) if why and by.startswith(PROGRAM) else why


def _acknowledged(event: Event) -> str:
    closed = event.after.get("state") == "closed"
    text = _("Đã nhận; đóng vì số đo đã trở lại bình thường") if closed else _("Đã nhận")
    return _with(text, event.after.get("note"))


def _assigned(event: Event) -> str:
    who = event.after.get("owner") or event.after.get("office")
    return _("Giao cho %(who)s") % {"who": who} if who else _("Giao lại")


def _escalated(event: Event) -> str:
    text = {SHIFT_LEAD: _("Chuyển lên trưởng ca"), LEADER: _("Chuyển lên lãnh đạo")}.get(
        event.after.get("level", 0), _("Chuyển lên cấp trên")
    )
    why = _("bàn trực không có người") if event.facts.get("is_unattended") else event.facts.get("reason")
    if not why and event.actor.startswith(PROGRAM):
        why = _("quá hạn mà chưa ai nhận")
    return _with(text, why)


def _shelved(event: Event) -> str:
    until = event.after.get("shelved_until")
    text = (
        _("Tạm hoãn đến %(moment)s") % {"moment": moments.moment_said(datetime.fromisoformat(until))} if until else ""
    )
    return _with(text or _("Tạm hoãn"), event.facts.get("reason"))


def _returned(event: Event) -> str:
    text = _("Trở lại bình thường, đóng") if event.after.get("state") == "closed" else _("Trở lại bình thường")
    return _with(text, closing(event.after.get("closed_why", ""), event.actor))


def _linked(event: Event) -> str:
    code = event.after.get("incident_code")
    return _("Gắn vào sự cố %(code)s") % {"code": code} if code else _("Gỡ khỏi sự cố")


def _aside(event: Event) -> str:
    if cause := event.facts.get("cause"):
        return _("Bị chặn theo thiết kế vì %(code)s") % {"code": cause}
    return _with(_("Ngừng phục vụ"), event.facts.get("reason"))


def _regraded(event: Event) -> str:
    text = _("Đổi mức %(before)s thành %(after)s") % {
        "before": event.before.get("severity", ""), "after": event.after.get("severity", ""),
    }  # fmt: skip
    return _with(text, closing(str(event.facts.get("reason") or ""), event.actor))


SAID: dict[str, Callable[[Event], str]] = {
    "alert.raise": lambda event: _("Phát cảnh báo"),
    "alert.repeat": lambda event: _("Tín hiệu lặp lại, lần %(count)s") % {"count": event.after.get("repeats", "")},
    "alert.return": _returned,
    "alert.acknowledge": _acknowledged,
    "alert.assign": _assigned,
    "alert.note": lambda event: str(event.after.get("note") or _("Ghi chú")),
    "alert.escalate": _escalated,
    "alert.deescalate": lambda event: _with(_("Trả về cấp dưới"), event.facts.get("reason")),
    "alert.remind": lambda event: _("Nhắc lần %(n)s: vẫn chưa ai nhận") % {"n": event.after.get("reminded", "")},
    "alert.aside": _aside,
    "alert.forward": lambda event: _("Hết bị chặn hoặc hết ngừng phục vụ, xét lại"),
    "alert.regrade": _regraded,
    "alert.shelve": _shelved,
    "alert.unshelve": lambda event: _("Hết tạm hoãn"),
    "alert.close": lambda event: _with(_("Đóng cảnh báo"), closing(event.after.get("closed_why", ""), event.actor)),
    "alert.link": _linked,
}
