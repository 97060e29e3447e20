"""Places and offices as they were and are."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from haidang.kernel.bilingual import name_of


def valid_on(day: date) -> Q:
    """Rows in force on a day: from `valid_from` inclusive to `valid_to` exclusive; None is unknown or open."""
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))


class Place(models.Model):
    """An administrative unit as it was or is: province, district (until 30/6/2025), ward, commune, special zone.

    `path` holds the codes from the province down, closed by a slash ("hd/26506/"), so that a subtree is a prefix.
    A code of the General Statistics Office may name an old and a new unit: `key` is unique, `code` is not.
    """

    kind_name = "place"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {"place": "path"}

    key = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=20, db_index=True)
    kind = models.CharField(max_length=20)
    name_vi = models.TextField()
    name_en = models.TextField()
    folded = models.TextField(db_index=True)
    sort_key = models.TextField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=120, unique=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successors: "models.ManyToManyField[Place, Any]" = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors"
    )

    class Meta:
        db_table = "place"

    def __str__(self) -> str:
        return name_of(self)

    @property
    def scope_place(self) -> str:
        return self.path


class Office(models.Model):
    """A body that holds work: department, commune committee, police, utility, the centre itself.

    `fields` are the domains it answers for; `edited` names what was changed by hand, which sync leaves alone. `agencies`
    are its codes in dossiers and documents, each {code, from, to, source, trust}; see `agencies.code_on`.
    """

    kind_name = "office"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path", "office": "code"}

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    name_vi = models.TextField()
    name_en = models.TextField()
    folded = models.TextField(db_index=True)
    sort_key = models.TextField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="offices")
    phone = models.CharField(max_length=40, blank=True)
    fields = ArrayField(models.CharField(max_length=40), default=list)
    agencies: "models.JSONField[list[dict[str, str | None]], list[dict[str, str | None]]]" = models.JSONField(
        default=list
    )
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.TextField(blank=True)
    trust = models.CharField(max_length=1, blank=True)
    edited = ArrayField(models.CharField(max_length=40), default=list)
    successors: "models.ManyToManyField[Office, Any]" = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors"
    )

    class Meta:
        db_table = "office"

    def __str__(self) -> str:
        return name_of(self)

    @property
    def scope_place(self) -> str:
        return self.place.path

    @property
    def scope_office(self) -> str:
        return self.code
