"""Files of readings: the accounts by which owners of stations drop them, what became of each, and tables brought by hand."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from haidang.core.directory.models import Person
from haidang.core.things.models import Source
from haidang.kernel import clock

OF_SOURCE: dict[str, str] = {
    "place": "source__office__place__path",
    "office": "source__office__code",
    "data_class": "source__data_class",
}


class _OfSource(models.Model):
    """Seen by those who see its source."""

    scope_fields: ClassVar[dict[str, str]] = OF_SOURCE

    class Meta:
        abstract = True

    @property
    def scope_place(self) -> str:
        return self.source.scope_place  # type: ignore[attr-defined, no-any-return]

    @property
    def scope_office(self) -> str:
        return self.source.scope_office  # type: ignore[attr-defined, no-any-return]

    @property
    def data_class(self) -> str:
        return self.source.data_class  # type: ignore[attr-defined, no-any-return]


class DropAccount(_OfSource):
    """Who may drop files for one source by FTP and SFTP, into a folder that is theirs alone.

    `hash` is the SHA-256 of a password made by us (core/doors/passwords.py); `public_keys` are SSH keys, one a line, that
    open SFTP as well. `quota_mb`: what may lie in the folder at once. `used_at`, `used_from`: the last sign-in.
    """

    kind_name = "drop_account"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="drop_accounts")
    name = models.CharField(max_length=32, unique=True)
    hash = models.BinaryField()
    public_keys = models.TextField(blank=True)
    quota_mb = models.IntegerField(default=200)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)
    created_by = models.TextField(blank=True)
    renewed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_why = models.TextField(blank=True)
    used_at = models.DateTimeField(null=True)
    used_from = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "drop_account"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class DropFile(_OfSource):
    """What became of one file. outcome: taken, partly (some lines were refused), known (came before), refused (set aside),
    asked (a table that waits until a person says how it is read).

    `account` is empty for a file that was put into the folder on the machine itself. `lines`: the first problems, each
    [line or 0, vi, en].
    """

    kind_name = "drop_file"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="drop_files")
    account = models.CharField(max_length=32, blank=True)
    path = models.TextField()
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8)
    accepted = models.IntegerField(default=0)
    duplicate = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    wrong = models.IntegerField(default=0)
    lines: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)

    class Meta:
        db_table = "drop_file"
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="drop_file_recent"),
            models.Index(fields=["source", "-at"], name="drop_file_of_source"),
        ]

    def __str__(self) -> str:
        return self.path


class ReadingTable(_OfSource):
    """A table of readings that a person brought: read (nothing written yet), taken, partly (only its right rows), dropped.

    `facts` hold, in the shape of kernel.pull.Pull, how it is read. `body` is the file, until it is forgotten. `wrong`: why
    rows were not taken, each [row, column, vi, en], rows counted as the sheet shows them. One that came by the door of
    files has a `receipt`; `aside` is its name in the quarantine of its source until it is dealt with there too.
    """

    kind_name = "reading_table"

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="reading_tables")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.TextField()
    name = models.TextField()
    body = models.BinaryField(null=True)
    size = models.IntegerField()
    columns = ArrayField(models.TextField(), default=list)
    receipt = models.ForeignKey(DropFile, null=True, on_delete=models.SET_NULL, related_name="tables")
    aside = models.TextField(blank=True)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    state = models.CharField(max_length=8, default="read")
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    rows = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    duplicate = models.IntegerField(default=0)
    wrong: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)

    class Meta:
        db_table = "reading_table"
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["source", "-at"], name="reading_table_recent")]

    def __str__(self) -> str:
        return self.name


class TableReading(models.Model):
    """How tables with these columns of one source are read: remembered when one was taken.

    `name`: of the file (remembering.name_of) where no column says which thing it is about, else empty.
    """

    kind_name = "table_reading"
    scope_fields: ClassVar[dict[str, str]] = OF_SOURCE

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="table_readings")
    columns = ArrayField(models.TextField())
    name = models.TextField(blank=True)
    facts: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "table_reading"
        constraints = [models.UniqueConstraint(fields=["source", "columns", "name"], name="table_reading_once")]
