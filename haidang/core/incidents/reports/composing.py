"""Reading everything a report says, at one moment, as its author may see it."""

from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.incidents.board import Board, board
from haidang.core.incidents.facts import facts, phase_words
from haidang.core.incidents.models import Incident
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import names, shown
from haidang.kernel.once import remembering

from . import picture, sections
from .content import Block, Content, Said, of, said, stamp


def composed(actor: Actor, incident: Incident, kind: str, at: datetime, assessment: str = "") -> Content:
    """All parts in the order of reading."""
    with remembering():
        seen = board(actor, incident)
        told = list(_blocks(actor, seen, kind, at))
        drawn = picture.features(actor, seen)
    if assessment:
        told.insert(0, sections.assessment(assessment))
    return Content(
        title=of(facts().reports[kind]), incident=incident.code, headline=incident.title, severity=incident.severity,
        place=of(names(incident.place)), summary=_summary(seen, at), blocks=told, map=drawn,
        as_of=at.astimezone(clock.HO_CHI_MINH).isoformat(timespec="seconds"), is_exercise=incident.is_exercise,
        is_simulated=_is_simulated(seen),
    )  # fmt: skip


def _is_simulated(seen: Board) -> bool:
    """One simulated number marks the whole paper."""
    alerts = any(one.is_simulated for one in seen.alerts)
    near = any(now.named.is_simulated for one in seen.things for now in one.readings)
    return seen.incident.is_simulated or alerts or near


def _blocks(actor: Actor, seen: Board, kind: str, at: datetime) -> list[Block]:
    final = kind == "final"
    parts = [
        sections.outcome(seen) if final else sections.now_needed(seen),
        sections.facts_of(actor, seen),
        sections.numbers_now(actor, seen, at),
        sections.objectives(seen),
        sections.roles(seen),
        sections.forces(seen),
        Block(key="map", title=said(lambda: _("Hiện trường trên bản đồ"))),
        sections.drawn(actor, seen),
        sections.steps(seen),
        sections.timeline(seen),
        sections.log_of(actor, seen, whole=final),
    ]
    if final:
        parts.append(sections.changes(actor, seen))
    return [part for part in parts if part is not None]


def _summary(seen: Board, at: datetime) -> Said:
    incident = seen.incident

    def words() -> str:
        told = {
            "title": incident.title, "place": shown(names(incident.place)), "opened": stamp(incident.opened_at),
            "phase": shown(phase_words(incident.phase)), "done": seen.steps_done, "steps": len(seen.steps),
            "tasks": sum(one.task.is_open for one in seen.tasks), "alerts": sum(one.is_open for one in seen.alerts),
            "at": stamp(at),
        }  # fmt: skip
        if not incident.is_open:
            lasted = sections.length(incident.closed_at, incident.opened_at)
            ended = told | {"closed": stamp(incident.closed_at), "length": lasted}
            return _(
                "%(title)s tại %(place)s: mở lúc %(opened)s, kết thúc lúc %(closed)s, kéo dài %(length)s; "
                "đã làm %(done)s trên %(steps)s bước của quy trình."
            ) % ended  # fmt: skip
        return _(
            "%(title)s tại %(place)s: mở lúc %(opened)s, giai đoạn %(phase)s; %(done)s trên %(steps)s bước đã xong, "
            "%(tasks)s nhiệm vụ đang làm, %(alerts)s cảnh báo còn mở. Số liệu đến %(at)s."
        ) % told  # fmt: skip

    return said(words)
