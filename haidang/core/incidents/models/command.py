"""How an incident is commanded: who holds which role, what is to be reached, who must be heard from, what became one."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Person

from .incident import Incident, Task


class RoleHolder(models.Model):
    """A role of the command (facts.toml) and who holds it: a person of ours, or somebody named with a telephone number."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="role_holders")
    role = models.CharField(max_length=40)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="incident_roles")
    name = models.TextField()
    phone = models.CharField(max_length=30, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    by_name = models.TextField()

    class Meta:
        db_table = "incident_role"
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "role"], condition=Q(until=None), name="incident_role_once")
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.name}"


class Objective(models.Model):
    """What is to be reached, until when. state: open, reached, dropped (for a reason)."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="objectives")
    number = models.SmallIntegerField()
    text = models.TextField()
    due_at = models.DateTimeField(null=True)
    set_at = models.DateTimeField()
    set_by = models.TextField()
    state = models.CharField(max_length=10, default="open")
    state_at = models.DateTimeField()
    state_by = models.TextField(blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "incident_objective"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="incident_objective_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class CheckIn(models.Model):
    """Until when a unit at work must be heard from. `late_at` is when it was told that it has not been."""

    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="check_in", primary_key=True)
    every = models.DurationField()
    began_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    late_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "task_check_in"
        indexes = [models.Index(fields=["due_at"], name="check_in_due", condition=Q(late_at=None))]

    def __str__(self) -> str:
        return f"{self.task_id} {self.every}"

    @property
    def minutes(self) -> int:
        return int(self.every / timedelta(minutes=1))


class Merge(models.Model):
    """That one incident turned out to be another; `carried` names what went over, so that it can be taken back.

    carried: {"tasks": [codes], "alerts": [codes], "cases": [codes], "phase": the phase it was in}.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="merges")
    into = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="merged_in")
    at = models.DateTimeField()
    by_name = models.TextField()
    reason = models.TextField()
    carried: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        db_table = "incident_merge"
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(undone_at=None), name="incident_merged_once")
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} > {self.into_id}"
