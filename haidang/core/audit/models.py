"""The journal: one row for each change and each look at personal data, chained so that tampering shows."""

from typing import ClassVar

from django.db import models


class Event(models.Model):
    """Who did what on what, why it was allowed, and what changed; never updated, never deleted.

    The actor is text: an account may end, the journal stays. `hash` is SHA-256 over the row and `prev_hash`
    (see chain.py); `seq` has no gaps and is the resume id of the live stream. `session` is a mark of the session, not
    its key; `words` is what search compares.
    """

    kind_name = "event"
    scope_fields: ClassVar[dict[str, str]] = {
        "kind": "subject_kind",
        "place": "place",
        "office": "office",
        "data_class": "data_class",
        "matter": "facts__matter",
    }

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    actor_name = models.TextField()
    session = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=64)
    because = models.TextField()
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    subject_label = models.TextField()
    place = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=40, blank=True)
    data_class = models.CharField(max_length=16)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    prev_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "event"
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-seq"], name="event_subject"),
            models.Index(fields=["actor", "-seq"], name="event_actor"),
            models.Index(fields=["action", "-seq"], name="event_action"),
            models.Index(fields=["-at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action} {self.subject_label}"


class Pulse(models.Model):
    """The last sign of life of each process; no business data, so outside the journal."""

    process = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    state = models.JSONField(default=dict)

    class Meta:
        db_table = "pulse"
