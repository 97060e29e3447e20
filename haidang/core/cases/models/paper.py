"""What was handed in with a case, as files and on paper."""

from django.db import models

from haidang.core.files.models import File

from .case import Case


class Paper(models.Model):
    """A file in its role in a case: photo before or after, part of a dossier, answer, result.

    `is_public`: everybody may see the file's public copy. `taken_from`: the document of the citizen's own store that it is
    a copy of, so that nothing had to be sent.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="papers")
    role = models.CharField(max_length=20)
    part = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=40, blank=True)
    taken_from = models.CharField(max_length=60, blank=True)
    is_public = models.BooleanField(default=False)
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "case_paper"
        ordering = ["at", "id"]


class GivenPart(models.Model):
    """What has been handed in of one part of a dossier (`part` is its key): how many originals, copies and electronic ones."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="given_parts")
    part = models.CharField(max_length=40)
    originals = models.SmallIntegerField(default=0)
    copies = models.SmallIntegerField(default=0)
    electronic = models.SmallIntegerField(default=0)
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "case_given_part"
        constraints = [models.UniqueConstraint(fields=["case", "part"], name="case_given_part_once")]
