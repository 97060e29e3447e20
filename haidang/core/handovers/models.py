"""Lists by which dossiers and results go from hand to hand between a one-stop counter and the offices that decide."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.cases.models import Case
from haidang.core.directory.models import Office


class Handover(models.Model):
    """One list, signed by both sides: who gave what to whom, and when. `carries` is dossiers (to decide) or results (to hand out).

    Whoever is to confirm it, the receiving office, is the one whose it is. `closed_at`: nothing on it waits any more.
    """

    kind_name = "handover"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "to_office__place__path", "office": "to_office__code"}

    code = models.CharField(max_length=20, unique=True)
    carries = models.CharField(max_length=10)
    from_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="handovers_sent")
    to_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="handovers_received")
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    made_by_name = models.TextField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "handover"
        indexes = [
            models.Index(fields=["to_office", "-made_at"], name="handover_in"),
            models.Index(fields=["from_office", "-made_at"], name="handover_out"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def link(self) -> str:
        return f"/counter/handovers/{self.code}/"

    @property
    def scope_place(self) -> str:
        return self.to_office.place.path

    @property
    def scope_office(self) -> str:
        return self.to_office.code


class SentHandover(Handover):
    """The same list as its sender sees it."""

    scope_fields: ClassVar[dict[str, str]] = {"place": "from_office__place__path", "office": "from_office__code"}

    class Meta:
        proxy = True


class Item(models.Model):
    """One dossier of a list; `state`: waiting, received, returned (with the reason). `papers` is what lay in it, in words."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="handed")
    number = models.SmallIntegerField()
    state = models.CharField(max_length=10, default="waiting")
    papers = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    by_name = models.TextField(blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "handover_item"
        ordering = ["handover", "number"]
        constraints = [
            models.UniqueConstraint(fields=["handover", "number"], name="handover_item_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(state="waiting"), name="handover_one_way_at_once"),
        ]

    def __str__(self) -> str:
        return f"{self.handover.code}/{self.number}"
