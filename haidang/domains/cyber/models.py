"""Who sends logs, what is looked for and was found in them, weak spots of the assets, and the files of levels.

The log records themselves lie in a table of their own, one partition a day (`sql/logs.sql`, `keeping`).
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from haidang.core.files.models import File
from haidang.core.rules.models import Alert
from haidang.core.things.models import Thing
from haidang.kernel import clock

OF_THING: dict[str, str] = {"place": "thing__place__path", "office": "thing__office__code"}


class _OfThing(models.Model):
    """Rows that belong to an asset are seen by who sees its place, or deals with its office."""

    class Meta:
        abstract = True

    @property
    def scope_place(self) -> str:
        thing: Thing | None = getattr(self, "thing", None)
        return thing.place.path if thing else ""

    @property
    def scope_office(self) -> str:
        thing: Thing | None = getattr(self, "thing", None)
        return thing.scope_office if thing else ""


class LogSource(_OfThing):
    """A machine that sends logs, by the name it gives itself (or its address). `thing` is the asset it is, once said.

    `state`: "new" until somebody says what it is, "known", or "muted" when its messages are not kept.
    """

    kind_name = "log_source"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    host = models.CharField(max_length=200, unique=True)
    peer = models.CharField(max_length=60, blank=True)
    form = models.CharField(max_length=10, blank=True)
    thing = models.ForeignKey(Thing, null=True, on_delete=models.SET_NULL, related_name="log_sources")
    state = models.CharField(max_length=8, default="new")
    first_at = models.DateTimeField(default=clock.now)
    last_at = models.DateTimeField(default=clock.now)
    records = models.BigIntegerField(default=0)

    class Meta:
        db_table = "log_source"

    def __str__(self) -> str:
        return self.host


class DetectionRule(models.Model):
    """A detection of the province: that of the file, or one of its own. `shipped` is what the file says, None without one."""

    kind_name = "detection_rule"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    key = models.CharField(max_length=60, unique=True)
    facts = models.JSONField()
    shipped = models.JSONField(null=True)
    is_edited = models.BooleanField(default=False)
    version = models.IntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by_name = models.TextField(blank=True)

    class Meta:
        db_table = "detection_rule"

    def __str__(self) -> str:
        return str(self.facts.get("name", {}).get("vi", self.key))


class Detection(_OfThing):
    """Something that was found in the logs: one detection, one group, from its first to its last record.

    `verdict`: "" nobody looked, "real", "false", "expected" (a test, work that was announced).
    """

    kind_name = "detection"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = {}

    rule = models.CharField(max_length=60)
    family = models.CharField(max_length=12)
    severity = models.SmallIntegerField()
    name_vi = models.TextField()
    name_en = models.TextField()
    group = models.TextField()
    thing = models.ForeignKey(Thing, null=True, on_delete=models.SET_NULL, related_name="detections")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    count = models.BigIntegerField()
    srcs = models.JSONField(default=list)
    users = models.JSONField(default=list)
    hosts = models.JSONField(default=list)
    samples = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, blank=True)
    note = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by_name = models.TextField(blank=True)
    alert = models.ForeignKey(Alert, null=True, on_delete=models.SET_NULL, related_name="detections")
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "detection"
        constraints = [models.UniqueConstraint(fields=["rule", "group", "first_at"], name="detection_once")]
        indexes = [
            models.Index(fields=["-last_at"], name="detection_last"),
            models.Index(fields=["thing", "-last_at"], name="detection_thing"),
            models.Index(fields=["family"], name="detection_open", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.name_vi} · {self.group}"


class Vulnerability(_OfThing):
    """A known weak spot of an asset. `key` is its number in the scanner or its CVE; once an asset.

    `due_on` comes from the table of days by grade when it was found, unless somebody set another.
    """

    kind_name = "vulnerability"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = OF_THING

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="vulnerabilities")
    key = models.CharField(max_length=80)
    title = models.TextField()
    grade = models.CharField(max_length=8)
    score = models.FloatField(null=True)
    found_on = models.DateField()
    due_on = models.DateField(null=True)
    fixed_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="open")
    why = models.TextField(blank=True)
    accepted_to = models.DateField(null=True)
    remedy = models.TextField(blank=True)
    origin = models.TextField(blank=True)
    is_simulated = models.BooleanField(default=False)

    class Meta:
        db_table = "vulnerability"
        constraints = [models.UniqueConstraint(fields=["thing", "key"], name="vulnerability_once")]
        indexes = [models.Index(fields=["state", "due_on"], name="vulnerability_due")]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class LevelFile(_OfThing):
    """The file by which a system's level is proposed and decided, with what is in place of what the level asks.

    `answers` fills the parts of the form, `measures` says of each requirement "yes", "partly", "no" or "na", with words.
    """

    kind_name = "level_file"
    data_class = "internal"
    scope_fields: ClassVar[dict[str, str]] = OF_THING

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="level_files")
    version = models.IntegerField(default=1)
    level = models.SmallIntegerField()
    state = models.CharField(max_length=10, default="draft")
    answers = models.JSONField(default=dict)
    measures = models.JSONField(default=dict)
    prepared_by = models.CharField(max_length=80, blank=True)
    prepared_by_name = models.TextField(blank=True)
    prepared_at = models.DateTimeField(default=clock.now)
    decided_by_name = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)
    paper = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        db_table = "level_file"
        constraints = [models.UniqueConstraint(fields=["thing", "version"], name="level_file_once")]

    def __str__(self) -> str:
        return f"{self.thing.name_vi}, cấp độ {self.level}, bản {self.version}"
