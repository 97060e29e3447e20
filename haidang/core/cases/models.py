"""A case and all that hangs on it: the version of its procedure, clocks, people, papers, and the log nobody can edit."""

from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.audit.lines import LogLine
from haidang.core.directory.models import Office, Person, Place
from haidang.core.files.models import File
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of, same, shown
from haidang.kernel.flow import Flow
from haidang.kernel.geo import Point
from haidang.kernel.manifest import Words
from haidang.kernel.sealing import seal, unseal

from .facts import Book, known_book, read_book

LONG = ("version__facts", "procedure__manifest")
"""What is left unread of the version and procedure of a case: long, and the same for many (see ProcedureVersion.book)."""


class Procedure(models.Model):
    """A procedure of a domain as it is today. `number` counts its versions; `differs_since` is set when the domain's
    file has changed under what the province made of it."""

    kind_name = "procedure"
    data_class = "public"
    scope_fields: ClassVar[dict[str, str]] = {}

    domain = models.CharField(max_length=40)
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=40, blank=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    folded = models.TextField()
    sort_key = models.TextField()
    state = models.CharField(max_length=12)
    number = models.IntegerField(default=0)
    manifest: "models.JSONField[dict[str, Any] | None, dict[str, Any] | None]" = models.JSONField(null=True)
    differs_since = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "procedure"
        constraints = [models.UniqueConstraint(fields=["domain", "key"], name="procedure_once")]

    def __str__(self) -> str:
        return name_of(self)

    @property
    def link(self) -> str:
        return f"/procedures/{self.domain}/{self.key}/"


class ProcedureVersion(models.Model):
    """One version: its facts and its flow, as cases that began under it keep them."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    origin = models.CharField(max_length=12)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    why = models.TextField(blank=True)
    from_at = models.DateTimeField()

    class Meta:
        db_table = "procedure_version"
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_once")]

    @cached_property
    def book(self) -> Book:
        """Of a row that came without its facts, as in lists: from memory, where all are read at once."""
        if "facts" not in self.get_deferred_fields():
            return read_book(self.pk, self.facts)
        if known_book(self.pk) is None:
            for pk, kept in ProcedureVersion.objects.values_list("pk", "facts"):
                read_book(pk, kept)
        return known_book(self.pk) or read_book(self.pk, self.facts)


class RouteChoice(models.Model):
    """The province's own word on who gets a kind of case at a place: stands before the routes of the file."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="routes")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    why_vi = models.TextField()
    why_en = models.TextField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        db_table = "procedure_route"


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


class Timer(models.Model):
    """One legal clock of a case; `clock` is kernel.legal_clock.Clock as plain data, the columns are read off it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="timers")
    key = models.CharField(max_length=40)
    is_main = models.BooleanField(default=False)
    clock: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    original_due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_timer"
        ordering = ["started_at", "id"]
        indexes = [
            models.Index(fields=["due_at"], name="case_timer_running", condition=Q(stopped_at=None, paused_at=None))
        ]


class Stay(models.Model):
    """How long a case was in one state with one office: progress as the national portal asks for it, and workload."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="stays")
    state = models.CharField(max_length=40)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_stay"
        ordering = ["started_at", "id"]
        constraints = [models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="case_one_stay")]


class Party(models.Model):
    """Somebody in a case: reporter, applicant, co-applicant, representative, proxy. Every look at it is journalled.

    `consent` is what the person agreed to when somebody acts for them, in its words; `consent_how` how they did: paper (a
    photo of it is a paper of the case), code (confirmed on their telephone). What identifies them is never shown with
    the case itself.
    """

    kind_name = "party"
    data_class = "personal"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "case__place__path", "office": "case__office__code", "matter": "case__kind",
    }  # fmt: skip

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(max_length=20)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="parts_taken")
    name = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    identity = models.CharField(max_length=20, blank=True)
    address = models.TextField(blank=True)
    consent = models.TextField(blank=True)
    consent_how = models.CharField(max_length=10, blank=True)
    consent_at = models.DateTimeField(null=True)
    is_verified = models.BooleanField(default=False)

    class Meta:
        db_table = "case_party"
        indexes = [
            models.Index(fields=["phone"], name="case_party_phone", condition=~Q(phone="")),
            models.Index(fields=["identity"], name="case_party_identity", condition=~Q(identity="")),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.case.code}"

    @property
    def scope_place(self) -> str:
        return self.case.place.path

    @property
    def scope_office(self) -> str:
        return self.case.office.code

    @property
    def scope_matter(self) -> str:
        return self.case.kind


class Paper(models.Model):
    """A file in its role in a case: photo before or after, part of a dossier, answer, result.

    `is_public`: everybody may see the file's public copy. `taken_from`: the document of the citizen's own store that it is
    a copy of, so that nothing had to be sent.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="papers")
    role = models.CharField(max_length=20)
    part = models.CharField(max_length=40, blank=True)
    question = models.CharField(max_length=40, blank=True)
    taken_from = models.CharField(max_length=60, blank=True)
    is_public = models.BooleanField(default=False)
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "case_paper"
        ordering = ["at", "id"]


class GivenPart(models.Model):
    """What has been handed in of one part of a dossier (`part` is its key): how many originals, copies and electronic ones."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="given_parts")
    part = models.CharField(max_length=40)
    originals = models.SmallIntegerField(default=0)
    copies = models.SmallIntegerField(default=0)
    electronic = models.SmallIntegerField(default=0)
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "case_given_part"
        constraints = [models.UniqueConstraint(fields=["case", "part"], name="case_given_part_once")]


class Line(LogLine):
    """One line of a case's log; the database refuses to change or remove it.

    kind: auto (the program), action (an officer did something), citizen (they wrote or did something), message (to the
    citizen), note (among officers). `audience` is all (the citizen reads it), or officers.
    """

    kind_name = "case_line"

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="lines")
    audience = models.CharField(max_length=10)

    class Meta:
        db_table = "case_line"
        indexes = [models.Index(fields=["case", "-id"], name="case_line_newest")]


class Support(models.Model):
    """Somebody else who says that the same is so for them; `voice` tells one from another without naming them."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="supports")
    voice = models.CharField(max_length=64)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "case_support"
        constraints = [models.UniqueConstraint(fields=["case", "voice"], name="case_support_once")]


class SavedView(models.Model):
    """A list somebody comes back to: its name and its query string."""

    kind_name = "view"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {"own": "person"}

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_views")
    room = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    query = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "saved_view"
        constraints = [models.UniqueConstraint(fields=["person", "room", "name"], name="saved_view_once")]

    def __str__(self) -> str:
        return self.name
