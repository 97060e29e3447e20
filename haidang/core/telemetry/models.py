"""The slow tables of telemetry: what waits for approval and what each source's log says.

The hot ones (reading, latest, rollups, batch) are plain SQL in `sql/tables.sql`.
"""

from typing import ClassVar

from django.db import models

from haidang.core.things.models import Series, Source
from haidang.kernel.manifest import Words


class UnknownThing(models.Model):
    """A thing that somebody reports and nobody has approved: its readings wait in UnknownReading."""

    kind_name = "unknown_thing"
    scope_fields: ClassVar[dict[str, str]] = {}

    code = models.CharField(max_length=40, unique=True)
    sender = models.CharField(max_length=80)
    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="unknown_things")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    seen = models.BigIntegerField(default=0)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_why = models.TextField(blank=True)

    class Meta:
        db_table = "unknown_thing"

    def __str__(self) -> str:
        return self.code


class UnknownReading(models.Model):
    """One reading that waits; the newest value wins when the same moment is sent again."""

    thing = models.ForeignKey(UnknownThing, on_delete=models.CASCADE, related_name="readings")
    series = models.CharField(max_length=40)
    at = models.DateTimeField()
    value = models.FloatField()
    quality = models.SmallIntegerField(default=0)
    unit = models.CharField(max_length=20, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        db_table = "unknown_reading"
        constraints = [models.UniqueConstraint(fields=["thing", "series", "at"], name="unknown_reading_once")]


class Doubt(models.Model):
    """Hours of one series that do not agree with others, and what came of it. `since` until before `until`.

    state: open; over (it agreed again by itself); wrong (somebody marked the readings bad); right (the number is true).
    `value` and `expected` are of the last of the hours, `allowed` what might have lain between them, `compared` names the
    series that were asked.
    """

    kind_name = "doubt"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "series__thing__place__path",
        "office": "series__thing__office__code",
        "data_class": "series__data_class",
    }

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="doubts")
    domain = models.CharField(max_length=40)
    check_key = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField()
    value = models.FloatField()
    expected = models.FloatField()
    allowed = models.FloatField()
    compared = models.JSONField(default=list)
    state = models.CharField(max_length=8, default="open")
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=120, blank=True)
    settled_why = models.TextField(blank=True)

    class Meta:
        db_table = "doubt"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "domain", "check_key"], condition=models.Q(state="open"), name="doubt_once"
            )
        ]
        indexes = [models.Index(fields=["series", "-since"], name="doubt_series")]

    def __str__(self) -> str:
        return f"{self.series} {self.check_key}"

    @property
    def scope_place(self) -> str:
        return self.series.scope_place

    @property
    def scope_office(self) -> str:
        return self.series.thing.scope_office

    @property
    def data_class(self) -> str:
        return self.series.data_class


class SourceLog(models.Model):
    """One line about what a source sent and why it was not taken (error), or was taken with a remark (warning, info)."""

    at = models.DateTimeField()
    source = models.ForeignKey(Source, null=True, on_delete=models.CASCADE, related_name="log")
    sender = models.CharField(max_length=80, blank=True)
    file = models.TextField(blank=True)
    line = models.IntegerField(null=True)
    level = models.CharField(max_length=8)
    reason_vi = models.TextField()
    reason_en = models.TextField()

    class Meta:
        db_table = "source_log"
        indexes = [models.Index(fields=["source", "-at"], name="source_log_recent")]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason_vi}" if self.file else self.reason_vi

    @property
    def reason(self) -> Words:
        return Words(vi=self.reason_vi, en=self.reason_en)
