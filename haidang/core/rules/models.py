"""Rules with their versions, the alerts they raise, and where each rule stands on each series."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from django.db import models
from django.db.models import Q

from haidang.core.directory.models import Office, Person, Place
from haidang.core.things.models import Series, Thing
from haidang.kernel import clock, manifest
from haidang.kernel.manifest import Words

from .combined.state import CombinedState as CombinedState
from .desks.model import DeskShare as DeskShare
from .judging.run_log import RuleLine as RuleLine
from .outages.model import Outage as Outage

OPEN_STATES = ("new", "acknowledged", "returned")


class Rule(models.Model):
    """An alarm rule of a domain. What it says stands in its versions; `version` is the number in force.

    It covers the kinds of things its facts name, everywhere; or what lies at `place`, or one `thing`. A rule that
    `narrows` another takes its place there. `manifest` is what the domain's file says now (owned by sync);
    `differs_since` is when that file changed under an override of the province. A new `changed_at` makes the rules
    process take the rules up again.
    """

    kind_name = "rule"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    domain = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    version = models.IntegerField(default=0)
    narrows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="narrower")
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="rules")
    thing = models.ForeignKey(Thing, null=True, on_delete=models.PROTECT, related_name="rules")
    is_enabled = models.BooleanField(default=True)
    manifest: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    differs_since = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "rule"
        constraints = [models.UniqueConstraint(fields=["domain", "key"], name="rule_once")]

    def __str__(self) -> str:
        return f"{self.domain}/{self.key}"

    @property
    def current(self) -> "RuleVersion":
        return next(one for one in self.versions.all() if one.number == self.version)

    @property
    def is_overridden(self) -> bool:
        """Whether the province has replaced what the domain's file says."""
        return self.manifest is not None and self.current.origin == "province"

    @property
    def scope(self) -> str:
        return "thing" if self.thing_id else "place" if self.place_id else "type"

    @property
    def scope_place(self) -> str:
        if self.thing:
            return self.thing.scope_place
        return self.place.path if self.place else ""

    @property
    def scope_office(self) -> str:
        return self.thing.scope_office if self.thing else ""


class RuleVersion(models.Model):
    """What a rule says from a moment on, who decided it and why. `facts` has the shape of `kernel.manifest.Rule`.

    origin: manifest or province.  by: the actor as text.
    """

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    origin = models.CharField(max_length=10)
    facts = models.JSONField()
    why = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.TextField()
    from_at = models.DateTimeField()

    class Meta:
        db_table = "rule_version"
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["rule", "number"], name="rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule} v{self.number}"

    @property
    def says(self) -> manifest.Rule:
        return msgspec.convert(self.facts, manifest.Rule)


class RuleRun(models.Model):
    """How the rules process last took up a rule: when, for how many series, and what keeps it from judging, if anything.

    judged_at: the moment of the newest reading (or figure) it was held against.
    """

    rule = models.OneToOneField(Rule, on_delete=models.CASCADE, related_name="run", primary_key=True)
    version = models.IntegerField()
    planned_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True)
    series_count = models.IntegerField()
    problem_vi = models.TextField(blank=True)
    problem_en = models.TextField(blank=True)

    class Meta:
        db_table = "rule_run"

    @property
    def problem(self) -> Words | None:
        return Words(vi=self.problem_vi, en=self.problem_en) if self.problem_vi else None


class RuleState(models.Model):
    """Where a rule that is not at rest stands on a series; written by the rules process alone, outside the journal.

    Moments are microseconds of Unix time; `peak` and `last` are signed so that larger is worse (see phases.py).
    """

    pk = models.CompositePrimaryKey("rule_id", "series_id")
    rule_id = models.BigIntegerField()
    series_id = models.BigIntegerField()
    phase = models.SmallIntegerField()
    began_us = models.BigIntegerField()
    opened_us = models.BigIntegerField()
    due_us = models.BigIntegerField()
    peak = models.FloatField()
    last = models.FloatField()

    class Meta:
        db_table = "rule_state"


