"""A procedure as the province keeps it: its versions, and its own word on who gets a case."""

from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from haidang.core.cases.facts import Book, known_book, read_book
from haidang.core.directory.models import Office, Place
from haidang.kernel.bilingual import name_of

LONG = ("version__facts", "procedure__manifest")
"""What is left unread of the version and procedure of a case: long, and the same for many (see ProcedureVersion.book)."""


class Procedure(models.Model):
    """A procedure of a domain as it is today. `number` counts its versions; `differs_since` is set when the domain's
    file has changed under what the province made of it."""

    kind_name = "procedure"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {}

    domain = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=40, blank=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    folded = models.TextField()
    sort_key = models.TextField()
    state = models.CharField(max_length=12)
    number = models.IntegerField(default=0)
    manifest: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(null=True)
    differs_since = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "procedure"
        constraints = [models.UniqueConstraint(fields=["domain", "key"], name="procedure_once")]

    def __str__(self) -> str:
        return name_of(self)

    @property
    def link(self) -> str:
        return f"/procedures/{self.domain}/{self.key}/"


class ProcedureVersion(models.Model):
    """One version: its facts and its flow, as cases that began under it keep them."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    origin = models.CharField(max_length=12)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    why = models.TextField(blank=True)
    from_at = models.DateTimeField()

    class Meta:
        db_table = "procedure_version"
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_once")]

    @cached_property
    def book(self) -> Book:
        """Of a row that came without its facts, as in lists: from memory, where all are read at once."""
        if "facts" not in self.get_deferred_fields():
            return read_book(self.pk, self.facts)
        if known_book(self.pk) is None:
            for pk, kept in ProcedureVersion.objects.values_list("pk", "facts"):
                read_book(pk, kept)
        return known_book(self.pk) or read_book(self.pk, self.facts)


class RouteChoice(models.Model):
    """The province's own word on who gets a kind of case at a place: stands before the routes of the file."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="routes")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    why_vi = models.TextField()
    why_en = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "procedure_route"
