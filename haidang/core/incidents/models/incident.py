"""An incident and all that hangs on it: phases, checklist, tasks with receipts, linked alerts, the log nobody can edit."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.audit.lines import LogLine
from haidang.core.cases.models import Case
from haidang.core.directory.models import FieldUnit, Office, Person, Place
from haidang.core.rules.models import Alert
from haidang.kernel.bilingual import name_of, names
from haidang.kernel.geo import Point
from haidang.kernel.manifest import Words


class Incident(models.Model):
    """Something that is dealt with, from its opening to its lessons.

    `playbook` is the playbook as it was when the incident was opened ({} without one). `due_at` is the time allowed for
    control; `overdue_at` when it was told that it has passed. `origin` says how it came in: alert, call, person, drill.
    `parent` is what it is a part of; `merged_into` the incident that it turned out to be, which goes on in its place.
    """

    kind_name = "incident"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path", "office": "office__code"}

    code = models.CharField(max_length=20, unique=True)
    title = models.TextField()
    folded = models.TextField()
    severity = models.SmallIntegerField()
    phase = models.CharField(max_length=20)
    flow_version = models.IntegerField()
    origin = models.CharField(max_length=20)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="incidents")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="incidents")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="incidents")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="duplicates")
    merged_at = models.DateTimeField(null=True)
    playbook_domain = models.CharField(max_length=40, blank=True)
    playbook_key = models.CharField(max_length=40, blank=True)
    playbook = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    overdue_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cause = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    is_exercise = models.BooleanField(default=False)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "incident"
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="incident_newest"),
            models.Index(fields=["severity", "opened_at"], name="incident_open", condition=Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def link(self) -> str:
        return f"/incidents/{self.code}/"

    @property
    def point(self) -> Point | None:
        return Point(self.lon, self.lat) if self.lon is not None and self.lat is not None else None

    @property
    def scope_place(self) -> str:
        return self.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""


class PhaseTime(models.Model):
    """One stay in one phase: from when to when, and until when it was to end."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="phase_times")
    phase = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "incident_phase"
        ordering = ["started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident"], condition=Q(ended_at=None), name="incident_one_phase")
        ]


class ChecklistItem(models.Model):
    """One step of the playbook in one incident, with the words and the time it had at opening."""

    kind_name = "step"
    data_class = "internal"

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="steps")
    number = models.SmallIntegerField()
    key = models.CharField(max_length=40)
    name_vi = models.TextField()
    name_en = models.TextField()
    when_vi = models.TextField(blank=True)
    when_en = models.TextField(blank=True)
    role = models.CharField(max_length=40)
    office_kind = models.CharField(max_length=40, blank=True)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="steps")
    unit_kind = models.CharField(max_length=40, blank=True)
    must = models.BooleanField(default=True)
    due_at = models.DateTimeField()
    overdue_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True)
    by = models.CharField(max_length=80, blank=True)
    by_name = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        db_table = "incident_step"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["incident", "key"], name="incident_step_once")]

    def __str__(self) -> str:
        return name_of(self)

    @property
    def scope_place(self) -> str:
        return self.incident.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else self.incident.scope_office

    @property
    def name(self) -> Words:
        return names(self)

    @property
    def when(self) -> Words:
        return Words(vi=self.when_vi, en=self.when_en)

    @property
    def state(self) -> str:
        """open, done or skipped."""
        return "done" if self.done_at else "skipped" if self.skipped_at else "open"


class Task(models.Model):
    """Work given to an office or to a field unit within an incident."""

    kind_name = "task"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "incident__place__path", "office": "office__code"}

    code = models.CharField(max_length=20, unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="tasks")
    step = models.ForeignKey(ChecklistItem, null=True, on_delete=models.PROTECT, related_name="tasks")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="tasks")
    unit = models.ForeignKey(FieldUnit, null=True, on_delete=models.PROTECT, related_name="tasks")
    text = models.TextField()
    state = models.CharField(max_length=20)
    state_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    overdue_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    by_name = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    proof = models.TextField(blank=True)

    class Meta:
        db_table = "task"
        indexes = [
            models.Index(fields=["unit", "state"], name="task_unit"),
            models.Index(fields=["office", "state"], name="task_office"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def link(self) -> str:
        return f"/tasks/{self.code}/"

    @property
    def doer(self) -> FieldUnit | Office:
        return self.unit or self.office

    @property
    def scope_place(self) -> str:
        return self.incident.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code


class Receipt(models.Model):
    """When a task entered a state, and who said so."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="receipts")
    state = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_name = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        db_table = "task_receipt"
        ordering = ["at", "id"]


class LogEntry(LogLine):
    """One line of the incident's log; the database refuses to change or remove it.

    kind: auto (the program), action (somebody did something here), report (from the field), person (somebody wrote).
    """

    kind_name = "log"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="log")

    class Meta:
        db_table = "incident_log"
        indexes = [models.Index(fields=["incident", "-id"], name="incident_log_newest")]


class IncidentAlert(models.Model):
    """An alert that belongs to an incident; an alert belongs to no more than one."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="alert_links")
    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="incident_link")
    linked_at = models.DateTimeField()

    class Meta:
        db_table = "incident_alert"
        ordering = ["linked_at", "id"]


class IncidentCase(models.Model):
    """A case that belongs to an incident: an urgent report became one, or was told of it. A case belongs to one at most."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="case_links")
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="incident_link")
    linked_at = models.DateTimeField()

    class Meta:
        db_table = "incident_case"
        ordering = ["linked_at", "id"]


class PublicWarning(models.Model):
    """What the centre tells everybody: what, where, how grave, what to do, until when. Nothing else of its incident."""

    kind_name = "warning"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path"}

    code = models.CharField(max_length=20, unique=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="warnings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="warnings")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    severity = models.SmallIntegerField()
    title = models.TextField()
    advice = models.TextField()
    begins_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by_name = models.TextField()
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "public_warning"
        indexes = [models.Index(fields=["until"], name="public_warning_now", condition=Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def point(self) -> Point | None:
        return Point(self.lon, self.lat) if self.lon is not None and self.lat is not None else None

    @property
    def scope_place(self) -> str:
        return self.place.path
