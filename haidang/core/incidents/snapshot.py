"""An incident as plain facts: what a client holds, and what the events of the journal are enough to keep up to date."""

from typing import Any

from .fieldwork import task_facts
from .log import entry_facts
from .models import ChecklistItem, Incident

WATCHED = (
    "code", "title", "severity", "phase", "origin", "place", "owner", "office", "opened_at", "due_at", "overdue_at",
    "closed_at", "parent", "merged_into", "cause", "outcome", "lessons", "is_exercise", "is_simulated",
)  # fmt: skip


def snapshot(incident: Incident) -> dict[str, Any]:
    """Everything of an incident that events tell about: its fields, steps by key, tasks by code, alerts, log by id."""
    steps = incident.steps.select_related("office")
    tasks = incident.tasks.select_related("office", "unit").order_by("pk")
    return {
        **{name: getattr(incident, name) for name in WATCHED},
        "steps": {step.key: step_facts(step) for step in steps},
        "tasks": {task.code: task_facts(task) for task in tasks},
        "alerts": [link.alert.code for link in incident.alert_links.select_related("alert").order_by("alert__code")],
        "log": {str(entry.pk): entry_facts(entry) for entry in incident.log.order_by("pk")},
    }


def step_facts(step: ChecklistItem) -> dict[str, Any]:
    """A step as the journal and the stream carry it."""
    return {
        "key": step.key,
        "number": step.number,
        "name": step.name,
        "state": step.state,
        "must": step.must,
        "due_at": step.due_at,
        "overdue_at": step.overdue_at,
        "done_at": step.done_at,
        "skipped_at": step.skipped_at,
        "by_name": step.by_name,
        "reason": step.reason,
        "note": step.note,
    }
