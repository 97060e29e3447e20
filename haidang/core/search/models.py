"""The index of search: one row for each object that can be found, and how far the journal has been read for it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class Found(models.Model):
    """One object as search knows it: what is shown of it, what it is found by, and who may see it.

    `ref` is what the address of its page is made of; `typed` the code in small letters and digits alone; `folded` its
    Vietnamese title without diacritics; `at` the moment that makes it recent. `is_now` tells what is in force or under way
    from what is over. `grams` are the beginnings of its words and marks of its kind and month (grams.py). `place`, `office`,
    `data_class`, `matter` and `own` are what permission asks about, copied from the object; `digest` tells whether anything
    of it has changed.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=130)
    ref = models.CharField(max_length=130)
    code = models.CharField(max_length=130, blank=True)
    typed = models.CharField(max_length=130, blank=True)
    title_vi = models.TextField()
    title_en = models.TextField()
    about_vi = models.TextField(blank=True)
    about_en = models.TextField(blank=True)
    folded = models.TextField()
    severity = models.SmallIntegerField(null=True)
    is_now = models.BooleanField(default=True)
    at = models.DateTimeField(null=True)
    place = models.CharField(max_length=120, blank=True)
    office = models.CharField(max_length=40, blank=True)
    data_class = models.CharField(max_length=16, null=True)
    matter = models.CharField(max_length=20, blank=True)
    own = models.BigIntegerField(null=True)
    grams = ArrayField(models.CharField(max_length=60))
    digest = models.CharField(max_length=16)

    class Meta:
        db_table = "found"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="found_once")]
        indexes = [GinIndex(fields=["grams"], name="found_grams", gin_pending_list_limit=512)]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.title_vi}"


class Mark(models.Model):
    """The number of the journal's last event that the index has taken up; one row."""

    seq = models.BigIntegerField(default=0)

    class Meta:
        db_table = "found_mark"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="found_mark_one")]
