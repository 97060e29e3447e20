"""Briefs as they were composed, who wants them by mail, and what was sent."""

from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from haidang.core.directory.models import Person

from .content import Content, read


class Brief(models.Model):
    """One edition of one day; it is never changed. `is_asked`: somebody asked for it, else the clock did."""

    kind_name = "brief"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    day = models.DateField()
    number = models.IntegerField()
    composed_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    is_asked = models.BooleanField(default=False)
    content: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    took_ms = models.IntegerField(default=0)

    class Meta:
        db_table = "brief"
        ordering = ["-day", "-number"]
        constraints = [models.UniqueConstraint(fields=["day", "number"], name="brief_once")]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} ({self.number})"

    @cached_property
    def told(self) -> Content:
        return read(self.content)

    @property
    def link(self) -> str:
        return f"/brief/{self.day.isoformat()}/{self.number}/"


class Wish(models.Model):
    """That somebody wants the brief by mail each morning, and in which language."""

    kind_name = "brief_wish"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"own": "person"}

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="brief_wish")
    by_mail = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="vi")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "brief_wish"

    def __str__(self) -> str:
        return f"{self.person} {self.language}"


class Sending(models.Model):
    """One brief to one reader: queued, sent, failed or held (nothing carries mail), and why."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="sendings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=5)
    state = models.CharField(max_length=10)
    why = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "brief_sending"
        constraints = [models.UniqueConstraint(fields=["brief", "person"], name="brief_sent_once")]

    def __str__(self) -> str:
        return f"{self.brief} {self.person} {self.state}"
