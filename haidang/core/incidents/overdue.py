"""What has run out of time in an incident, marked once."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office
from haidang.kernel.bilingual import both, joined
from haidang.kernel.manifest import Words

from .facts import phase_words
from .models import ChecklistItem, Incident, PhaseTime, Task


@dataclass(frozen=True, slots=True)
class Late:
    """What became overdue: steps, tasks, the stay in a phase, and whether the time for control has passed."""

    steps: list[ChecklistItem]
    tasks: list[Task]
    stays: list[PhaseTime]
    control: bool

    def __bool__(self) -> bool:
        return bool(self.steps or self.tasks or self.stays or self.control)

    def words(self) -> Words:
        said = [both(msgid("thời hạn khống chế"))] if self.control else []
        said += [both(msgid("giai đoạn %(phase)s"), phase=phase_words(stay.phase)) for stay in self.stays]
        said += [both(msgid("bước %(number)s (%(step)s)"), number=one.number, step=one.name) for one in self.steps]
        said += [both(msgid("nhiệm vụ %(code)s"), code=task.code) for task in self.tasks]
        return joined(said)

    def offices(self) -> list[Office]:
        """The offices whose steps and tasks are late."""
        return [step.office for step in self.steps if step.office] + [task.office for task in self.tasks]


def incidents_newly_late(at: datetime) -> list[Incident]:
    """Open incidents in which something has run out of time that nobody was told about yet."""
    passed = Q(due_at__lt=at, overdue_at=None)
    mine = Q(incident=OuterRef("pk"))
    rows = Incident.objects.filter(
        passed
        | Exists(ChecklistItem.objects.filter(mine, passed, done_at=None, skipped_at=None))
        | Exists(Task.objects.filter(mine, passed, ended_at=None))
        | Exists(PhaseTime.objects.filter(mine, passed, ended_at=None)),
        closed_at=None,
    )
    return list(rows.order_by("severity", "pk"))


def mark(incident: Incident, at: datetime) -> Late:
    """Mark everything that is newly late in an open incident (nothing in a closed one)."""
    if not incident.is_open:
        return Late([], [], [], control=False)
    passed = Q(due_at__lt=at, overdue_at=None)
    late = Late(
        steps=list(incident.steps.filter(passed, done_at=None, skipped_at=None).select_related("office")),
        tasks=list(incident.tasks.filter(passed, ended_at=None).select_related("office", "unit").order_by("pk")),
        stays=list(incident.phase_times.filter(passed, ended_at=None)),
        control=incident.due_at < at and incident.overdue_at is None,
    )
    if late.control:
        incident.overdue_at = at
    for rows in (late.steps, late.tasks, late.stays):
        for row in rows:
            row.overdue_at = at
            row.save(update_fields=["overdue_at"])
    return late
