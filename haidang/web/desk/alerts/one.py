"""The page of one alert: why, the curve, its life, what can be done, what is near."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.incidents.models import Incident
from haidang.core.incidents.queries import open_near
from haidang.core.rules.alerts.levels import DESK, LAST_LEVEL
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries
from haidang.core.rules.reading.queries import Wanted
from haidang.core.things.queries import near
from haidang.kernel import clock, registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point
from haidang.web.desk.acts import Act
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import told, why
from .acting import found
from .answers import answers_shown
from .rows import row, rows

AROUND_M, MOST_NEAR, MOST_OTHERS, MOST_HELD = 3_000, 8, 6, 20
BUTTONS = 3  # more stand in a menu


@require_GET
@room("alert.read")
def alert(request: AskingRequest, code: str) -> HttpResponse:
    one = found(request, code)
    facts = _live(request, one) | {
        "sentence": why.sentence(one),
        "facts": list(why.facts(one)),
        "parts": why.parts(one),
        "says": _says(one),
        "chart": why.chart(request.actor, one),
        "series_name": why.series_name(one),
        "follow": why.follows(one) if one.is_open else "",
        "cadence": one.series.cadence_seconds,
        "near": _near(request.actor, one),
        "others": _others(request.actor, one),
        "answers": answers_shown(request.actor, one),
        "same": _same(request.actor, one),
    }
    return render(request, "desk/alerts/alert.html", facts)


@require_GET
@room("alert.read")
def live(request: AskingRequest, code: str) -> HttpResponse:
    """The parts of the page that change, to be put in their places."""
    return render(request, "desk/alerts/_live.html", _live(request, found(request, code)) | {"oob": True})


def _live(request: AskingRequest, one: Alert) -> dict[str, Any]:
    actor = request.actor
    acts = list(_acts(actor, one))
    return {
        "alert": one,
        "row": row(actor, one),
        "place_name": name_of(one.place),
        "thing_name": name_of(one.thing),
        "office_name": name_of(one.office),
        "acts": acts[:BUTTONS],
        "more_acts": acts[BUTTONS:],
        "can_note": bool(decide(actor, "alert.note", one)),
        "log": told.lines(queries.history_of(actor, one)),
        "level_words": _level_words(one),
        "closed_why": told.closing(one.closed_why, one.closed_by),
        "under": row(actor, one.under) if one.under else None,
        "cause": row(actor, one.held_by) if one.held_by and one.is_open else None,
        "holds": _holds(actor, one),
    }


def _acts(actor: Actor, one: Alert) -> Iterator[Act]:
    """What the reader may do with it now, in the order of use; the first is what is expected next."""
    if not one.is_open:
        return
    may = {name: bool(decide(actor, f"alert.{name}", one)) for name in ("acknowledge", "assign", "shelve", "escalate")}
    page = [one.code]
    if may["acknowledge"] and not one.acknowledged_at:
        yield Act(_("Nhận"), reverse("alert_acknowledge", args=page), "check", "a", at_once=True)
        yield Act(_("Nhận kèm ghi chú"), reverse("alert_acknowledge_note", args=page), "note")
    if one.incident_id is None and decide(actor, "incident.open", one):
        yield Act(_("Mở sự cố"), reverse("alert_incident", args=page), "flag", "i", at_once=True)
    if one.shelved_until and decide(actor, "alert.unshelve", one):
        yield Act(_("Thôi tạm hoãn"), reverse("alert_unshelve", args=page), "clock", at_once=True)
    elif may["shelve"] and not one.shelved_until:
        yield Act(_("Tạm hoãn"), reverse("alert_shelve", args=page), "clock-pause", "s")
    if may["assign"]:
        yield Act(_("Giao"), reverse("alert_assign", args=page), "user")
    if may["escalate"] and one.level < LAST_LEVEL:
        yield Act(_("Chuyển lên cấp trên"), reverse("alert_escalate", args=page), "arrow-up-right")
    if one.level > DESK and decide(actor, "alert.deescalate", one):
        yield Act(_("Trả về bàn trực"), reverse("alert_deescalate", args=page), "arrow-down-right")
    if decide(actor, "alert.regrade", one):
        yield Act(_("Đổi mức"), reverse("alert_regrade", args=page), "adjustments")
    if may_somewhere(actor, "outage.plan"):
        where = urlencode({"thing": one.thing.code, "rule": one.rule_id})
        yield Act(_("Cho ngừng phục vụ"), f"{reverse('outage_new')}?{where}", "player-pause")
    if decide(actor, "alert.close", one):
        yield Act(_("Đóng cảnh báo"), reverse("alert_close", args=page), "circle-x")


def _holds(actor: Actor, one: Alert) -> list[Any]:
    """Open alerts that stand aside because of this one."""
    found = queries.open_alerts(actor, Wanted(aside="held", only=Q(held_by=one.pk)), limit=MOST_HELD)
    return rows(actor, found) if one.is_active else []


def _level_words(one: Alert) -> str:
    return {0: _("Bàn trực"), 1: _("Trưởng ca"), 2: _("Lãnh đạo")}.get(one.level, "")


def _says(one: Alert) -> dict[str, str | timedelta]:
    """What the rule that raised it tells whoever has to act."""
    says, domain = one.rule_version.says, registry.domains().get(one.domain)
    return {
        "rule": shown(says.name),
        "rule_url": reverse("rule", args=[one.rule_id]),
        "version": str(one.rule_version.number),
        "domain": shown(domain.name) if domain else one.domain,
        "cause": shown(says.cause),
        "consequence": shown(says.consequence),
        "action": shown(says.action),
        "within": clock.duration(says.acknowledge_within),
    }


def _near(actor: Actor, one: Alert) -> list[dict[str, Any]]:
    """Other things around it, those with alerts marked."""
    if one.thing.lon is None or one.thing.lat is None:
        return []
    around = near(actor, Point(one.thing.lon, one.thing.lat), AROUND_M)[: MOST_NEAR + 1]
    marked = queries.worst_by_thing(actor, [thing.code for _metres, thing in around])
    return [
        {
            "code": thing.code,
            "name": name_of(thing),
            "metres": round(metres, -1),
            "sev": marked.get(thing.code, (0, 0))[0],
            "url": reverse("thing", args=[thing.code]),
        }
        for metres, thing in around
        if thing.pk != one.thing_id
    ][:MOST_NEAR]


def _same(actor: Actor, one: Alert) -> list[tuple[Incident, str]]:
    """Open incidents close by that it may belong to, and the address that takes it in (empty where one may not)."""
    if not one.is_open or one.incident_id is not None:
        return []
    lon, lat = one.thing.lon, one.thing.lat
    point = Point(lon, lat) if lon is not None and lat is not None else None
    return [
        (incident, reverse("incident_link", args=[incident.code]) if decide(actor, "incident.link", incident) else "")
        for incident in open_near(actor, point, one.place)
    ]


def _others(actor: Actor, one: Alert) -> list[Any]:
    """The newest other alerts of the same thing."""
    found = queries.history(actor, Wanted(thing=one.thing.code, covered=None), limit=MOST_OTHERS + 1).alerts
    return rows(actor, [other for other in found if other.pk != one.pk][:MOST_OTHERS])
