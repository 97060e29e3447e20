"""The incident itself: opened, given to somebody, rated, moved through its phases, closed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.cases.models import Case
from haidang.core.directory.models import FieldUnit, Office, Person, Place
from haidang.core.directory.numbers import next_code
from haidang.core.directory.queries import person_of
from haidang.core.incidents import alerts, fieldwork, log, overdue, phases, playbooks, words
from haidang.core.incidents.blockers import blockers
from haidang.core.incidents.facts import phases as flow
from haidang.core.incidents.models import Incident, IncidentAlert, LogEntry
from haidang.core.incidents.snapshot import WATCHED, step_facts
from haidang.core.incidents.under_way import (
    changing,
    checked_severity,
    concerned,
    must_be_open,
    tell,
    tell_concerned,
)
from haidang.core.notices.actions import Recipient
from haidang.core.rules.models import Alert
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import both, same
from haidang.kernel.geo import Point
from haidang.kernel.given import checked_point, needed
from haidang.kernel.text import folded


@action("incident.open")
def open_incident(
    do: Doing,
    origin: Alert | Case | Place,
    *,
    title: str = "",
    severity: int | None = None,
    point: Point | None = None,
    playbook: tuple[str, str] | None = None,
    owner: Person | None = None,
    office: Office | None = None,
    parent: Incident | None = None,
    is_exercise: bool = False,
    is_simulated: bool = False,
) -> Incident:
    """Open an incident from an alert (which is acknowledged) or a case, which give what is left out, or at a place.

    `playbook` is (domain, key); ("", "") opens without one. Raises NotPossible when the alert belongs to an incident
    already, telling which; Invalid for a missing title, a severity outside 1 to 4, a point off the earth.
    """
    given = alerts.given(origin)
    domain, key = given.playbook if playbook is None else playbook
    plan = playbooks.found(domain, key)
    owner = owner or person_of(do.actor)
    incident = Incident(
        code=next_code(Incident, "SC"),
        title=needed("title", title or given.title),
        severity=checked_severity(given.severity if severity is None else severity),
        phase=flow().start,
        flow_version=flow().version,
        origin=given.kind,
        place=given.place,
        owner=owner,
        office=office or (owner.office if owner else given.office),
        parent=parent,
        playbook_domain=domain if plan else "",
        playbook_key=key if plan else "",
        playbook=playbooks.snapshot(plan) if plan else {},
        opened_at=do.at,
        is_exercise=is_exercise or bool(parent and parent.is_exercise),
        is_simulated=is_simulated or given.is_simulated,
    )
    where = point or given.point
    if where:
        incident.lon, incident.lat = checked_point(where)
    incident.folded = folded(f"{incident.code} {incident.title} {incident.place.name_vi}")
    phases.begin(incident, do.at)
    steps = playbooks.checklist(incident, plan) if plan else []
    if isinstance(origin, Alert):
        alerts.take(do, incident, origin)
    if isinstance(origin, Case):
        alerts.take_case(do, incident, origin)
    text = words.opened(incident, given.code)
    log.write(do, incident, "action", text, origin)
    do.about(incident, steps=[step_facts(step) for step in steps])
    do.event.after = {name: getattr(incident, name) for name in WATCHED}
    tell_concerned(do, incident, msgid("Mở sự cố %(code)s"), text)
    return incident


@action("incident.assign")
def assign(do: Doing, incident: Incident, owner: Person | None, office: Office | None = None) -> Incident:
    """Give the incident to a person (None: to nobody in particular) and to an office, by default the person's."""
    with changing(do, incident) as incident:
        must_be_open(incident)
        incident.owner = owner
        incident.office = office or (owner.office if owner else incident.office)
        text = both(msgid("Giao sự cố cho %(who)s"), who=words.holder(owner, incident.office))
        log.write(do, incident, "action", text, owner, incident.office)
        tell(do, incident, [owner] if owner else [], both(msgid("Giao sự cố %(code)s"), code=incident.code), text)
    return incident


@action("incident.rate")
def rate(do: Doing, incident: Incident, severity: int, *, reason: str) -> Incident:
    """Change the severity, and with it the deadlines, for a reason."""
    with changing(do, incident) as incident:
        must_be_open(incident)
        before, incident.severity = incident.severity, checked_severity(severity)
        if before == incident.severity:
            raise NotPossible(_("Sự cố đang ở mức này rồi."))
        phases.reckon(incident, do.at)
        text = words.rated(before, incident.severity, needed("reason", reason))
        log.write(do, incident, "action", text)
        tell_concerned(do, incident, msgid("Đổi mức sự cố %(code)s"), text)
    return incident


