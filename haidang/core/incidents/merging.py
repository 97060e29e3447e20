"""Two incidents that turn out to be one: what hangs on the duplicate goes over, both keep a link, and it can be taken back."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.queries import visible
from haidang.kernel.action import Actor, Doing, NotPossible, action
from haidang.kernel.bilingual import both
from haidang.kernel.geo import distance_m
from haidang.kernel.given import needed

from . import alerts, family, fieldwork, limits, log, phases
from .models import Drawing, Incident, IncidentCase, Merge, PublicWarning, Task
from .under_way import changing, must_be_open, tell_concerned

MOST_OFFERED = 5


def alike(actor: Actor, incident: Incident) -> list[tuple[Incident, float | None]]:
    """Open incidents near in place and time, nearest first, with their distance in metres (None: same commune, no point)."""
    if not incident.is_open:
        return []
    within, lasting = limits.metres("same_within"), limits.length("same_for")
    around = (incident.opened_at - lasting, incident.opened_at + lasting)
    rows = Incident.objects.filter(
        visible(actor, Incident), closed_at=None, is_exercise=incident.is_exercise, opened_at__range=around
    ).exclude(pk__in=[incident.pk, incident.parent_id])
    found = []
    for one in rows.exclude(parent=incident).select_related("place", "owner", "office"):
        metres = distance_m(one.point, incident.point) if one.point and incident.point else None
        is_near = one.place_id == incident.place_id if metres is None else metres <= within
        if is_near:
            found.append((one, metres))
    return sorted(found, key=lambda pair: (pair[1] is None, pair[1] or 0.0))[:MOST_OFFERED]


@action("incident.merge")
def merge(do: Doing, incident: Incident, into: Incident, *, reason: str) -> Incident:
    """The incident is the same matter as `into`, where its tasks, alerts, reports and drawings go; it ends.

    Its log stays in it and is read with that of `into`. Raises NotPossible, saying why; Invalid without a reason.
    """
    _locked([incident, into])
    with changing(do, incident) as incident:
        into.refresh_from_db()
        _must_fit(incident, into)
        why = needed("reason", reason)
        carried = _carried(incident)
        row = Merge.objects.create(
            incident=incident, into=into, at=do.at, by_name=do.actor.name, reason=why, carried=carried
        )
        take_in(do.actor, into, row)
        phases.put(incident, "closed", do.at)
        incident.merged_into, incident.merged_at, incident.closed_at = into, do.at, do.at
        incident.overdue_at = None
        do.event.facts |= {"alerts": [], "tasks_gone": carried["tasks"]}
        log.write(do, incident, "action", both(msgid("Gộp vào %(code)s: %(reason)s"), code=into.code, reason=why), into)
        tell_concerned(do, incident, msgid("Sự cố %(code)s được gộp"), both(msgid("Vào %(into)s"), into=str(into)))
    return incident


@action("incident.take_in")
def take_in(do: Doing, incident: Incident, row: Merge) -> Incident:
    """What a duplicate brings along."""
    with changing(do, incident) as incident:
        must_be_open(incident)
        _hand_over(do, row.carried, row.incident, incident)
        counts = {"tasks": len(row.carried["tasks"]), "alerts": len(row.carried["alerts"])}
        text = both(
            msgid("Nhận %(code)s (%(title)s) gộp vào: %(tasks)s nhiệm vụ, %(alerts)s cảnh báo; %(reason)s"),
            code=row.incident.code, title=row.incident.title, reason=row.reason, **counts,
        )  # fmt: skip
        log.write(do, incident, "action", text, row.incident)
    return incident


@action("incident.unmerge")
def unmerge(do: Doing, incident: Incident, *, reason: str) -> Incident:
    """Take the merge back, for a reason: the incident goes on in its phase, and gets back what had come from it."""
    into = incident.merged_into
    row = incident.merges.filter(undone_at=None).select_related("into").last()
    if into is None or row is None:
        raise NotPossible(_("Sự cố %(code)s chưa gộp vào sự cố nào.") % {"code": incident.code})
    _locked([incident, into])
    with changing(do, incident) as incident:
        why = needed("reason", reason)
        row.undone_at, row.undone_by, row.undone_why = do.at, do.actor.name, why
        row.save()
        give_back(do.actor, into, row)
        phases.put(incident, row.carried["phase"], do.at)
        incident.merged_into = incident.merged_at = incident.closed_at = None
        do.event.facts |= {
            "alerts": sorted(incident.alert_links.values_list("alert__code", flat=True)),
            "tasks": [fieldwork.task_facts(one) for one in incident.tasks.select_related("office", "unit")],
        }
        text = both(msgid("Tách khỏi %(code)s, làm tiếp: %(reason)s"), code=into.code, reason=why)
        log.write(do, incident, "action", text, into)
        tell_concerned(do, incident, msgid("Sự cố %(code)s được tách ra"), text)
    return incident


@action("incident.give_back")
def give_back(do: Doing, incident: Incident, row: Merge) -> Incident:
    """What had come from a duplicate goes back to it, as far as it is still here."""
    with changing(do, incident) as incident:
        _hand_over(do, row.carried, incident, row.incident)
        do.event.facts |= {
            "alerts": sorted(incident.alert_links.values_list("alert__code", flat=True)),
            "tasks": [], "tasks_gone": row.carried["tasks"],
        }  # fmt: skip
        text = both(msgid("Trả lại %(code)s việc đã gộp: %(reason)s"), code=row.incident.code, reason=row.undone_why)
        log.write(do, incident, "action", text, row.incident)
    return incident


def _locked(both_of: Sequence[Incident]) -> None:
    """In one order, so that two who merge crosswise wait for each other."""
    list(Incident.objects.select_for_update().filter(pk__in=[one.pk for one in both_of]).order_by("pk"))


def _must_fit(incident: Incident, into: Incident) -> None:
    facts = {"code": incident.code, "into": into.code}
    if incident.pk == into.pk:
        raise NotPossible(_("Không gộp một sự cố vào chính nó."))
    must_be_open(incident)
    must_be_open(into)
    if incident.is_exercise != into.is_exercise:
        raise NotPossible(_("Một bên là diễn tập, một bên là thật: không gộp được."))
    if incident.parts.exists():
        raise NotPossible(_("%(code)s có sự cố con: gỡ các sự cố con trước khi gộp.") % facts)
    if incident.pk in family.line_of(into):
        raise NotPossible(_("%(into)s là sự cố con của %(code)s: gỡ ra trước khi gộp.") % facts)


def _carried(incident: Incident) -> dict[str, Any]:
    return {
        "tasks": list(incident.tasks.order_by("pk").values_list("code", flat=True)),
        "alerts": list(incident.alert_links.order_by("pk").values_list("alert__code", flat=True)),
        "cases": list(incident.case_links.order_by("pk").values_list("case__code", flat=True)),
        "drawings": list(incident.drawings.order_by("pk").values_list("code", flat=True)),
        "warnings": list(incident.warnings.order_by("pk").values_list("code", flat=True)),
        "phase": incident.phase,
    }


def _hand_over(do: Doing, carried: dict[str, Any], source: Incident, to: Incident) -> None:
    """Move what is named and still with `source`."""
    tasks = Task.objects.filter(incident=source, code__in=carried["tasks"])
    moved = list(tasks.values_list("pk", flat=True))
    tasks.update(incident=to, step=None)
    for link in source.alert_links.filter(alert__code__in=carried["alerts"]).select_related("alert"):
        alerts.release(do, source, link.alert)
        alerts.take(do, to, link.alert)
    IncidentCase.objects.filter(incident=source, case__code__in=carried["cases"]).update(incident=to)
    Drawing.objects.filter(incident=source, code__in=carried["drawings"]).update(incident=to)
    PublicWarning.objects.filter(incident=source, code__in=carried["warnings"]).update(incident=to)
    rows = Task.objects.filter(pk__in=moved).select_related("office", "unit").order_by("pk")
    do.event.facts["tasks"] = [fieldwork.task_facts(one) for one in rows]
