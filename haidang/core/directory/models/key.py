"""The keys of machines."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from haidang.kernel import clock
from haidang.kernel.action import Actor

from .place import Office, Place


class Key(models.Model):
    """The credential of a machine. Only its hash is kept; `things` are glob patterns of thing codes it may speak for."""

    kind_name = "key"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path", "office": "office__code"}

    name = models.CharField(max_length=40, unique=True)
    prefix = models.CharField(max_length=12, unique=True)
    hash = models.BinaryField()
    can = ArrayField(models.CharField(max_length=40))
    things = ArrayField(models.CharField(max_length=60), default=list)
    readings_per_second = models.IntegerField(default=0)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="keys")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="keys")
    source = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)

    def as_actor(self) -> Actor:
        return Actor("key", self.name, self.name)

    @property
    def scope_place(self) -> str:
        return self.place.path if self.place else ""

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""
