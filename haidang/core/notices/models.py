"""What people are told inside the program, and what other channels would carry outside it."""

from typing import ClassVar

from django.db import models

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

    `address` is masked; the real one is looked up when the message is sent. State: held (and why), queued, sent, failed.
    """

    kind_name = "message"
    scope_fields: ClassVar[dict[str, str]] = {"place": "notice__place"}

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=20)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="messages")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="messages")
    address = models.CharField(max_length=80)
    text = models.TextField()
    state = models.CharField(max_length=10)
    why_vi = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    is_exercise = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message"
        indexes = [models.Index(fields=["-created_at", "-id"], name="message_newest")]

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
