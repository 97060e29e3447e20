"""Places, offices, people, what they may do where, who is on shift, and the keys of machines. All valid in time."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of

EARLY = timedelta(minutes=30)


def valid_on(day: date) -> Q:
    """Rows in force on a day: from `valid_from` inclusive to `valid_to` exclusive; None is unknown or open."""
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))


class Place(models.Model):
    """An administrative unit as it was or is: province, district (until 30/6/2025), ward, commune, special zone.

    `path` holds the codes from the province down, closed by a slash ("hd/26506/"), so that a subtree is a prefix.
    A code of the General Statistics Office may name an old and a new unit: `key` is unique, `code` is not.
    """

    kind_name = "place"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {"place": "path"}

    key = models.CharField(max_length=40, unique=True)
    code = models.CharField(max_length=20, db_index=True)
    kind = models.CharField(max_length=20)
    name_vi = models.TextField()
    name_en = models.TextField()
    folded = models.TextField(db_index=True)
    sort_key = models.TextField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    path = models.CharField(max_length=120, unique=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    area_km2 = models.FloatField(null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successors: "models.ManyToManyField[Place, Any]" = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors"
    )

    class Meta:
        db_table = "place"

    def __str__(self) -> str:
        return name_of(self)

    @property
    def scope_place(self) -> str:
        return self.path


class Office(models.Model):
    """A body that holds work: department, commune committee, police, utility, the centre itself.

    `fields` are the domains it answers for; `edited` names what was changed by hand, which sync leaves alone. `agencies`
    are its codes in dossiers and documents, each {code, from, to, source, trust}; see `agencies.code_on`.
    """

    kind_name = "office"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path", "office": "code"}

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    name_vi = models.TextField()
    name_en = models.TextField()
    folded = models.TextField(db_index=True)
    sort_key = models.TextField()
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="offices")
    phone = models.CharField(max_length=40, blank=True)
    fields = ArrayField(models.CharField(max_length=40), default=list)
    agencies: "models.JSONField[list[dict[str, str | None]], list[dict[str, str | None]]]" = models.JSONField(
        default=list
    )
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    source = models.TextField(blank=True)
    trust = models.CharField(max_length=1, blank=True)
    edited = ArrayField(models.CharField(max_length=40), default=list)
    successors: "models.ManyToManyField[Office, Any]" = models.ManyToManyField(
        "self", symmetrical=False, related_name="predecessors"
    )

    class Meta:
        db_table = "office"

    def __str__(self) -> str:
        return name_of(self)

    @property
    def scope_place(self) -> str:
        return self.place.path

    @property
    def scope_office(self) -> str:
        return self.code


class People(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(account__iexact=username)


class Person(AbstractBaseUser):
    """Somebody with an account. What they may do comes from duties alone.

    Name and office are internal; `email` and `phone` are personal, and a look at them is journalled. `failures` counts
    wrong passwords since the last sign-in; until `locked_until` nobody signs in. `opened_at` is when an administrator made
    or opened the account; `closed_at` when it was closed and `closed_for` why (hand, idle, review); `warned_at` when its
    owner was told that it will be. `password_at` is when the password was chosen. A citizen has neither office nor
    duties, and no name here: what is known of them is kept apart (core/citizens).
    """

    kind_name = "person"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "office__place__path", "office": "office__code", "own": "pk"}

    account = models.CharField(max_length=40, unique=True)
    full_name = models.TextField()
    folded = models.TextField(db_index=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="people")
    language = models.CharField(max_length=5, default="vi")
    is_active = models.BooleanField(default=True)
    is_device = models.BooleanField(default=False)
    is_citizen = models.BooleanField(default=False)
    failures = models.SmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    opened_at = models.DateTimeField(default=clock.now)
    password_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_for = models.CharField(max_length=10, blank=True)

    USERNAME_FIELD = "account"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return self.full_name or self.account

    def as_actor(self, session: str = "") -> Actor:
        return Actor("device" if self.is_device else "person", str(self.pk), str(self), session)

    @property
    def scope_place(self) -> str:
        return self.office.place.path if self.office else ""

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""


class UsedPassword(models.Model):
    """The hash of a password that somebody had: the latest may not be used again."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="used_passwords")
    hash = models.CharField(max_length=128)
    at = models.DateTimeField()

    class Meta:
        db_table = "used_password"


class OutsideIdentity(models.Model):
    """That somebody signs in by another body's word: the subject there (`sub`), by the key of the connector."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="outside_identities")
    issuer = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        db_table = "outside_identity"
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="outside_identity_once"),
            models.UniqueConstraint(fields=["issuer", "person"], name="outside_identity_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.issuer} {self.person}"


class Duty(models.Model):
    """Role x office x place subtree x data classes x period: the only thing that gives a person rights."""

    kind_name = "duty"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path", "office": "office__code", "own": "person"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=40)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="duties")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="duties")
    data_classes = ArrayField(models.CharField(max_length=16), default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        db_table = "duty"

    def __str__(self) -> str:
        return f"{self.person} · {self.role} · {self.place}"

    @property
    def scope_place(self) -> str:
        return self.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""


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


class Key(models.Model):
    """The credential of a machine. Only its hash is kept; `things` are glob patterns of thing codes it may speak for."""

    kind_name = "key"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"place": "place__path", "office": "office__code"}

    name = models.CharField(max_length=40, unique=True)
    prefix = models.CharField(max_length=12, unique=True)
    hash = models.BinaryField()
    can = ArrayField(models.CharField(max_length=40))
    things = ArrayField(models.CharField(max_length=60), default=list)
    readings_per_second = models.IntegerField(default=0)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="keys")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="keys")
    source = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_key"

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)

    def as_actor(self) -> Actor:
        return Actor("key", self.name, self.name)

    @property
    def scope_place(self) -> str:
        return self.place.path if self.place else ""

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""


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
