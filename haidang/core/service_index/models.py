"""Counts of the index by period and office, points that the province wrote down itself, numbers of the national system."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

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
