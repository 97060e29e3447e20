"""What the province says of an index's parts, its assessments by year, scores with evidence."""

from typing import ClassVar

from django.db import models

from haidang.core.directory.models import Office, Place
from haidang.core.files.models import File
from haidang.kernel import clock
from haidang.kernel.index_book import Book, books

STATES = ("open", "sent", "verified")


class OwnPart(models.Model):
    """The province's word on a part: its points where the facts leave them empty, or a component that no file names.

    `book` is the code of a version; of the same key the newest row holds. With `max` None the points are unknown again.
    """

    kind_name = "index"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    book = models.CharField(max_length=60)
    key = models.CharField(max_length=40)
    parent = models.CharField(max_length=40, blank=True)
    name_vi = models.TextField(blank=True)
    name_en = models.TextField(blank=True)
    max = models.FloatField(null=True)
    source = models.TextField()
    trust = models.CharField(max_length=1)
    by_name = models.TextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "index_part"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.book} {self.key}"


class Assessment(models.Model):
    """One year's assessment by a version of an index. state: open, sent (self-scores stand), verified.

    `rank` of `ranked` provinces as published, with its source.
    """

    kind_name = "index"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"office": "office__code"}

    book = models.CharField(max_length=60)
    year = models.IntegerField()
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="open")
    rank = models.IntegerField(null=True)
    ranked = models.IntegerField(null=True)
    rank_source = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    sent_by_name = models.TextField(blank=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "index_assessment"
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["book", "year"], name="assessment_once")]

    def __str__(self) -> str:
        return f"{self.book} {self.year}"

    @property
    def says(self) -> Book:
        """Raises KeyError for a version whose file is gone."""
        return books()[self.book]

    @property
    def link(self) -> str:
        return f"/indexes/{self.book}/{self.year}/"

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""


class Score(models.Model):
    """What the province gives itself for one part, and what was verified by whoever ranks."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    part = models.CharField(max_length=40)
    own = models.FloatField(null=True)
    own_note = models.TextField(blank=True)
    own_by_name = models.TextField(blank=True)
    own_at = models.DateTimeField(null=True)
    verified = models.FloatField(null=True)
    verified_note = models.TextField(blank=True)
    verified_by_name = models.TextField(blank=True)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "index_score"
        constraints = [models.UniqueConstraint(fields=["assessment", "part"], name="score_once")]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.part}"


class Evidence(models.Model):
    """What shows that a self-score is right: a file, or a text with its address."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="evidence")
    part = models.CharField(max_length=40)
    text = models.TextField()
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.TextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "index_evidence"
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text[:60]


class Answer(models.Model):
    """One self-assessment, without a name: levels by pillar, the mean of all, the commune and groups it was given with.

    `voice` tells one browser from another; a later answer of the same takes the place of the earlier.
    """

    kind_name = "index"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    survey = models.CharField(max_length=40)
    voice = models.CharField(max_length=64)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    groups: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    pillars: "models.JSONField[dict[str, float], dict[str, float]]" = models.JSONField(default=dict)
    mean = models.FloatField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "index_answer"
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["survey", "voice"], name="answer_once")]
        indexes = [models.Index(fields=["survey", "at"], name="answer_of_survey")]

    def __str__(self) -> str:
        return f"{self.survey} {self.mean:.1f}"
