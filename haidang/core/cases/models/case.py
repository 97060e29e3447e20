"""One matter of one person or office with the administration."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.cases.facts import known_book
from haidang.core.directory.models import Office, Person, Place
from haidang.kernel import clock
from haidang.kernel.bilingual import same, shown
from haidang.kernel.flow import Flow
from haidang.kernel.geo import Point
from haidang.kernel.manifest import Words
from haidang.kernel.sealing import seal, unseal

from .procedure import Procedure, ProcedureVersion


class Case(models.Model):
    """One matter of one person or office with the administration.

    `office` holds it now, `first_office` got it first. `secret` opens it to whoever has the link. `due_at` is the
    deadline of the main clock, `original_due_at` the one before extensions; both stay empty where no limit is known, and
    stay as they were when the clocks have stopped (`stopped_at`), which they may before it ends: a result waits to be fetched.
    `place_then` is where it was opened, when that place has since become part of another, which is `place`.
    `on_time` is counted against the original date when the case ends; `why_*` keep why it went where it went, `cell` is the
    H3 cell of its point.
    """

    kind_name = "case"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "place__path", "office": "office__code", "data_class": "data_class", "own": "person",
        "matter": "kind",
    }  # fmt: skip

    code = models.CharField(max_length=40, unique=True)
    sealed = models.BinaryField()
    kind = models.CharField(max_length=20)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="cases")
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="cases")
    state = models.CharField(max_length=40)
    state_at = models.DateTimeField()
    grade = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=20)
    title = models.TextField()
    text = models.TextField(blank=True)
    folded = models.TextField()
    answers: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="cases")
    place_then = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    address = models.TextField(blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    cell = models.CharField(max_length=16, blank=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="cases")
    first_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    why_vi = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    officer = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="cases_held")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="cases")
    is_anonymous = models.BooleanField(default=False)
    data_class = models.CharField(max_length=12, default="internal")
    suggestion: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    answer = models.TextField(blank=True)
    refusal = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    supporters = models.IntegerField(default=0)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    original_due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    on_time = models.BooleanField(null=True)
    published_at = models.DateTimeField(null=True)
    rating = models.SmallIntegerField(null=True)
    rating_text = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    reopened = models.SmallIntegerField(default=0)
    is_simulated = models.BooleanField(default=False)
    is_exercise = models.BooleanField(default=False)

    class Meta:
        db_table = "cases"
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="cases_newest"),
            models.Index(fields=["kind", "-opened_at", "-id"], name="cases_newest_of_kind"),
            models.Index(fields=["office", "due_at", "id"], name="cases_inbox", condition=Q(ended_at=None)),
            models.Index(fields=["due_at", "id"], name="cases_open_by_due", condition=Q(ended_at=None)),
            models.Index(  # all that the counts of the tabs ask of what is open
                fields=["kind", "office"],
                include=[
                    "place",
                    "data_class",
                    "person",
                    "officer",
                    "due_at",
                    "paused_at",
                    "stopped_at",
                    "overdue_at",
                    "reopened",
                    "grade",
                    "opened_at",
                    "ended_at",
                    "id",
                ],
                name="cases_open_counted",
                condition=Q(ended_at=None),
            ),
            models.Index(fields=["due_at"], name="cases_due", condition=Q(ended_at=None, overdue_at=None)),
            models.Index(fields=["cell", "-opened_at"], name="cases_near", condition=Q(ended_at=None)),
            models.Index(fields=["ended_at"], name="cases_ended", condition=Q(ended_at__isnull=False)),
            models.Index(fields=["person", "-opened_at"], name="cases_own", condition=Q(person__isnull=False)),
            models.Index(fields=["-published_at"], name="cases_public", condition=Q(published_at__isnull=False)),
            models.Index(
                fields=["kind", "lon", "lat"],
                include=["ended_at", "id"],
                name="cases_map",
                condition=Q(published_at__isnull=False, merged_into=None, lon__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {shown(self.titled)}"

    @property
    def titled(self) -> Words:
        """Its title in both languages when it is called by the name of its procedure; else what somebody wrote, as it is."""
        facts = (known_book(self.version_id) or self.version.book).procedure
        names = (one for one in (facts.short, facts.name) if one is not None)
        return next((one for one in names if self.title in (one.vi, one.en)), same(self.title))

    @property
    def flow(self) -> Flow:
        return self.version.book.flow

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_running(self) -> bool:
        """Whether its deadline is coming nearer: its clock neither waits for the citizen nor has stopped."""
        return self.is_open and self.due_at is not None and self.paused_at is None and self.stopped_at is None

    @property
    def is_late(self) -> bool:
        """As `lateness.late` says of rows."""
        if not self.is_open or self.overdue_at is not None:
            return self.is_open
        return self.is_running and self.due_at is not None and self.due_at < clock.now()

    @property
    def link(self) -> str:
        return f"/cases/{self.code}/"

    @property
    def point(self) -> Point | None:
        return Point(self.lon, self.lat) if self.lon is not None and self.lat is not None else None

    @property
    def why(self) -> Words | None:
        return Words(vi=self.why_vi, en=self.why_en) if self.why_vi else None

    @property
    def scope_place(self) -> str:
        return self.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code

    @property
    def scope_matter(self) -> str:
        return self.kind

    @property
    def secret(self) -> str:
        """What opens it to whoever has the link; kept sealed. Raises Unsealable in another home than it was made in."""
        return unseal(bytes(self.sealed))

    @secret.setter
    def secret(self, text: str) -> None:
        self.sealed = seal(text)

    @property
    def link_holder(self) -> str:
        """The id of the public actor who holds the secret link: it is their own."""
        return self.code