@action("incident.move")
def move(do: Doing, incident: Incident, key: str, *, reason: str = "") -> Incident:
    """Move to another phase: verify, dispatch or handle. Closing and reopening are actions of their own."""
    if key in ("close", "reopen"):
        raise Invalid("move", _("Kết thúc và mở lại sự cố có thao tác riêng."), key)
    with changing(do, incident) as incident:
        phases.move(do, incident, key, reason=reason)
        log.write(do, incident, "action", words.moved(incident, reason))
    return incident


@action("incident.log")
def add_log(do: Doing, incident: Incident, text: str) -> LogEntry:
    """Write a line; units and offices named by @code are told. A closed incident still takes lines."""
    with changing(do, incident) as incident:
        line = same(needed("text", text))
        named = log.mentioned(line.vi)
        entry = log.write(do, incident, "person", line, *named)
        to: list[Recipient] = []
        for one in named:
            to += one.members.all() if isinstance(one, FieldUnit) else [one]
        tell(do, incident, to, both(msgid("Có nhắc đến anh/chị trong sự cố %(code)s"), code=incident.code), line)
    return entry


@action("incident.link")
def link_alert(do: Doing, incident: Incident, alert: Alert) -> IncidentAlert:
    """Count another alert to the incident. Raises NotPossible when it belongs to one already, telling which."""
    with changing(do, incident) as incident:
        must_be_open(incident)
        link = alerts.take(do, incident, alert)
        log.write(do, incident, "action", both(msgid("Gắn cảnh báo %(code)s"), code=alert.code), alert)
    return link


@action("incident.unlink")
def unlink_alert(do: Doing, incident: Incident, alert: Alert, *, reason: str) -> Incident:
    """Take an alert out of the incident, for a reason."""
    with changing(do, incident) as incident:
        alerts.release(do, incident, alert)
        text = both(msgid("Gỡ cảnh báo %(code)s: %(reason)s"), code=alert.code, reason=needed("reason", reason))
        log.write(do, incident, "action", text, alert)
    return incident


@action("incident.close")
def close(do: Doing, incident: Incident, *, outcome: str, lessons: str, cause: str = "") -> Incident:
    """Close with outcome and lessons. Raises NotPossible naming the obligatory steps and the tasks still open."""
    with changing(do, incident) as incident:
        phases.move(do, incident, "close", blockers=blockers(incident))
        incident.outcome, incident.lessons = needed("outcome", outcome), needed("lessons", lessons)
        incident.cause, incident.closed_at = cause.strip(), do.at
        log.write(do, incident, "action", both(msgid("Kết thúc sự cố: %(outcome)s"), outcome=incident.outcome))
    return incident


@action("incident.reopen")
def reopen(do: Doing, incident: Incident, *, reason: str) -> Incident:
    """Open a closed incident again; outcome and lessons stay until they are written anew."""
    with changing(do, incident) as incident:
        if incident.merged_into is not None:
            raise NotPossible(
                _("Sự cố đã gộp vào %(code)s: tách ra để làm tiếp.") % {"code": incident.merged_into.code}
            )
        phases.move(do, incident, "reopen", reason=reason)
        incident.closed_at = None
        text = words.moved(incident, reason.strip())
        log.write(do, incident, "action", text)
        tell_concerned(do, incident, msgid("Mở lại sự cố %(code)s"), text)
    return incident


@action("incident.escalate")
def escalate(do: Doing, incident: Incident) -> Incident:
    """Mark what is newly overdue and tell once whom it concerns. Raises NotPossible when nothing is."""
    with changing(do, incident) as incident:
        late = overdue.mark(incident, do.at)
        if not late:
            raise NotPossible(_("Không có gì quá hạn."))
        do.event.facts["steps"] = [step_facts(step) for step in late.steps]
        do.event.facts["tasks"] = [fieldwork.task_facts(task) for task in late.tasks]
        text = both(msgid("Quá hạn: %(what)s"), what=late.words())
        log.write(do, incident, "auto", text, *late.steps, *late.tasks)
        to = [*concerned(incident, lead=True), *late.offices()]
        tell(do, incident, to, both(msgid("Quá hạn trong sự cố %(code)s"), code=incident.code), text)
    return incident
