"""Indicators with their versions, plans, targets, baselines, and the deliveries that bring values.

Values themselves are no rows of the ORM: there may be fifty million of them. See sql/tables.sql and `values`.
"""

from typing import Any, ClassVar

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Office, Place
from haidang.kernel import clock, periods
from haidang.kernel.bilingual import name_of
from haidang.kernel.facts import Words
from haidang.kernel.manifest import indicator


class Indicator(models.Model):
    """One number that an office answers for; `code` is `<domain>.<key>`.

    `facts` is what holds, in the shape of kernel.indicator.Indicator; the other columns are read off it. `manifest` is
    what the domain's file says now (sync owns it); where the province said otherwise `version` is its own and
    `differs_since` tells when the file changed under it. `office` is the owner, found among the offices of today.
    """

    kind_name = "indicator"
    scope_fields: ClassVar[dict[str, str]] = {"data_class": "data_class"}

    code = models.CharField(max_length=82, unique=True)
    domain = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    official = models.CharField(max_length=40, blank=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    folded = models.TextField()
    sort_key = models.TextField()
    period = models.CharField(max_length=8)
    unit = models.CharField(max_length=40, blank=True)
    decimals = models.SmallIntegerField(default=0)
    direction = models.CharField(max_length=4)
    level = models.CharField(max_length=12)
    source = models.CharField(max_length=12)
    pillar = models.CharField(max_length=12)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="indicators")
    data_class = models.CharField(max_length=12, default="internal")
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    manifest: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    version = models.IntegerField(default=0)
    differs_since = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "indicator"
        ordering = ["domain", "sort_key"]

    def __str__(self) -> str:
        return name_of(self)

    @property
    def says(self) -> indicator.Indicator:
        return msgspec.convert(self.facts, indicator.Indicator)

    @property
    def is_overridden(self) -> bool:
        return self.manifest is not None and self.manifest != self.facts

    @property
    def link(self) -> str:
        return f"/indicators/{self.code}/"

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""


class IndicatorVersion(models.Model):
    """What an indicator was said to be from a moment on, by whom and why. origin: manifest or province."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    origin = models.CharField(max_length=10)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    why = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    from_at = models.DateTimeField()

    class Meta:
        db_table = "indicator_version"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["indicator", "number"], name="indicator_version_once")]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.number}"


class Lot(models.Model):
    """One delivery of values: what brought it, by whom, when, with its receipt; one event of the journal each.

    kind: entry, file, push, run (a computation), pull. `source_text` is what people are told of where it comes from.
    """

    kind_name = "lot"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    kind = models.CharField(max_length=8)
    label = models.TextField(blank=True)
    source_text = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    at = models.DateTimeField()
    is_simulated = models.BooleanField(default=False)
    receipt: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)

    class Meta:
        db_table = "indicator_lot"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.label or f"{self.kind} {self.pk}"


class Submission(models.Model):
    """What an office brings for one period: written and sent by some, approved by somebody else.

    `cells` are {indicator, place, value, note}; approving makes values of them, as the delivery `lot`. state: draft,
    submitted, approved or returned; one for each office and period is not approved yet. `number` rises with each change.
    `written_by` are all who wrote in it. `reminded`: "" not yet, "soon" or "late". `is_of_file`: figures in it were read
    from a file.
    """

    kind_name = "submission"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"office": "office__code", "place": "office__place__path"}

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="submissions")
    kind = models.CharField(max_length=8)
    period = models.DateField()
    state = models.CharField(max_length=10, default="draft")
    cells: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    number = models.IntegerField(default=0)
    written_by = ArrayField(models.CharField(max_length=80), default=list)
    sent_by = models.CharField(max_length=80, blank=True)
    sent_by_name = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    decided_by_name = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
    reminded = models.CharField(max_length=4, blank=True)
    is_simulated = models.BooleanField(default=False)
    is_of_file = models.BooleanField(default=False)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "indicator_submission"
        ordering = ["-period", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "period"], condition=~Q(state="approved"), name="submission_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.office.code} {self.over.text}"

    @property
    def over(self) -> periods.Period:
        return periods.Period(self.period, self.kind)  # type: ignore[arg-type]

    @property
    def link(self) -> str:
        return f"/figures/{self.office.code}/{self.over.text}/"

    @property
    def scope_office(self) -> str:
        return self.office.code

    @property
    def scope_place(self) -> str:
        return self.office.place.path


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


class Forecast(models.Model):
    """How one place's values were carried on at a moment; every version stays readable for as long as it is compared with.

    `until` is the newest period it was made from, of `count` values. `points` are [first day, value, low, high], in the
    unit of the indicator. `error` is the mean absolute distance in the back-test, `plain_error` that of the same season
    before, `level` the mean size of the values; `within` the share of the back-test inside the interval. `reason` says
    why there is none: few, gaps, old, failed. `print` tells whether the values have changed since.
    """

    kind_name = "forecast"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="forecasts")
    place_id = models.IntegerField()
    version = models.IntegerField()
    is_newest = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    until = models.DateField()
    count = models.IntegerField()
    need = models.IntegerField()
    reason = models.CharField(max_length=8, blank=True)
    method = models.CharField(max_length=20, blank=True)
    error = models.FloatField(null=True)
    plain_error = models.FloatField(null=True)
    level = models.FloatField(null=True)
    within = models.FloatField(null=True)
    points: "models.JSONField[list[list[Any]], list[list[Any]]]" = models.JSONField(default=list)
    print = models.BigIntegerField()
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "indicator_forecast"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "place_id", "version"], name="forecast_once"),
            models.UniqueConstraint(
                fields=["place_id", "indicator"], condition=Q(is_newest=True), name="forecast_newest_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} v{self.version}"


class Expectation(models.Model):
    """What a value was expected to be before it came. `score` is its distance in halves of the interval: beyond 1 and -1
    it is unexpected. `forecast` is the one that said so, None where it was worked out when the value had come."""

    kind_name = "expectation"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="expectations")
    place_id = models.IntegerField()
    period = models.DateField()
    is_newest = models.BooleanField(default=True)
    value = models.FloatField()
    expected = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()
    score = models.FloatField()
    forecast = models.ForeignKey(Forecast, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "indicator_expectation"
        ordering = ["-period"]
        constraints = [models.UniqueConstraint(fields=["indicator", "place_id", "period"], name="expectation_once")]
        indexes = [models.Index(fields=["place_id", "score"], name="expectation_newest", condition=Q(is_newest=True))]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.period} {self.score:.1f}"

    @property
    def is_unexpected(self) -> bool:
        return abs(self.score) > 1


ACTIVE = Q(retired_at=None)
