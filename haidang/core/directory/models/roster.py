"""Units in the field, and who sits at which desk when."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from haidang.kernel import clock
from haidang.kernel.bilingual import name_of

from .person import Person
from .place import Office

EARLY = timedelta(minutes=30)


class FieldUnit(models.Model):
    """A team that can be sent: pump crew, traffic police, fire brigade, monitoring team."""

    kind_name = "unit"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "office__place__path", "office": "office__code"}

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    name_vi = models.TextField()
    name_en = models.TextField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="units")
    phone = models.CharField(max_length=40, blank=True)
    lon = models.FloatField()
    lat = models.FloatField()
    state = models.CharField(max_length=20, default="ready")
    state_at = models.DateTimeField(default=clock.now)
    members: "models.ManyToManyField[Person, Any]" = models.ManyToManyField(Person, related_name="units")
    edited = ArrayField(models.CharField(max_length=40), default=list)

    class Meta:
        db_table = "field_unit"

    def __str__(self) -> str:
        return name_of(self)

    @property
    def scope_place(self) -> str:
        return self.office.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code


class Shift(models.Model):
    """One watch of one desk: who sits there from when to when. A cancelled one stays, so that it is not planned again."""

    kind_name = "shift"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "office__place__path", "office": "office__code"}

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="shifts")
    name_vi = models.TextField()
    name_en = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        db_table = "shift"
        constraints = [models.UniqueConstraint(fields=["office", "starts_at"], name="shift_once")]

    def __str__(self) -> str:
        return f"{self.name_vi} {clock.day_of(self.starts_at):%d/%m/%Y}"

    @property
    def scope_place(self) -> str:
        return self.office.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code


class Seat(models.Model):
    """A person on a shift, in person or standing in; `seen_at` is when the desk last showed a sign of life."""

    kind_name = "seat"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "shift__office__place__path",
        "office": "shift__office__code",
        "own": "person",
    }

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    position = models.CharField(max_length=20)
    stands_in_for = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="stood_in_by")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "seat"
        constraints = [models.UniqueConstraint(fields=["shift", "person"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.shift}"

    def can_be_taken(self) -> bool:
        """Whether its person may sit down now: from half an hour before the watch until its end."""
        return self.shift.starts_at - EARLY <= clock.now() < self.shift.ends_at

    @property
    def scope_place(self) -> str:
        return self.shift.scope_place

    @property
    def scope_office(self) -> str:
        return self.shift.scope_office
