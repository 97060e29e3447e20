"""Lists on which the accounts and duties of people are looked through."""

from typing import ClassVar

from django.db import models

from .person import Duty, Person


class Review(models.Model):
    """A round in which those who keep accounts confirm every account and duty, or take it away; until `due_on` (inclusive)."""

    kind_name = "review"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    began_on = models.DateField(unique=True)
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "review"

    def __str__(self) -> str:
        return f"{self.began_on:%m/%Y}"


class ReviewLine(models.Model):
    """One duty of one account, or an account without duties. state: waiting, kept, taken, gone (ended meanwhile)."""

    kind_name = "review_line"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "person__office__place__path", "office": "person__office__code"}

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="review_lines")
    duty = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="review_lines")
    state = models.CharField(max_length=10, default="waiting")
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        db_table = "review_line"
        constraints = [
            models.UniqueConstraint(fields=["review", "person", "duty"], name="review_line_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.review}"

    @property
    def scope_place(self) -> str:
        return self.person.scope_place

    @property
    def scope_office(self) -> str:
        return self.person.scope_office
