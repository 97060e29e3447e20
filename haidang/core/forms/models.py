"""A form that somebody is filling in, and the files they have put to it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.cases.models import Case, Procedure, ProcedureVersion
from haidang.core.directory.models import Person
from haidang.core.files.models import File


class Draft(models.Model):
    """One form under way, kept for 30 days after it was last touched.

    `token` opens it on the device that has it; `code` with `phone` opens it on another. `answers` passed their checks,
    `typed` are words that did not. `sources` say by question how surely an account vouches for an answer. `number` counts
    the savings, `steps_seen` were saved at least once; `device` made the last saving, and `other_number` is the last one
    that another device made. `lost` names what did not fit when the draft moved to a newer version of its procedure.
    `brought` are parts whose paper comes to the counter.
    """

    kind_name = "draft"
    data_class = "personal"
    scope_fields: ClassVar[dict[str, str]] = {"own": "person"}

    token = models.CharField(max_length=32, unique=True)
    code = models.CharField(max_length=12, unique=True)
    phone = models.CharField(max_length=20, blank=True)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="drafts")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="drafts")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="drafts")
    answers: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    typed: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    sources: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    brought: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    lost: "models.JSONField[list[dict[str, str]], list[dict[str, str]]]" = models.JSONField(default=list)
    step = models.CharField(max_length=40, blank=True)
    steps_seen: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    number = models.IntegerField(default=0)
    device = models.CharField(max_length=64, blank=True)
    other_number = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="draft")

    class Meta:
        db_table = "draft"
        indexes = [
            models.Index(fields=["expires_at"], name="draft_expires"),
            models.Index(fields=["person", "-saved_at"], name="draft_own", condition=Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.procedure}"

    @property
    def link_holder(self) -> str:
        """The id of the public actor who holds the token: it is their own. The code alone opens nothing."""
        return self.code

    @property
    def is_sent(self) -> bool:
        return self.case_id is not None


class DraftFile(models.Model):
    """A file put to a part of the dossier, or to a question of the type file. `taken_from`: the document it is a copy of."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=40, blank=True)
    taken_from = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "draft_file"
        ordering = ["at", "id"]


class Consent(models.Model):
    """That somebody else agrees to a draft: the applicant who is helped, or one who applies too.

    They are asked at an address of their own (telephone or mail). `token` is in the link sent there and nowhere else,
    `code_token` stands for the digits sent with it. It holds for this name at this address: another has to agree anew.
    """

    kind_name = "draft"
    data_class = "personal"

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="consents")
    role = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=200)
    token = models.CharField(max_length=43, unique=True)
    code_token = models.CharField(max_length=43, blank=True)
    text = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "draft_consent"
        constraints = [models.UniqueConstraint(fields=["draft", "name", "address"], name="draft_consent_once")]

    def __str__(self) -> str:
        return f"{self.draft.code} {self.role}"

    @property
    def link_holder(self) -> str:
        """The id of the public actor who opens the link: the answer is theirs."""
        return self.token
