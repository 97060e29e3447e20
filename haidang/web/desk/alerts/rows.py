"""An alert as lists show it: the same row on the overview, in the list, beside an incident."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.directory.permissions import decide
from haidang.core.rules.models import Alert
from haidang.core.rules.reading.rate import STOOD_FOR
from haidang.core.ui import moments
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown


@dataclass(frozen=True, slots=True)
class Row:
    """One alert in words. The addresses of what the reader may not do, or what makes no sense now, are empty."""

    id: int
    code: str
    severity: int
    title: str
    url: str
    thing: str
    thing_code: str
    place: str
    at: datetime
    is_new: bool
    is_shelved: bool
    is_open: bool
    folded: int
    state: str
    state_label: str
    owner: str
    due_at: datetime | None
    is_simulated: bool
    incident_code: str
    incident_page: str
    acknowledge_url: str
    shelve_url: str
    incident_url: str
    aside: str = ""
    reminded: int = 0
    in_group: int = 0
    group: str = ""


class Allowed:
    """What an actor may do with alerts, asked once for each place, office and class of data."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._known: dict[tuple[str, ...], bool] = {}

    def to(self, action: str, alert: Alert) -> bool:
        where = action, alert.scope_place, alert.scope_office, alert.data_class
        if where not in self._known:
            self._known[where] = bool(decide(self._actor, action, alert))
        return self._known[where]


def rows(actor: Actor, alerts: Iterable[Alert], sizes: Mapping[tuple[int, int], int] | None = None) -> list[Row]:
    """`sizes`: how many alerts the group of each holds, by rule and place."""
    allowed, known = Allowed(actor), sizes or {}
    return [replace(row(actor, one, allowed), in_group=known.get((one.rule_id, one.place_id), 0) - 1) for one in alerts]


def row(actor: Actor, alert: Alert, allowed: Allowed | None = None) -> Row:
    allowed = allowed or Allowed(actor)
    return Row(
        id=alert.pk,
        code=alert.code,
        severity=alert.severity,
        title=shown(alert.title),
        url=reverse("alert", args=[alert.code]),
        thing=name_of(alert.thing),
        thing_code=alert.thing.code,
        place=_shelf(alert)
        if alert.shelved_until and alert.is_open
        else _where(alert) + _since(alert) + _why_aside(alert),
        at=alert.raised_at,
        is_new=waits(alert),
        is_shelved=alert.shelved_until is not None,
        is_open=alert.is_open,
        folded=alert.repeats,
        state=alert.state,
        state_label=state_words(alert),
        owner=alert.owner.full_name if alert.owner and not waits(alert) else "",
        due_at=alert.acknowledge_due_at if waits(alert) and alert.state == "new" else None,
        is_simulated=alert.is_simulated,
        incident_code=alert.incident_code,
        incident_page=reverse("incident", args=[alert.incident_code]) if alert.incident_code else "",
        acknowledge_url=_open_to(allowed, "acknowledge", alert, may=not alert.acknowledged_at),
        shelve_url=_open_to(allowed, "shelve", alert, may=alert.shelved_until is None),
        incident_url=_incident_url(allowed, alert),
        aside=alert.aside if alert.is_open else "",
        reminded=alert.reminded if alert.is_open and not alert.acknowledged_at else 0,
        group=f"r{alert.rule_id}-p{alert.place_id}",
    )


def waits(alert: Alert) -> bool:
    """Whether nobody has acknowledged it yet, it is not put off, and no worse alert stands for it."""
    is_asked = alert.shelved_until is None and not alert.stands_aside
    return alert.is_open and alert.acknowledged_at is None and is_asked


def state_words(alert: Alert) -> str:
    if not alert.is_open:
        return _("Đã đóng")
    if alert.shelved_until:
        return _("Đang tạm hoãn")
    if alert.outage_id:
        return _("Ngừng phục vụ")
    if alert.held_by_id:
        return _("Chặn theo thiết kế")
    if alert.under_id:
        return _("Gộp vào mức nặng hơn")
    return {"new": _("Chưa nhận"), "acknowledged": _("Đã nhận"), "returned": _("Trở lại bình thường")}[alert.state]


def _where(alert: Alert) -> str:
    """The thing, and its place where the name of the thing does not tell it already."""
    _kind, _space, bare = alert.place.name_vi.partition(" ")
    thing = name_of(alert.thing)
    return thing if bare and bare in alert.thing.name_vi else f"{thing} · {name_of(alert.place)}"


def _why_aside(alert: Alert) -> str:
    """Why it asks for nothing now: the cause that holds it, or what is out of service."""
    if not alert.is_open:
        return ""
    if alert.outage:
        return " · " + _("ngừng phục vụ: “%(why)s”, %(name)s") % {
            "why": alert.outage.reason,
            "name": alert.outage.by_name,
        }
    if alert.held_by:
        return " · " + _("vì %(code)s %(title)s") % {"code": alert.held_by.code, "title": shown(alert.held_by.title)}
    return ""


def _since(alert: Alert) -> str:
    """Where a first look found it: since when it holds, as far as that is known."""
    if not alert.stood:
        return ""
    is_known = alert.raised_at - alert.opened_at > STOOD_FOR
    said = _("có từ %(moment)s") % {"moment": moments.moment_said(alert.opened_at)} if is_known else _("có từ trước")
    return f" · {said}"


def _shelf(alert: Alert) -> str:
    assert alert.shelved_until is not None
    return _("Tạm hoãn đến %(moment)s, %(name)s: “%(why)s”") % {
        "moment": moments.moment_said(alert.shelved_until),
        "name": alert.shelved_by_name,
        "why": alert.shelved_why,
    }


def _open_to(allowed: Allowed, verb: str, alert: Alert, *, may: bool) -> str:
    if not (may and alert.is_open and allowed.to(f"alert.{verb}", alert)):
        return ""
    return reverse(f"alert_{verb}", args=[alert.code])


def _incident_url(allowed: Allowed, alert: Alert) -> str:
    if not alert.is_open or alert.incident_id is not None or not allowed.to("incident.open", alert):
        return ""
    return reverse("alert_incident", args=[alert.code])
