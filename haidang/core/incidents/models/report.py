"""Reports of an incident as they were composed."""

from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from haidang.core.incidents.reports.content import Content, read

from .incident import Incident


class Report(models.Model):
    """One report, never changed: the database refuses it. kind: situation (of a moment) or final (of a closed incident).

    `code` is our own number; it is no number of an official document. `number` counts within the incident and kind.
    """

    kind_name = "incident_report"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "incident__place__path", "office": "incident__office__code"}

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=10)
    number = models.SmallIntegerField()
    composed_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    content: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()

    class Meta:
        db_table = "incident_report"
        ordering = ["-composed_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["incident", "kind", "number"], name="incident_report_once")]

    def __str__(self) -> str:
        return self.code

    @cached_property
    def told(self) -> Content:
        return read(self.content)

    @property
    def scope_place(self) -> str:
        return self.incident.scope_place

    @property
    def scope_office(self) -> str:
        return self.incident.scope_office