class Alert(models.Model):
    """One alarm of one rule on one series, from its opening to its close; repeats are folded into it.

    state: new; acknowledged; returned (normal again, nobody acknowledged it); closed.  opened_at, value_at and
    returned_at are moments of measurement, the others of our clock.  due_at: when the rules process must look at it
    again (escalation, reminder, end of a shelf).  why: condition, limit with source and trust, the values that led
    to it.  value_last, value_peak and value_at follow the measurement and are not journalled.  direction: 1 and -1 for
    rules above and below a limit, 0 for others; under: the worse alert of the same series and direction that stands
    for this one (covering.py); held_by: the alert that is the cause of this one, while it is active; outage: what has
    taken it out of service meanwhile (standing.py).  aside: which of these keeps it from asking for anything: "" none,
    covered, held, service.  graded_by: who changed its level since it was raised: "" nobody, rule, person.
    stood: what it is about had held before; a first look found it (rate.py).  told_at: when those who
    follow places near were told (followers.py).  closed_why: what a person wrote, or a msgid when the program closed it.
    """

    kind_name = "alert"
    scope_fields: ClassVar[dict[str, str]] = {
        "place": "place__path",
        "office": "office__code",
        "data_class": "data_class",
    }

    code = models.CharField(max_length=20, unique=True)
    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="alerts")
    rule_version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="alerts")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="alerts")
    thing = models.ForeignKey(Thing, on_delete=models.PROTECT, related_name="alerts")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="alerts")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="alerts")
    owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="alerts")
    domain = models.CharField(max_length=40)
    data_class = models.CharField(max_length=16)
    is_simulated = models.BooleanField(default=False)
    severity = models.SmallIntegerField()
    state = models.CharField(max_length=12, default="new")
    title_vi = models.TextField()
    title_en = models.TextField()
    unit = models.CharField(max_length=20, blank=True)
    decimals = models.SmallIntegerField(default=1)
    why = models.JSONField(default=dict)
    direction = models.SmallIntegerField(default=0)
    under = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="covered")
    held_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="holds")
    outage = models.ForeignKey("Outage", null=True, on_delete=models.PROTECT, related_name="alerts")
    aside = models.CharField(max_length=8, blank=True)
    aside_at = models.DateTimeField(null=True)
    graded_by = models.CharField(max_length=8, blank=True)
    stood = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    raised_at = models.DateTimeField()
    value_open = models.FloatField(null=True)
    value_peak = models.FloatField(null=True)
    value_last = models.FloatField(null=True)
    value_at = models.DateTimeField(null=True)
    repeats = models.IntegerField(default=0)
    repeated_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    acknowledge_due_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    reminded = models.IntegerField(default=0)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.CharField(max_length=80, blank=True)
    acknowledged_by_name = models.TextField(blank=True)
    note = models.TextField(blank=True)
    level = models.SmallIntegerField(default=0)
    shelved_until = models.DateTimeField(null=True)
    shelved_by_name = models.TextField(blank=True)
    shelved_why = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    closed_why = models.TextField(blank=True)
    incident_id = models.BigIntegerField(null=True)
    incident_code = models.CharField(max_length=20, blank=True)

    class Meta:
        db_table = "alert"
        constraints = [
            models.UniqueConstraint(fields=["rule", "series"], condition=Q(closed_at=None), name="alert_open_once"),
        ]
        indexes = [
            models.Index(fields=["severity", "opened_at"], name="alert_open", condition=Q(closed_at=None)),
            models.Index(fields=["series", "direction"], name="alert_of_series", condition=Q(closed_at=None)),
            models.Index(fields=["rule", "place"], name="alert_group", condition=Q(closed_at=None)),
            models.Index(fields=["aside"], name="alert_aside", condition=Q(closed_at=None) & ~Q(aside="")),
            models.Index(fields=["due_at"], name="alert_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["-raised_at", "-id"], name="alert_newest"),
            models.Index(fields=["rule", "series", "-id"], name="alert_of_rule"),
            models.Index(fields=["thing", "-id"], name="alert_of_thing"),
            models.Index(fields=["incident_id"], name="alert_incident", condition=Q(incident_id__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title_vi}"

    @property
    def title(self) -> Words:
        return Words(vi=self.title_vi, en=self.title_en)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_active(self) -> bool:
        """Whether the condition still holds."""
        return self.state in ("new", "acknowledged")

    @property
    def next_due(self) -> datetime | None:
        """When the rules process must look at it again, as things stand."""
        if self.closed_at:
            return None
        if self.shelved_until:
            return self.shelved_until
        if self.state != "new" or self.stands_aside:
            return None
        moments = [moment for moment in (self.acknowledge_due_at, self.remind_at) if moment]
        return min(moments, default=None)

    @property
    def stands_aside(self) -> str:
        """What keeps it from asking for anything, as `aside` is written: out of service goes before all."""
        if self.outage_id:
            return "service"
        return "held" if self.held_by_id else "covered" if self.under_id else ""

    @property
    def link(self) -> str:
        return f"/alerts/{self.code}/"

    @property
    def scope_place(self) -> str:
        return self.place.path

    @property
    def scope_office(self) -> str:
        return self.office.code if self.office else ""


class Sighting(models.Model):
    """What somebody near an alert's thing says to the question of its rule; a voice is counted once, as it spoke last.

    `place` is the commune they say they are in; a point is rounded to about 100 m. `voice` tells one from another
    without naming anybody.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="sightings")
    choice = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    voice = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        db_table = "alert_sighting"
        constraints = [models.UniqueConstraint(fields=["alert", "voice"], name="alert_sighting_once")]
