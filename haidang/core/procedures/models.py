"""What the province is making of a procedure before it counts, and its own words for answers."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from haidang.core.cases.models import Procedure
from haidang.core.directory.models import Office


class Draft(models.Model):
    """The version of a procedure that is being written; one for each procedure.

    `facts` are a core.cases.facts.Book as plain data, `base` the number of the version they began from. `turn` counts the
    times it was saved: whoever saves second is told. Once approved, it waits for `publish_at` and cannot be changed.
    """

    procedure = models.OneToOneField(Procedure, on_delete=models.CASCADE, related_name="draft")
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    base = models.IntegerField()
    turn = models.IntegerField(default=1)
    why = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    changed_at = models.DateTimeField()
    publish_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=80, blank=True)
    approved_by_name = models.TextField(blank=True)

    class Meta:
        db_table = "procedure_draft"
        indexes = [
            models.Index(
                fields=["publish_at"], name="procedure_draft_due", condition=models.Q(publish_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.procedure.domain}/{self.procedure.key}"


class AnswerTemplate(models.Model):
    """Words to begin an answer with, made by the province; {code}, {title}, {office}, {due} and {reason} are filled in.

    For one procedure or all of a `kind`, for one office or all; `moves` it is offered for, all when empty. `reason` is the
    key of the reason of a refusal that it goes with. Words bind nobody, so they hold for cases under way at once: they are
    no part of a version.
    """

    kind_name = "template"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "office__place__path", "office": "office__code"}

    kind = models.CharField(max_length=20)
    procedure = models.ForeignKey(Procedure, null=True, on_delete=models.CASCADE, related_name="answer_templates")
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="+")
    moves = ArrayField(models.CharField(max_length=40), default=list)
    reason = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=120)
    text = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    changed_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "answer_template"
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_place(self) -> str:
        return self.office.place.path if self.office else ""

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""
