"""Indicators and their versions."""

from typing import Any, ClassVar

import msgspec
from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Office
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of
from haidang.kernel.manifest import indicator


class Indicator(models.Model):
    """One number that an office answers for; `code` is `<domain>.<key>`.

    `facts` is what holds, in the shape of kernel.manifest.indicator.Indicator; the other columns are read off it. `manifest` is
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


ACTIVE = Q(retired_at=None)
