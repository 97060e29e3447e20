"""Who declares guests, the guests themselves (sealed, for the police alone), and what is counted of each night."""

from typing import ClassVar

from django.db import models

from haidang.core.directory.models import Person, Place
from haidang.core.things.models import Thing

HOW = ("form", "scan", "file", "api")


class Host(models.Model):
    """What lets a lodging declare: a key (its hash), or the citizen's account of its owner.

    Whoever came in with it acts as the public with `link_holder` as its name.
    """

    kind_name = "host"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "lodging__place__path", "office": "lodging__office__code"}

    lodging = models.OneToOneField(Thing, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    key_hash = models.CharField(max_length=64, blank=True)
    given_at = models.DateTimeField()
    given_by_name = models.TextField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lodging_host"

    def __str__(self) -> str:
        return f"{self.lodging.code} {self.lodging.name_vi}"

    @property
    def link_holder(self) -> str:
        return f"lodging:{self.lodging.code}"

    @property
    def scope_place(self) -> str:
        return self.lodging.scope_place

    @property
    def scope_office(self) -> str:
        return self.lodging.scope_office


class Stay(models.Model):
    """One guest at one lodging from a night on. Who it is stands in `sealed` alone.

    `number_mark` and `name_mark` are keyed hashes, by which the police find somebody whose number or name they know;
    `hint` is what the lodging recognises its own entry by (initials). Emptied after the time of keeping.
    """

    kind_name = "stay"
    data_class = "sensitive"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path"}

    lodging = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    night = models.DateField()
    nights = models.SmallIntegerField(default=1)
    room = models.CharField(max_length=20, blank=True)
    hint = models.CharField(max_length=12)
    is_foreign = models.BooleanField()
    sealed = models.BinaryField(null=True)
    number_mark = models.CharField(max_length=64, blank=True, db_index=True)
    name_mark = models.CharField(max_length=64, blank=True, db_index=True)
    arrived_at = models.DateTimeField()
    declared_at = models.DateTimeField()
    is_in_time = models.BooleanField()
    how = models.CharField(max_length=6)
    voided_at = models.DateTimeField(null=True)
    voided_why = models.TextField(blank=True)
    forgotten_at = models.DateTimeField(null=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "lodging_stay"
        indexes = [models.Index(fields=["lodging", "night"], name="stay_of_lodging")]

    def __str__(self) -> str:
        return f"{self.lodging.code} {self.night:%d/%m/%Y} {self.hint}"

    @property
    def scope_place(self) -> str:
        return self.place.path


class Night(models.Model):
    """What is counted of one lodging in one night, without anybody's name: all that tourism sees.

    how: declared (by the lodging), counted (its software sent numbers). `rooms_used` is None where it was not said;
    `is_closed` says that the lodging has confirmed the night (also one without guests).
    """

    kind_name = "night"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "lodging__place__path", "office": "lodging__office__code"}

    lodging = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="+")
    night = models.DateField()
    guests = models.IntegerField()
    foreign = models.IntegerField(null=True)
    rooms_used = models.IntegerField(null=True)
    how = models.CharField(max_length=10)
    is_closed = models.BooleanField(default=False)
    in_time = models.IntegerField(default=0)
    at = models.DateTimeField()
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "lodging_night"
        constraints = [models.UniqueConstraint(fields=["lodging", "night"], name="lodging_night_once")]
        indexes = [models.Index(fields=["night"], name="lodging_night_day")]

    def __str__(self) -> str:
        return f"{self.lodging.code} {self.night:%d/%m/%Y}"

    @property
    def scope_place(self) -> str:
        return self.lodging.scope_place

    @property
    def scope_office(self) -> str:
        return self.lodging.scope_office
