"""What is drawn on the map of an incident."""

from typing import Any

from django.db import models
from django.db.models import Q

from .incident import Incident


class Drawing(models.Model):
    """One shape: a geometry of GeoJSON (degrees, WGS 84) of a kind of facts.toml, from when to when it held.

    A change is a new row that `replaces` the one before, so that each moment can be shown as it was.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="drawings")
    code = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20)
    geometry: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    label = models.CharField(max_length=120, blank=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    drawn_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    gone_at = models.DateTimeField(null=True)
    gone_by = models.TextField(blank=True)

    class Meta:
        db_table = "incident_drawing"
        ordering = ["drawn_at", "id"]
        indexes = [models.Index(fields=["incident"], name="drawing_now", condition=Q(gone_at=None))]

    def __str__(self) -> str:
        return f"{self.code} {self.label}".strip()
