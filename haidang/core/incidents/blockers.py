"""What stands in the way of closing an incident, in words for the reader."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from haidang.kernel.bilingual import shown

from .models import ChecklistItem, Incident, Task


def blockers(incident: Incident) -> list[str]:
    """Steps that must be done and are neither done nor skipped, tasks still open, parts that go on."""
    tasks = incident.tasks.filter(ended_at=None).select_related("unit", "office").order_by("pk")
    return blockers_among(incident.steps.all(), tasks, incident.parts.filter(closed_at=None).order_by("pk"))


def blockers_among(steps: Iterable[ChecklistItem], tasks: Iterable[Task], parts: Iterable[Incident] = ()) -> list[str]:
    """The same from rows already read."""
    undone = [
        _("bước %(number)d chưa làm (%(step)s)") % {"number": step.number, "step": shown(step.name)}
        for step in steps
        if step.must and step.state == "open"
    ]
    waiting = [
        _("nhiệm vụ %(code)s của %(who)s chưa xong") % {"code": task.code, "who": task.doer}
        for task in tasks
        if task.is_open
    ]
    going_on = [_("sự cố con %(code)s còn mở") % {"code": one.code} for one in parts if one.is_open]
    return undone + waiting + going_on
