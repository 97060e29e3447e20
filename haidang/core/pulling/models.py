"""Systems of others that are read: what to read, how it stands, what each reading brought, which inner hosts are meant."""

from typing import Any, ClassVar

import msgspec
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import cached_property

from haidang.core.indicators.models import Lot
from haidang.core.things.models import Source
from haidang.kernel import clock, pull
from haidang.kernel.facts import Words


class Pull(models.Model):
    """How a source is read. `facts` hold, in the shape of kernel.pull.Pull; `declared` is what a file says, if one does.

    `sealed`: the secret typed on screen (kernel.sealing); nothing gives it out again. `feeds`: codes of the indicators it
    gives numbers to. `problem`: the kind of the fault of the last try, "" when it went well; `failures` in a row.
    `columns`: those of the last good reading; `etag`, `modified` and `digest` tell whether there is anything new.
    """

    kind_name = "pull"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "source__office__place__path",
        "office": "source__office__code",
        "data_class": "source__data_class",
    }

    source = models.OneToOneField(Source, on_delete=models.PROTECT, related_name="pull")
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    declared: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    sealed = models.BinaryField(null=True)
    feeds = ArrayField(models.CharField(max_length=82), default=list)
    is_on = models.BooleanField(default=True)
    next_at = models.DateTimeField(default=clock.now, db_index=True)
    begun_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    good_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    problem = models.CharField(max_length=20, blank=True)
    told_vi = models.TextField(blank=True)
    told_en = models.TextField(blank=True)
    columns = ArrayField(models.TextField(), default=list)
    etag = models.TextField(blank=True)
    modified = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        db_table = "pull"

    def __str__(self) -> str:
        return str(self.source)

    @cached_property
    def says(self) -> pull.Pull:
        return msgspec.convert(self.facts, pull.Pull)

    @property
    def told(self) -> Words | None:
        return Words(vi=self.told_vi, en=self.told_en) if self.told_vi else None

    @property
    def link(self) -> str:
        return f"/sources/{self.source.key}/"

    @property
    def scope_place(self) -> str:
        return self.source.scope_place

    @property
    def scope_office(self) -> str:
        return self.source.scope_office

    @property
    def data_class(self) -> str:
        return self.source.data_class


class PullRun(models.Model):
    """One reading. outcome: taken, partly (some rows were wrong), same (nothing new), failed."""

    kind_name = "pull_run"
    scope_fields: ClassVar[dict[str, str]] = {}

    pull = models.ForeignKey(Pull, on_delete=models.CASCADE, related_name="runs")
    at = models.DateTimeField()
    took_ms = models.IntegerField()
    outcome = models.CharField(max_length=8)
    problem = models.CharField(max_length=20, blank=True)
    rows = models.IntegerField(default=0)
    size = models.IntegerField(default=0)
    new = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    wrong = models.IntegerField(default=0)
    told_vi = models.TextField(blank=True)
    told_en = models.TextField(blank=True)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "pull_run"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["pull", "-at"], name="pull_run_recent")]

    def __str__(self) -> str:
        return f"{self.pull_id} {self.outcome}"

    @property
    def told(self) -> Words | None:
        return Words(vi=self.told_vi, en=self.told_en) if self.told_vi else None


class InnerHost(models.Model):
    """A host or network inside that may be read: a name (data.lan) or addresses (10.1.0.0/16). All others are refused."""

    kind_name = "inner_host"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    pattern = models.CharField(max_length=120, unique=True)
    why = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "pull_inner_host"
        ordering = ["pattern"]

    def __str__(self) -> str:
        return self.pattern
