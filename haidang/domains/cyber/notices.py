"""Notices of a security incident to the authority: which are due until when, and each as a paper filled with what is known."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec
from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils.translation import override

from haidang.core.documents.crafts import workshop
from haidang.core.incidents.models import Incident, IncidentAlert
from haidang.kernel import clock, strict
from haidang.kernel.facts import Trust, Words

SECONDS = 30


class Notice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`hours` after it was found."""

    key: str
    hours: int
    name: Words


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    trust: Trust
    form_trust: Trust
    valid_from: date
    notices: list[Notice]


TABLE = strict.load(Path(__file__).parent / "facts" / "notices.toml", File)
BY_KEY = {one.key: one for one in TABLE.notices}


@dataclass(frozen=True, slots=True)
class Due:
    notice: Notice
    at: datetime
    is_over: bool
    """The time has passed while the incident is open."""


def due(incident: Incident) -> list[Due]:
    found = [(one, incident.opened_at + timedelta(hours=one.hours)) for one in TABLE.notices]
    return [Due(one, at, incident.closed_at is None and at < clock.now()) for one, at in found]


def paper(incident: Incident, notice: Notice) -> bytes:
    """On A4, in Vietnamese; what nobody has said stays open to be written in. Raises workshop.Broke."""
    links = Prefetch(
        "alert_links", IncidentAlert.objects.select_related("alert__thing").prefetch_related("alert__detections")
    )
    one = Incident.objects.select_related("office", "place").prefetch_related(links, "steps").get(pk=incident.pk)
    alerts = [link.alert for link in one.alert_links.all()]
    with override("vi"):
        html = render_to_string("cyber/notice_paper.html", {
            "incident": one, "notice": notice, "table": TABLE, "now": clock.now(),
            "due_at": one.opened_at + timedelta(hours=notice.hours),
            "things": {alert.thing_id: alert.thing for alert in alerts}.values(),
            "found": [found for alert in alerts for found in alert.detections.all()],
            "done": [step for step in one.steps.all() if step.done_at],
        })  # fmt: skip
    body: bytes = workshop.press.ask("press:press", html, "brief", seconds=SECONDS)[0]
    return body
