"""How tables with the same columns were read before, so that the next is read without asking.

A person who looks at a table gets the last way that fits. A file that comes by itself is read so only when nothing can be
mistaken: where no column names the station and the source has several, the name of the file must be the same but for the
moments in it, else one station's numbers would become another's.
"""

import re
from datetime import datetime

import msgspec
from django.db.models import Q

from haidang.core.pulling.table import Table
from haidang.core.things.models import Source
from haidang.kernel.pull import Pull

from . import guessing
from .guessing import Known
from .models import TableReading

_MOMENT = re.compile(
    r"(?<!\d)(20\d\d([-_.]?)(0[1-9]|1[0-2])(\2([0-2]\d|3[01]))?(t?[0-2]\d[0-5]\d([0-5]\d)?|[-_.][0-2]\d[0-5]\d[0-5]\d)?"
    r"|[0-3]\d[-_.][01]\d[-_.]20\d\d)(?!\d)"
)
"""Days, months and moments; an hour apart from the day (_0800) could as well be the number of a station."""


def name_of(account: str, name: str) -> str:
    """The name of a file without its moments and folders, with the account that sends it.

    >>> name_of("tram-vt", "2026/BenDa_20261122080000.csv"), name_of("", "2026-11-22_01.csv")
    ('tram-vt/benda_#.csv', '/#_01.csv')
    """
    return f"{account}/{_MOMENT.sub('#', name.rpartition('/')[2].casefold())}"[:200]


def for_eyes(source: Source, columns: list[str], name: str) -> Pull | None:
    """How a table with these columns was read last, by this source or another of the same owner; a person looks at it."""
    found = TableReading.objects.filter(columns=columns).order_by("-at")
    own = found.filter(source=source)
    row = own.filter(name=name).first() or own.first()
    if row is None and source.office_id:
        row = found.filter(source__office=source.office_id).first()
    return msgspec.convert(row.facts, Pull) if row else None


def for_sure(source: Source, table: Table, name: str, here: Known) -> Pull | None:
    """How a table is read that nobody looks at; None when a person must say it first."""
    by_column = Q(name="", source__office=source.office_id, source__office__isnull=False) | Q(name="", source=source)
    by_file = Q(source=source) if len(here.things) == 1 else Q(source=source, name=name)
    found = TableReading.objects.filter(by_column | by_file, columns=table.columns)
    row = min(found, key=lambda one: (one.source_id != source.pk, -one.at.timestamp()), default=None)
    return _with_new_words(msgspec.convert(row.facts, Pull), table, here) if row else None


def _with_new_words(facts: Pull, table: Table, here: Known) -> Pull:
    """A station or quantity that the first table did not name is known all the same."""
    take = facts.take
    things = guessing.things_of(table.rows, take.thing, here) if take.thing else {}
    names = guessing.names_of(table.rows, take.name, here) if take.name else {}
    take = msgspec.structs.replace(take, things=things | take.things, names=names | take.names)
    return msgspec.structs.replace(facts, take=take)


def remember(source: Source, columns: list[str], name: str, facts: Pull, *, by: str, at: datetime) -> None:
    """`name`: of the file, which counts only where no column names the thing."""
    TableReading.objects.update_or_create(
        source=source, columns=columns, name="" if facts.take.thing else name,
        defaults={"facts": msgspec.to_builtins(facts), "by_name": by, "at": at},
    )  # fmt: skip
