"""Plans, targets and baselines."""

from typing import ClassVar

from django.db import models

from haidang.core.directory.models import Place
from haidang.kernel import clock, periods
from haidang.kernel.bilingual import name_of
from haidang.kernel.facts import Words

from .indicator import Indicator


class Plan(models.Model):
    """A decision that sets targets; one whose `valid_to` has passed is history. `is_declared`: the facts name it."""

    kind_name = "plan"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {}

    code = models.CharField(max_length=82, unique=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    number = models.CharField(max_length=80, blank=True)
    office = models.TextField(blank=True)
    decided_on = models.DateField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.TextField()
    trust = models.CharField(max_length=1)
    is_declared = models.BooleanField(default=False)

    class Meta:
        db_table = "indicator_plan"
        ordering = ["-valid_from", "code"]

    def __str__(self) -> str:
        return name_of(self)

    @property
    def is_over(self) -> bool:
        return self.valid_to is not None and self.valid_to < clock.today()


class _Dated(models.Model):
    """A number said of an indicator at a place in a period. `period` is its first day, `kind` its length."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    period = models.DateField()
    kind = models.CharField(max_length=8)
    value = models.FloatField()
    note_vi = models.TextField(blank=True)
    note_en = models.TextField(blank=True)
    source = models.TextField()
    trust = models.CharField(max_length=1)
    is_declared = models.BooleanField(default=False)

    class Meta:
        abstract = True

    @property
    def over(self) -> periods.Period:
        return periods.Period(self.period, self.kind)  # type: ignore[arg-type]

    @property
    def note(self) -> Words | None:
        return Words(vi=self.note_vi, en=self.note_en) if self.note_vi else None


class Target(_Dated):
    """What an indicator must reach at a place in a period, by a plan."""

    kind_name = "target"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {}

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="targets")
    op = models.CharField(max_length=2, default=">=")

    class Meta:
        db_table = "indicator_target"
        ordering = ["-period"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "plan", "place", "period", "kind"], name="target_once")
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.op} {self.value:g} ({self.over.text})"


class Baseline(_Dated):
    """A figure once published: history with its source, never today's value."""

    kind_name = "baseline"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {}

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="baselines")

    class Meta:
        db_table = "indicator_baseline"
        ordering = ["-period"]
        constraints = [models.UniqueConstraint(fields=["indicator", "place", "period", "kind"], name="baseline_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.value:g} ({self.over.text})"
