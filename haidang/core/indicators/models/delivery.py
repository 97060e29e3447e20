"""The deliveries that bring values: lots, and the forms of offices."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Office
from haidang.kernel import clock, periods


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
