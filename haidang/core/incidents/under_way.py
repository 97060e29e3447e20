"""What every action on an incident shares: the locked row, its checks, and whom to tell."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from haidang.core.directory.models import Person
from haidang.core.notices.actions import Recipient, Role, notify
from haidang.kernel.action import Doing, Invalid, NotPossible
from haidang.kernel.bilingual import both
from haidang.kernel.manifest import Words

from .models import ChecklistItem, Incident
from .snapshot import WATCHED, step_facts

SHIFT_LEAD = "shift_lead"
WORST = 1


@contextmanager
def changing(do: Doing, incident: Incident) -> Iterator[Incident]:
    """The incident, locked and fresh; saved at the end, with what changed of it in the event."""
    rows = Incident.objects.select_for_update(of=("self",)).select_related(
        "place", "office", "owner", "parent", "merged_into"
    )
    fresh = rows.get(pk=incident.pk)
    with do.changing(fresh, *WATCHED):
        yield fresh
        fresh.save()


def must_be_open(incident: Incident) -> None:
    if not incident.is_open:
        raise NotPossible(_("Sự cố %(code)s đã kết thúc; mở lại để làm tiếp.") % {"code": incident.code})


def checked_severity(severity: int | None) -> int:
    if severity is None or severity not in range(1, 5):
        raise Invalid("severity", _("Chọn mức từ 1 (khẩn cấp) đến 4 (thấp)."), severity)
    return severity


def own_step(incident: Incident, step: ChecklistItem | None) -> ChecklistItem | None:
    if step is not None and step.incident_id != incident.pk:
        raise Invalid("step", _("Bước này thuộc sự cố khác."), step.pk)
    return step


def step_to_change(incident: Incident, step: ChecklistItem) -> ChecklistItem:
    """The step, locked and fresh."""
    return incident.steps.select_for_update(of=("self",)).select_related("office").get(pk=step.pk)


def open_step(incident: Incident, step: ChecklistItem) -> ChecklistItem:
    """The step, locked and fresh. Raises NotPossible when it was done or skipped already, telling by whom."""
    fresh = step_to_change(incident, step)
    if fresh.state != "open":
        raise NotPossible(_("Bước này đã xong hoặc đã bỏ qua, người ghi: %(name)s.") % {"name": fresh.by_name})
    return fresh


def save_step(do: Doing, step: ChecklistItem) -> None:
    step.overdue_at = None if step.state != "open" else step.overdue_at
    step.save()
    do.event.facts["steps"] = [step_facts(step)]


def tell(
    do: Doing,
    incident: Incident,
    to: Iterable[Recipient],
    title: Words,
    body: Words | None = None,
    link: str = "",
    severity: int | None = None,
) -> None:
    """A notice about the incident to everybody named but the one who acts."""
    others = [one for one in to if not (isinstance(one, Person) and str(one.pk) == do.actor.id)]
    notify(
        do,
        others,
        kind=do.name,
        title=title,
        body=body,
        severity=severity or incident.severity,
        link=link or incident.link,
        place=incident.place.path,
        is_exercise=incident.is_exercise,
    )


def tell_concerned(do: Doing, incident: Incident, title: str, body: Words) -> None:
    """A notice to owner, office and, at the worst severity, the shift lead; `title` is a msgid that takes %(code)s."""
    tell(do, incident, concerned(incident), both(title, code=incident.code), body)


def concerned(incident: Incident, *, lead: bool = False) -> list[Recipient]:
    to: list[Recipient] = [one for one in (incident.owner, incident.office) if one is not None]
    if lead or incident.severity == WORST:
        to.append(Role(SHIFT_LEAD, incident.place.path))
    return to
