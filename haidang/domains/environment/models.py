"""Permits for what is taken from the earth and let into it, what was taken under them, and declared risk levels."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models

from haidang.core.directory.models import Office, Place
from haidang.core.things.models import Thing
from haidang.kernel import clock

SOON = timedelta(days=90)


class Permit(models.Model):
    """A permit: of which kind (facts/permits.toml), whose, where, how much of what, from when to when.

    `amount` in `unit` a year, or a day where the kind counts days; None where the permit sets none or nobody knows it.
    """

    kind_name = "permit"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path", "office": "office__code"}

    code = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=40)
    holder = models.TextField()
    what = models.TextField(blank=True)
    thing = models.ForeignKey(Thing, null=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    amount = models.FloatField(null=True)
    unit = models.CharField(max_length=20, blank=True)
    issued_by = models.TextField(blank=True)
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    revoked_on = models.DateField(null=True)
    revoked_why = models.TextField(blank=True)
    source = models.TextField()
    told_for = models.CharField(max_length=10, blank=True)
    is_simulated = models.BooleanField(default=False)
    folded = models.TextField(db_index=True)

    class Meta:
        db_table = "permit"
        indexes = [models.Index(fields=["valid_to"], name="permit_ends")]

    def __str__(self) -> str:
        return f"{self.code} {self.holder}"

    def state_on(self, day: date) -> str:
        """valid, soon (ends within 90 days), ended, revoked or later."""
        if self.revoked_on and self.revoked_on <= day:
            return "revoked"
        if self.valid_to and self.valid_to < day:
            return "ended"
        if self.valid_from > day:
            return "later"
        return "soon" if self.valid_to and self.valid_to - day <= SOON else "valid"

    @property
    def scope_place(self) -> str:
        return self.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""


class Taken(models.Model):
    """How much was taken or let out under a permit in a month."""

    permit = models.ForeignKey(Permit, on_delete=models.CASCADE, related_name="taken")
    month = models.DateField()
    amount = models.FloatField()
    said_by = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "permit_taken"
        constraints = [models.UniqueConstraint(fields=["permit", "month"], name="permit_taken_once")]


class RiskNotice(models.Model):
    """A disaster-risk level as the body in charge declared it: never derived here from measurements."""

    kind_name = "risk"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path"}

    hazard = models.CharField(max_length=40)
    level = models.SmallIntegerField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    bulletin = models.TextField()
    source = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "risk_notice"
        indexes = [models.Index(fields=["-from_at"], name="risk_newest")]

    def __str__(self) -> str:
        return f"{self.hazard} {self.level} {self.place}"

    @property
    def scope_place(self) -> str:
        return self.place.path
