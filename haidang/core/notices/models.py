"""What people are told inside the program, and what other channels would carry outside it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Office, Person
from haidang.kernel.manifest import Words
from haidang.kernel.text import said


class Notice(models.Model):
    """One message to a person, to everybody who serves in an office, or to a role over a place.

    `read_at` is when the first of them read it; who else did is in `Reading`. Severity 1 is worst, 0 is for information.
    """

    kind_name = "notice"

    to_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="notices")
    to_office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="notices")
    to_role = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=40)
    severity = models.SmallIntegerField(default=0)
    title_vi = models.TextField()
    title_en = models.TextField()
    body_vi = models.TextField(blank=True)
    body_en = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=120, blank=True)
    is_exercise = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notice"
        indexes = [
            models.Index(fields=["to_person", "-created_at"], name="notice_person"),
            models.Index(fields=["to_office", "-created_at"], name="notice_office"),
            models.Index(fields=["to_role", "-created_at"], name="notice_role"),
        ]

    def __str__(self) -> str:
        return self.title_vi

    @property
    def title(self) -> Words:
        return Words(vi=self.title_vi, en=self.title_en)

    @property
    def body(self) -> Words:
        return Words(vi=self.body_vi, en=self.body_en)

    def said_in(self, language: str) -> tuple[str, str]:
        """Title and body in a language."""
        return said(self.title, language), said(self.body, language)


class Reading(models.Model):
    """That a person has read a notice."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="readings")
    at = models.DateTimeField()

    class Meta:
        db_table = "notice_reading"
        constraints = [models.UniqueConstraint(fields=["notice", "person"], name="notice_read_once")]


class Message(models.Model):
    """What one channel would carry of a notice to one address; the outbox.

    `address` is masked; the real one is looked up when the message is sent. State: held (and why), queued (not before
    `due_at`; after `tries` that failed, with why), sent (the channel took it), delivered (it says so), undeliverable (a mail
    server refused the address, or sent the letter back), failed (for good). `receipt` is what the channel asks to be asked
    by; `address_mark` tells whether two went to the same address. `history` keeps each try: {at, state, why}.
    """

    kind_name = "message"
    scope_fields: ClassVar[dict[str, str]] = {"place": "notice__place"}

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=20)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="messages")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="messages")
    address = models.CharField(max_length=80)
    address_mark = models.CharField(max_length=32, blank=True)
    text = models.TextField()
    state = models.CharField(max_length=16)
    why_vi = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    is_exercise = models.BooleanField(default=False)
    is_trial = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=120, blank=True)
    history: "models.JSONField[list[dict[str, str]], list[dict[str, str]]]" = models.JSONField(default=list)

    class Meta:
        db_table = "message"
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
            models.Index(fields=["person", "-created_at"], name="message_person"),
            models.Index(fields=["channel", "receipt"], name="message_receipt", condition=Q(state="sent")),
            models.Index(
                fields=["address_mark", "-created_at"], name="message_returned", condition=Q(state="undeliverable")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.address}"

    @property
    def language(self) -> str:
        """What the text is written in: the person's language, Vietnamese for an office."""
        return self.person.language if self.person else "vi"

    @property
    def scope_place(self) -> str:
        return self.notice.place

    @property
    def why(self) -> Words:
        return Words(vi=self.why_vi, en=self.why_en)


class Subscription(models.Model):
    """A browser that takes push messages (RFC 8030); its keys are made by the browser for this program alone."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="subscriptions")
    endpoint = models.TextField(unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    device = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "push_subscription"


class ReaderWishes(models.Model):
    """By which channels somebody on duty is told of which severities ({channel: [1, 2]}); without a row, as channels.toml says.

    Quiet hours may cross midnight; None: none.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="reader_wishes")
    severities: "models.JSONField[dict[str, list[int]], dict[str, list[int]]]" = models.JSONField(default=dict)
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)

    class Meta:
        db_table = "reader_wishes"


class ChannelSetup(models.Model):
    """How a channel sends, as it was set here; without a row, through the province's connector. The secret is sealed."""

    kind_name = "channel"
    scope_fields: ClassVar[dict[str, str]] = {}

    channel = models.CharField(max_length=20, unique=True)
    way = models.CharField(max_length=10)
    address = models.CharField(max_length=200)
    account = models.CharField(max_length=200, blank=True)
    secret = models.BinaryField(null=True)
    settings: "models.JSONField[dict[str, str], dict[str, str]]" = models.JSONField(default=dict)
    is_on = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "channel_setup"

    def __str__(self) -> str:
        return self.channel


class ReturnBox(models.Model):
    """The mailbox that letters which cannot be delivered come back to; one row at most. The secret is sealed.

    `mailbox` is its mail address, `address` where it is read (ways/imap.py). `validity`, `uid`: how far it was read;
    `read_at`, `problem`: of the last look.
    """

    kind_name = "channel"
    scope_fields: ClassVar[dict[str, str]] = {}

    mailbox = models.EmailField()
    address = models.CharField(max_length=200)
    account = models.CharField(max_length=200, blank=True)
    secret = models.BinaryField(null=True)
    is_on = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    validity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True)

    class Meta:
        db_table = "return_box"

    def __str__(self) -> str:
        return self.mailbox
