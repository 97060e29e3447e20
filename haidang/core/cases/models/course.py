"""How a case goes: its legal clocks, where it stayed how long, and the log nobody can edit."""

from typing import Any

from django.db import models
from django.db.models import Q

from haidang.core.audit.lines import LogLine
from haidang.core.directory.models import Office, Person

from .case import Case


class Timer(models.Model):
    """One legal clock of a case; `clock` is kernel.legal_clock.Clock as plain data, the columns are read off it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="timers")
    key = models.CharField(max_length=40)
    is_main = models.BooleanField(default=False)
    clock: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    original_due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_timer"
        ordering = ["started_at", "id"]
        indexes = [
            models.Index(fields=["due_at"], name="case_timer_running", condition=Q(stopped_at=None, paused_at=None))
        ]


class Stay(models.Model):
    """How long a case was in one state with one office: progress as the national portal asks for it, and workload."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stays")
    state = models.CharField(max_length=40)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_stay"
        ordering = ["started_at", "id"]
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="case_one_stay")]


class Line(LogLine):
    """One line of a case's log; the database refuses to change or remove it.

    kind: auto (the program), action (an officer did something), citizen (they wrote or did something), message (to the
    citizen), note (among officers). `audience` is all (the citizen reads it), or officers.
    """

    kind_name = "case_line"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    audience = models.CharField(max_length=10)

    class Meta:
        db_table = "case_line"
        indexes = [models.Index(fields=["case", "-id"], name="case_line_newest")]
