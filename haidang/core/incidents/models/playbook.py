"""What the province changed in a playbook: proposals that a lesson brought about, and the versions they made."""

from typing import Any, ClassVar

import msgspec
from django.db import models

from haidang.kernel import manifest

from .incident import Incident


class PlaybookVersion(models.Model):
    """A playbook as the province has it from a moment on, instead of the domain's file.

    `facts` has the shape of `kernel.manifest.Playbook`; `base` is the version of the file it departs from (the first twelve
    digits of its SHA-256), `made_from` the version it changed. A file that says something else now shows as a difference.
    """

    kind_name = "playbook"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    domain = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    number = models.IntegerField()
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    base = models.CharField(max_length=12)
    made_from = models.CharField(max_length=12)
    why = models.TextField()
    by_name = models.TextField()
    from_at = models.DateTimeField()

    class Meta:
        db_table = "playbook_version"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["domain", "key", "number"], name="playbook_version_once")]

    def __str__(self) -> str:
        return f"{self.domain}/{self.key} v{self.number}"

    @property
    def says(self) -> manifest.Playbook:
        return msgspec.convert(self.facts, manifest.Playbook)


class PlaybookChange(models.Model):
    """A change of one step that a lesson proposes. what: change, add (after the step `step`, "" for first) or drop.

    state: proposed, approved, refused.  facts: what the step says then, in the shape of `kernel.manifest.Step`; {} to drop.
    `of` is the version the proposal was made for.
    """

    kind_name = "playbook"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    code = models.CharField(max_length=20, unique=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="playbook_changes")
    domain = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    of = models.CharField(max_length=12)
    what = models.CharField(max_length=10)
    step = models.CharField(max_length=40, blank=True)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    lesson = models.TextField()
    proposed_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    state = models.CharField(max_length=10, default="proposed")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    version = models.ForeignKey(PlaybookVersion, null=True, on_delete=models.PROTECT, related_name="changes")

    class Meta:
        db_table = "playbook_change"
        ordering = ["-proposed_at", "-id"]
        indexes = [models.Index(fields=["domain", "key", "state"], name="playbook_change_of")]

    def __str__(self) -> str:
        return self.code
