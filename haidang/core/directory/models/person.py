"""People with accounts, how they were known to sign in, and what they may do where."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from haidang.kernel import clock
from haidang.kernel.action import Actor

from .place import Office, Place


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
