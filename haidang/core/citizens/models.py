"""What belongs to a citizen's account: proofs of who they are, what is known of them, what they wish, whom they trust.

The account itself is a `directory.Person` without office, duties or name; everything here is personal and goes with it.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from haidang.core.cases.models import Case
from haidang.core.directory.models import Office, Person, Place


class Citizen:
    """What events about an account are about: not the person's row but what is kept for its owner."""

    kind_name = "citizen"
    data_class = "personal"

    def __init__(self, person: Person) -> None:
        self.person, self.pk, self.person_id = person, person.pk, person.pk

    def __str__(self) -> str:
        return str(self.person)


class Identity(models.Model):
    """One proof of who somebody is: an issuer's subject, a telephone number or a mail address that answered a code.

    kind: issuer, phone, mail.  issuer: the key of the connector, "" for phone and mail.  level: what the issuer vouches for.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10)
    issuer = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=200)
    level = models.CharField(max_length=40, blank=True)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        db_table = "citizen_identity"
        constraints = [models.UniqueConstraint(fields=["kind", "issuer", "subject"], name="citizen_identity_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.issuer}".strip()


class Claim(models.Model):
    """One thing that is known of a person, who says so and since when: name, birth_date, gender, identity, phone, email, address."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="claims")
    name = models.CharField(max_length=20)
    value = models.TextField()
    source = models.CharField(max_length=40)
    level = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "citizen_claim"
        constraints = [models.UniqueConstraint(fields=["person", "name", "source"], name="citizen_claim_once")]


class OneTimeCode(models.Model):
    """A code that was sent to a telephone or a mail address. Only its hash is kept; `token` is what the browser holds."""

    token = models.CharField(max_length=32, primary_key=True)
    kind = models.CharField(max_length=10)
    address = models.CharField(max_length=200)
    hash = models.CharField(max_length=64)
    tries = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "citizen_code"
        indexes = [models.Index(fields=["expires_at"], name="citizen_code_expires")]


class Passkey(models.Model):
    """A passkey (WebAuthn) of an account; `counter` is what the device counted last."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField()
    counter = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "citizen_passkey"

    def __str__(self) -> str:
        return self.name


class Wishes(models.Model):
    """What somebody wishes to be told and how; without a row, those of `wishes.Wanted`. Quiet hours may cross midnight; None: none."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="wishes")
    topics = ArrayField(models.CharField(max_length=20))
    ways = ArrayField(models.CharField(max_length=10))
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)

    class Meta:
        db_table = "citizen_wishes"


class FollowedPlace(models.Model):
    """A commune somebody cares for; one of them may be home."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="places_followed")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60, blank=True)
    is_home = models.BooleanField(default=False)

    class Meta:
        db_table = "citizen_place"
        constraints = [
            models.UniqueConstraint(fields=["person", "place"], name="citizen_place_once"),
            models.UniqueConstraint(fields=["person"], condition=Q(is_home=True), name="citizen_one_home"),
        ]


class Agreement(models.Model):
    """That a person agreed to one version of a text, and when they took it back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agreements")
    text = models.CharField(max_length=40)
    version = models.IntegerField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "citizen_agreement"


class Proxy(models.Model):
    """Somebody may act for the giver on named cases until a day (inclusive); the giver ends it at any time.

    Either one person (`taker`), or the community team of an `office`: whoever is in it while the proxy lasts.
    """

    kind_name = "proxy"
    data_class = "personal"
    scope_fields: ClassVar[dict[str, str]] = {"own": "giver"}

    giver = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="proxies_given")
    taker = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="proxies_taken")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    cases: "models.ManyToManyField[Case, Proxy]" = models.ManyToManyField(Case, related_name="proxies")
    until = models.DateField()
    version = models.IntegerField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "citizen_proxy"
        constraints = [
            models.CheckConstraint(
                condition=Q(taker=None, office__isnull=False) | Q(taker__isnull=False, office=None),
                name="citizen_proxy_one_taker",
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver.account} → {self.taker.account if self.taker else self.office}"

    @property
    def person_id(self) -> int:
        return self.giver_id


class Export(models.Model):
    """A copy of everything that is kept of a person, for that person alone; state: waiting, ready, gone."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exports")
    token = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, default="waiting")
    size = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "citizen_export"


class Deletion(models.Model):
    """The wish to have an account deleted; carried out on `due_at` unless it is taken back."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deletions")
    code = models.CharField(max_length=20, unique=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "citizen_deletion"
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(cancelled_at=None, done_at=None), name="citizen_one_deletion"
            )
        ]

    @property
    def is_waiting(self) -> bool:
        return self.cancelled_at is None and self.done_at is None


class Correction(models.Model):
    """What somebody says is wrong in a claim; state: asked, done, refused. `value` is what stands there since it was done."""

    kind_name = "correction"
    data_class = "personal"
    scope_fields: ClassVar[dict[str, str]] = {}

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="corrections")
    name = models.CharField(max_length=20)
    wanted = models.TextField()
    why = models.TextField(blank=True)
    state = models.CharField(max_length=10, default="asked")
    value = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    by_name = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "citizen_correction"
        indexes = [models.Index(fields=["asked_at"], name="citizen_correction_open", condition=Q(state="asked"))]

    def __str__(self) -> str:
        return f"SD-{self.pk}"

    @property
    def link(self) -> str:
        return f"/corrections/{self.pk}/"


class Hats(models.Model):
    """That an officer and a citizen are one and the same, proven by signing in as both; rights of neither pass to the other."""

    officer = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="citizen_hat")
    citizen = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="officer_hat")
    at = models.DateTimeField()

    class Meta:
        db_table = "citizen_hats"
