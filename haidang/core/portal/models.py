"""What of a dossier the national portal knows, what waits to be sent there, and what came from there."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.cases.models import Case, Stay


class Copy(models.Model):
    """A dossier as the portal has it. `origin`: here or there; `told` is the last stay whose progress it knows.

    there: what it answered when it was last asked: TrangThaiHoSo, NgayTiepNhan, NgayHenTra, no names.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="portal_copy")
    code = models.CharField(max_length=40, unique=True)
    origin = models.CharField(max_length=6)
    sent_at = models.DateTimeField(null=True)
    told = models.ForeignKey(Stay, null=True, on_delete=models.PROTECT, related_name="+")
    there: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "portal_copy"

    def __str__(self) -> str:
        return self.code


class Message(models.Model):
    """Something to be said to the portal about one dossier. What it says is made when it is sent.

    state: waiting, sending, sent, refused (the portal will not have it as it is), dropped (a newer one says the same).
    body: what was sent, contents of files left out; personal, shown masked.  answer: as the portal put it.
    """

    kind_name = "portal_message"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "case__place__path", "office": "case__office__code"}

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="portal_messages")
    service = models.CharField(max_length=30)
    state = models.CharField(max_length=10, default="waiting")
    attempts = models.SmallIntegerField(default=0)
    next_at = models.DateTimeField()
    body: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(null=True)
    answer = models.TextField(blank=True)
    why_vi = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "portal_message"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "service"], condition=Q(state="waiting"), name="portal_waiting_once"
            ),
            models.UniqueConstraint(fields=["case"], condition=Q(state="sending"), name="portal_one_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="portal_waiting", condition=Q(state__in=["waiting", "sending"])),
            models.Index(fields=["-created_at"], name="portal_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.case.code}"

    @property
    def scope_place(self) -> str:
        return self.case.place.path

    @property
    def scope_office(self) -> str:
        return self.case.office.code


class Received(models.Model):
    """A dossier that the portal handed over. state: taken, or bad with its errors: [{field, value, remedy}].

    body is kept only while it is bad, so that it can be taken in again once the reason is gone.
    """

    code = models.CharField(max_length=40, unique=True)
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=6)
    errors: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    body: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    files: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    source = models.CharField(max_length=6)
    at = models.DateTimeField()

    class Meta:
        db_table = "portal_received"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.code


class Catalogued(models.Model):
    """A procedure as the portal's catalogue has it: its name and field there, by its code."""

    code = models.CharField(max_length=40, unique=True)
    name = models.TextField(blank=True)
    field_code = models.CharField(max_length=40, blank=True)
    field_name = models.TextField(blank=True)
    is_known = models.BooleanField(default=True)
    asked_at = models.DateTimeField()

    class Meta:
        db_table = "portal_procedure"

    def __str__(self) -> str:
        return self.code
