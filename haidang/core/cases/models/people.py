"""Who takes part in a case, who says the same, and the lists somebody comes back to."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Person

from .case import Case


class Party(models.Model):
    """Somebody in a case: reporter, applicant, co-applicant, representative, proxy. Every look at it is journalled.

    `consent` is what the person agreed to when somebody acts for them, in its words; `consent_how` how they did: paper (a
    photo of it is a paper of the case), code (confirmed on their telephone). What identifies them is never shown with
    the case itself.
    """

    kind_name = "party"
    data_class = "personal"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "case__place__path", "office": "case__office__code", "matter": "case__kind",
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=20)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="parts_taken")
    name = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    identity = models.CharField(max_length=20, blank=True)
    address = models.TextField(blank=True)
    consent = models.TextField(blank=True)
    consent_how = models.CharField(max_length=10, blank=True)
    consent_at = models.DateTimeField(null=True)
    is_verified = models.BooleanField(default=False)

    class Meta:
        db_table = "case_party"
        indexes = [
            models.Index(fields=["phone"], name="case_party_phone", condition=~Q(phone="")),
            models.Index(fields=["identity"], name="case_party_identity", condition=~Q(identity="")),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.case.code}"

    @property
    def scope_place(self) -> str:
        return self.case.place.path

    @property
    def scope_office(self) -> str:
        return self.case.office.code

    @property
    def scope_matter(self) -> str:
        return self.case.kind


class Support(models.Model):
    """Somebody else who says that the same is so for them; `voice` tells one from another without naming them."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="supports")
    voice = models.CharField(max_length=64)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "case_support"
        constraints = [models.UniqueConstraint(fields=["case", "voice"], name="case_support_once")]


class SavedView(models.Model):
    """A list somebody comes back to: its name and its query string."""

    kind_name = "view"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"own": "person"}

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_views")
    room = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"
        constraints = [models.UniqueConstraint(fields=["person", "room", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
