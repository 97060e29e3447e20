"""Events of order, traffic and fire, and violations on their way to an outcome."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Place
from haidang.core.things.models import Thing
from haidang.kernel import clock


class OrderEvent(models.Model):
    """Something that happened: of which kind (facts/events.toml), where, when, with what harm. `damage` in million đồng.

    `ref` is the number it has with whoever told us (113, 114, the commune police), so that it is taken once.
    """

    kind_name = "order_event"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path"}

    code = models.CharField(max_length=20, unique=True)
    ref = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    summary = models.TextField(blank=True)
    deaths = models.SmallIntegerField(default=0)
    injured = models.SmallIntegerField(default=0)
    damage = models.FloatField(null=True)
    source = models.CharField(max_length=80)
    recorded_at = models.DateTimeField(default=clock.now)
    recorded_by_name = models.TextField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "order_event"
        indexes = [
            models.Index(fields=["-at"], name="order_event_newest"),
            models.Index(fields=["kind", "at"], name="order_event_kind"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "ref"], condition=~Q(ref=""), name="order_event_told_once"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def scope_place(self) -> str:
        return self.place.path


class Violation(models.Model):
    """A violation that a camera found. `sealed` holds the number plate, for those who deal with it.

    `due_at` is when the present state should have been left, by the procedure of its kind.
    """

    kind_name = "violation"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path"}

    ref = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    camera = models.ForeignKey(Thing, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_at = models.DateTimeField()
    state = models.CharField(max_length=20, default="detected")
    state_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    by_name = models.TextField(blank=True)
    why = models.TextField(blank=True)
    sealed = models.BinaryField(null=True)
    source = models.CharField(max_length=80)
    checked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "violation"
        constraints = [models.UniqueConstraint(fields=["source", "ref"], name="violation_told_once")]
        indexes = [
            models.Index(fields=["state", "at"], name="violation_waiting", condition=Q(ended_at=None)),
            models.Index(fields=["at"], name="violation_at"),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def scope_place(self) -> str:
        return self.place.path

    def age_on(self, now: datetime) -> int:
        """Whole days since it happened."""
        return (now - self.at).days
