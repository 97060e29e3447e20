"""What goes out and what is played: webhooks with their deliveries, and exercises."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Key, Person, Place
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Words
from haidang.kernel.sealing import unseal


class Webhook(models.Model):
    """An address that is told of events of some kinds, within what its owner may see.

    `events` are patterns: incident.open, alert.*, *. `seq` is the last event of the journal that was looked at. State:
    active or stopped (and why). The secret signs deliveries; it is kept sealed and shown once, to whoever creates the
    webhook or gives it a new one. The one before signs beside it until `old_until`, so that the receiver can change over.
    """

    kind_name = "webhook"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    sealed = models.BinaryField()
    old_sealed = models.BinaryField(null=True)
    old_until = models.DateTimeField(null=True)
    events = ArrayField(models.CharField(max_length=64))
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="webhooks")
    key = models.ForeignKey(Key, null=True, on_delete=models.PROTECT, related_name="webhooks")
    seq = models.BigIntegerField()
    state = models.CharField(max_length=10, default="active")
    why_vi = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    created_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook"
        indexes = [models.Index(fields=["state"], name="webhook_active", condition=Q(state="active"))]

    def __str__(self) -> str:
        return self.name

    @property
    def why(self) -> Words | None:
        return Words(vi=self.why_vi, en=self.why_en) if self.why_vi else None

    @property
    def secret(self) -> str:
        """Raises Unsealable in another home than it was made in."""
        return unseal(bytes(self.sealed))

    def secrets_at(self, at: datetime) -> list[str]:
        """Those that sign now. Raises Unsealable."""
        if self.old_sealed is None or self.old_until is None or at >= self.old_until:
            return [self.secret]
        return [self.secret, unseal(bytes(self.old_sealed))]

    def owner(self, at: datetime) -> Actor | None:
        """Who it speaks for, None when that person or key is no longer open."""
        if self.person:
            return self.person.as_actor() if self.person.is_active else None
        return self.key.as_actor() if self.key and self.key.is_open(at) else None


class Delivery(models.Model):
    """One event on its way to one webhook. State: waiting, sent, dead, discarded. `body` is what is signed and sent.

    `why` is how the last attempt failed, as the network or the receiver put it; `discarded_why` what a person said who
    gave a dead one up for good.
    """

    kind_name = "delivery"
    scope_fields: ClassVar[dict[str, str]] = {}

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    seq = models.BigIntegerField()
    action = models.CharField(max_length=64)
    body = models.TextField()
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    status = models.SmallIntegerField(null=True)
    why = models.TextField(blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    discarded_why = models.TextField(blank=True)
    discarded_by = models.TextField(blank=True)

    class Meta:
        db_table = "webhook_delivery"
        constraints = [models.UniqueConstraint(fields=["webhook", "seq"], name="webhook_event_once")]
        indexes = [
            models.Index(fields=["next_at"], name="webhook_waiting", condition=Q(state="waiting")),
            models.Index(fields=["-ended_at"], name="webhook_dead", condition=Q(state="dead")),
        ]

    def __str__(self) -> str:
        return f"{self.action} → {self.webhook}"

    @property
    def message_id(self) -> str:
        """The same at every attempt, so that the receiver can tell a repeat."""
        return f"msg_{self.webhook_id}_{self.seq}"


class Exercise(models.Model):
    """A scenario that is played: which, with what parameters and seed, since when, by whom, until when."""

    kind_name = "exercise"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path"}

    code = models.CharField(max_length=20, unique=True)
    scenario = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="exercises")
    parameters: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    seed = models.BigIntegerField()
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    started_by_name = models.TextField()
    stopped_at = models.DateTimeField(null=True)
    stopped_by_name = models.TextField(blank=True)

    class Meta:
        db_table = "exercise"
        indexes = [models.Index(fields=["-started_at"], name="exercise_newest")]

    def __str__(self) -> str:
        return f"{self.code} {self.scenario}"

    @property
    def scope_place(self) -> str:
        return self.place.path
