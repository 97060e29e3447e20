"""A directive, the offices in it, and what they report."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.cases.models import Case, Paper
from haidang.core.directory.models import Office, Person
from haidang.kernel import clock
from haidang.kernel.manifest import Words

LEAD, BESIDE = "lead", "coordinating"


class Directive(models.Model):
    """One sentence of a leader, about a number or about nothing in particular.

    Without a `case` it is a draft that somebody prepared for the leader (`giver`) to sign; `dropped_at` when it never was.
    `leader` answers for it; nobody named means the head of the lead office. What it is about is kept as it was seen then:
    `about_kind` and `about_key` (`about_place`, `about_period`) find it again, value, moment, source and quality are of
    the moment of the order.
    """

    kind_name = "directive"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "giver_office__place__path", "office": "giver_office__code"}

    code = models.CharField(max_length=40, unique=True)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="directive")
    sentence = models.TextField()
    text = models.TextField(blank=True)
    giver = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="directives_given")
    giver_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="directives_given")
    lead_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="directives_led")
    leader = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="directives_answered_for")
    beside = models.ManyToManyField(Office, related_name="directives_beside")
    due_on = models.DateField()
    prepared_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="directives_prepared")
    written_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    percent = models.SmallIntegerField(default=0)
    about_kind = models.CharField(max_length=20, blank=True)
    about_key = models.CharField(max_length=120, blank=True)
    about_place = models.CharField(max_length=120, blank=True)
    about_period = models.CharField(max_length=20, blank=True)
    about: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "directive"
        indexes = [
            models.Index(fields=["about_kind", "about_key"], name="directive_about", condition=~Q(about_key="")),
            models.Index(fields=["giver", "-written_at"], name="directive_given"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.sentence}"

    @property
    def link(self) -> str:
        return f"/directives/{self.code}/"

    @property
    def state(self) -> str:
        """Of its case; `draft` before there is one, `dropped` when there will be none."""
        if self.case is not None:
            return self.case.state
        return "dropped" if self.dropped_at else "draft"

    @property
    def is_open(self) -> bool:
        return self.case.is_open if self.case is not None else self.dropped_at is None

    @property
    def is_late(self) -> bool:
        return self.case.is_late if self.case is not None else False

    @property
    def days_left(self) -> int:
        """Calendar days until the day it is due; negative when that is past."""
        return (self.due_on - clock.today()).days

    @property
    def scope_place(self) -> str:
        return self.giver_office.place.path

    @property
    def scope_office(self) -> str:
        return self.giver_office.code


class Part(models.Model):
    """An office in a directive that was given: the one that leads, or one that helps. What an office does is done to its part."""

    kind_name = "directive"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "office__place__path", "office": "office__code",
    }  # fmt: skip

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="parts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="directive_parts")
    role = models.CharField(max_length=12)
    percent = models.SmallIntegerField(default=0)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "directive_part"
        constraints = [models.UniqueConstraint(fields=["directive", "office"], name="directive_part_once")]

    def __str__(self) -> str:
        return f"{self.directive.code} {self.office}"

    @property
    def leads(self) -> bool:
        return self.role == LEAD

    @property
    def scope_place(self) -> str:
        return self.office.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code


class Report(models.Model):
    """What an office says of its part: how far (per cent), in words, with proof. Never changed."""

    part = models.ForeignKey(Part, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.TextField()
    at = models.DateTimeField()
    percent = models.SmallIntegerField()
    text = models.TextField()
    papers = models.ManyToManyField(Paper, related_name="+")

    class Meta:
        db_table = "directive_report"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.percent} %"


def words_of(kept: dict[str, Any], name: str) -> Words:
    """One of the texts that are kept of what a directive is about."""
    said = kept.get(name) or {}
    return Words(vi=said.get("vi", ""), en=said.get("en", ""))
