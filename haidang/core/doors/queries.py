"""What people ask of the doors: accounts, files that came, tables that were brought."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet

from haidang.core.directory.queries import visible
from haidang.core.things.models import Source
from haidang.kernel import clock
from haidang.kernel.action import Actor

from .models import DropAccount, DropFile, ReadingTable


def accounts(actor: Actor, source: Source | None = None) -> QuerySet[DropAccount]:
    """Open ones first."""
    found = DropAccount.objects.filter(source__in=_sources(actor))
    found = found.filter(source=source) if source else found
    return found.select_related("source__office").order_by("-closed_at", "name")


def account(actor: Actor, name: str) -> DropAccount | None:
    return accounts(actor).filter(name=name).first()


def files(actor: Actor, *, source: str = "", account: str = "", outcome: str = "") -> QuerySet[DropFile]:
    """What became of each file, newest first."""
    wanted = {"source__key": source, "account": account, "outcome": outcome}
    found = DropFile.objects.filter(
        source__in=_sources(actor), **{key: value for key, value in wanted.items() if value}
    )
    return found.select_related("source").order_by("-at", "-id")


def file(actor: Actor, number: int) -> DropFile | None:
    return files(actor).filter(pk=number).first()


@dataclass(frozen=True, slots=True)
class Day:
    """How many files of the last 24 hours ended how."""

    all: int
    partly: int
    refused: int
    readings: int


def of_a_day(actor: Actor) -> Day:
    since = clock.now() - timedelta(days=1)
    found = DropFile.objects.filter(source__in=_sources(actor), at__gte=since).aggregate(
        all=Count("pk"), partly=Count("pk", Q(outcome="partly")), refused=Count("pk", Q(outcome="refused"))
    )
    readings = sum(
        DropFile.objects.filter(source__in=_sources(actor), at__gte=since).values_list("accepted", flat=True)
    )
    return Day(**found, readings=readings)


def tables(actor: Actor) -> QuerySet[ReadingTable]:
    """Tables that were brought, newest first, without their bytes."""
    found = ReadingTable.objects.filter(source__in=_sources(actor))
    return found.select_related("source__office__place", "receipt").defer("body").order_by("-at", "-id")


def table(actor: Actor, number: int) -> ReadingTable | None:
    return tables(actor).filter(pk=number).first()


def waiting(actor: Actor) -> QuerySet[ReadingTable]:
    """Tables that came by files and wait until a person says how they are read."""
    return tables(actor).filter(state="read").exclude(receipt=None)


def table_of(actor: Actor, file: DropFile) -> ReadingTable | None:
    """The table that a file became because a person had to look at it."""
    return tables(actor).filter(receipt=file).first()


def _sources(actor: Actor) -> QuerySet[Source]:
    return Source.objects.filter(visible(actor, Source))
