"""The things of the province and what they measure: stations, gauges, substations; their series and sources."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from haidang.core.directory.models import Office, Place
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of


class Source(models.Model):
    """Where readings come from: one door, one form, one owner; simulated or real, with a data class."""

    kind_name = "source"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "office__place__path",
        "office": "office__code",
        "data_class": "data_class",
    }

    key = models.CharField(max_length=40, unique=True)
    domain = models.CharField(max_length=40, blank=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    door = models.CharField(max_length=20)
    format = models.CharField(max_length=20, default="readings")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="sources")
    data_class = models.CharField(max_length=16, default="public")
    is_simulated = models.BooleanField(default=False)
    is_paused = models.BooleanField(default=False)

    class Meta:
        db_table = "source"

    def __str__(self) -> str:
        return name_of(self)

    @property
    def scope_place(self) -> str:
        return self.office.place.path if self.office else ""

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""


class Thing(models.Model):
    """Something at a place that is watched. `type` and `domain` are keys of a manifest.

    `alias` is its name in files that others send us. `is_declared` says that the province's facts name it; `edited`
    names what was changed by hand, which sync leaves alone.
    """

    kind_name = "thing"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "place__path",
        "office": "office__code",
        "data_class": "source__data_class",
    }

    code = models.CharField(max_length=40, unique=True)
    domain = models.CharField(max_length=40)
    type = models.CharField(max_length=40)
    name_vi = models.TextField()
    name_en = models.TextField()
    folded = models.TextField(db_index=True)
    sort_key = models.TextField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    cell = models.CharField(max_length=16, blank=True, db_index=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="things")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="things")
    source = models.ForeignKey(Source, null=True, on_delete=models.PROTECT, related_name="things")
    alias = models.CharField(max_length=80, blank=True, db_index=True)
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=20, default="active")
    state_why = models.TextField(blank=True)
    state_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    is_declared = models.BooleanField(default=False)
    edited = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        db_table = "thing"
        indexes = [models.Index(fields=["type", "state"], name="thing_type")]

    def __str__(self) -> str:
        return f"{self.code} {self.name_vi}"

    @property
    def scope_place(self) -> str:
        return self.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""

    @property
    def data_class(self) -> str:
        return self.source.data_class if self.source else "internal"


class Series(models.Model):
    """One quantity of one thing. Its id is what the hot tables carry; its facts are copied from the manifest at sync."""

    kind_name = "series"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "thing__place__path",
        "office": "thing__office__code",
        "data_class": "data_class",
    }

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="series")
    key = models.CharField(max_length=40)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="series")
    unit = models.CharField(max_length=20, blank=True)
    cadence_seconds = models.IntegerField()
    decimals = models.SmallIntegerField(default=1)
    aggregate = models.CharField(max_length=8, default="mean")
    valid_min = models.FloatField(null=True)
    valid_max = models.FloatField(null=True)
    max_step_per_minute = models.FloatField(null=True)
    stuck_seconds = models.IntegerField(null=True)
    is_simulated = models.BooleanField(default=False)
    data_class = models.CharField(max_length=16, default="public")
    edited = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        db_table = "series"
        constraints = [models.UniqueConstraint(fields=["thing", "key"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.thing.code}/{self.key}"

    @property
    def scope_place(self) -> str:
        return self.thing.place.path

    @property
    def scope_office(self) -> str:
        return self.thing.scope_office
