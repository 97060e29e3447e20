"""Counts of the index by period and office, what they are counted from, points that the province wrote down itself, numbers
of the national system."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.cases.models import Case
from haidang.core.directory.models import Office


class Count(models.Model):
    """One indicator (or plain number) of one office in one period; `office` empty: the province. `good` of `all`."""

    kind_name = "index"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    period = models.CharField(max_length=8)
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="+")
    indicator = models.CharField(max_length=40)
    good = models.FloatField()
    all = models.FloatField()
    counted_at = models.DateTimeField()

    class Meta:
        db_table = "index_count"
        constraints = [
            models.UniqueConstraint(fields=["period", "office", "indicator"], name="index_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.indicator}"


class Points(models.Model):
    """Points at most for an indicator whose points the facts do not know, with their source; the newest holds."""

    kind_name = "index"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {}

    indicator = models.CharField(max_length=8)
    max = models.FloatField()
    source = models.TextField()
    trust = models.CharField(max_length=1)
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "index_points"
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(max__gt=0), name="index_points_of_something")]

    def __str__(self) -> str:
        return f"{self.indicator} {self.max}"


class National(models.Model):
    """One number of the national system, as its exports have it: department code, parameter, value."""

    kind_name = "index"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    period = models.CharField(max_length=8)
    department = models.CharField(max_length=40)
    parameter = models.CharField(max_length=60)
    value = models.FloatField()
    file = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        db_table = "index_national"
        constraints = [
            models.UniqueConstraint(fields=["period", "department", "parameter"], name="index_national_once")
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.department} {self.parameter}"


class DossierFacts(models.Model):
    """What the index needs to know of a dossier that was accepted, made anew when something happens to it.

    promised_at: the day it was promised for, extensions left out, or the last moment within the legal limit.
    stopped_at: when its clock stopped: the end, or the request for papers that is still open.
    wants_result: its procedure has a paper as its result.  channel: KenhThucHien of the national portal.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    asked_twice_at = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=1)
    is_dealt_with = models.BooleanField()
    has_parts = models.BooleanField()
    has_result = models.BooleanField()
    wants_result = models.BooleanField()
    is_reused = models.BooleanField()
    is_from_national_store = models.BooleanField()
    has_bill = models.BooleanField()
    is_paid_online = models.BooleanField()
    is_verified = models.BooleanField()
    is_synced = models.BooleanField()
    rating = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "index_dossier"
        indexes = [
            models.Index(fields=["received_at"], name="index_dossier_received"),
            models.Index(fields=["ended_at"], name="index_dossier_ended", condition=Q(ended_at__isnull=False)),
        ]


class ReportFacts(models.Model):
    """What the index needs to know of a field report; `ending` is how it ended, with whether in time."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=16, blank=True)
    finish_by = models.DateTimeField()
    is_asked_late = models.BooleanField()
    is_waiting = models.BooleanField()
    is_reopened = models.BooleanField()
    rating = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "index_report"


class Noted(models.Model):
    """How far the rows above follow what happened: one row. `seq` of the journal; `case` while all are read the first time."""

    ONLY: ClassVar[int] = 1

    seq = models.BigIntegerField()
    case = models.BigIntegerField()
    is_whole = models.BooleanField(default=False)

    class Meta:
        db_table = "index_noted"
