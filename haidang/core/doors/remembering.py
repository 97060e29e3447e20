"""How tables with the same columns were read before, so that the next is read without asking.

A person who looks at a table gets the last way that fits. A file that comes by itself is read so only when nothing can be
mistaken: where no column names the station and the source has several, the name of the file must be of the same kind, else
one station's numbers would become another's. Of the same kind are names that differ in their moments alone; and, once people
have taken two names that differ in other digits for one station, those that differ in these.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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
"""Days, months and moments that can be nothing else."""
_HOUR = (
    r"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?z?"  # 0800, 080000
    r"|(?:[01]?\d|2[0-3])[hg](?:[0-5]\d)?"  # 08h00, 8h, 8g
    r"|(?:[01]\d|2[0-3])[-_.][0-5]\d(?:[-_.][0-5]\d)?"  # 08-00, 08_00_00
)
_APART = re.compile(rf"#[-_. t]+(?:{_HOUR})(?![\da-z])|(?<![\da-z])(?:{_HOUR})[-_. ]+#")
_COPY = re.compile(r" ?\(\d+\)(?=\.|$)")
_DIGITS = re.compile(r"\d+")
TAUGHT_BY = 2
"""Names that people took for the same station before their other digits are taken to mean nothing."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a table is read. `is_alike`: the name it is remembered by differs in an hour or in digits."""

    facts: Pull
    is_alike: bool = False


def name_of(account: str, name: str) -> str:
    """The name of a file without its moments and folders, with the account that sends it.

    >>> name_of("tram-vt", "2026/BenDa_20261122080000.csv"), name_of("", "2026-11-22_01.csv")
    ('tram-vt/benda_#.csv', '/#_01.csv')
    """
    return f"{account}/{_MOMENT.sub('#', name.rpartition('/')[2].casefold())}"[:200]


def without_hours(name: str) -> str:
    """The same without an hour that stands apart from its day, and without the mark of a second copy.

    >>> without_hours("/benda_#_0800.csv"), without_hours("/benda_08h30_# (2).csv"), without_hours("/benda_0800.csv")
    ('/benda_#.csv', '/benda_#.csv', '/benda_0800.csv')
    """
    return _APART.sub("#", _COPY.sub("", name))


def without_digits(name: str) -> str:
    """
    >>> without_digits("tram-2/kq_#_001.csv")
    'tram-2/kq_#_#.csv'
    """
    account, slash, file = without_hours(name).partition("/")
    return f"{account}{slash}{_DIGITS.sub('#', file)}"


def for_eyes(source: Source, columns: list[str], name: str) -> Pull | None:
    """How a table with these columns was read last, by this source or another of the same owner; a person looks at it."""
    found = TableReading.objects.filter(columns=columns).order_by("-at")
    own = found.filter(source=source)
    row = own.filter(name=name).first() or own.first()
    if row is None and source.office_id:
        row = found.filter(source__office=source.office_id).first()
    return msgspec.convert(row.facts, Pull) if row else None


def for_sure(source: Source, table: Table, name: str, here: Known) -> Way | None:
    """How a table is read that nobody looks at; None when a person must say it first."""
    by_column = Q(name="", source__office=source.office_id, source__office__isnull=False) | Q(name="", source=source)
    found = list(TableReading.objects.filter(by_column | Q(source=source), columns=table.columns))
    found.sort(key=lambda one: (one.source_id != source.pk, -one.at.timestamp()))
    sure = [one for one in found if one.name in ("", name) or len(here.things) == 1]
    row, is_alike = (sure[0], False) if sure else (_alike(found, name), True)
    return Way(_with_new_words(msgspec.convert(row.facts, Pull), table, here), is_alike) if row else None


def _alike(found: Sequence[TableReading], name: str) -> TableReading | None:
    """One whose name is of the same kind, if all of this kind mean the same station."""
    same = [one for one in found if without_hours(one.name) == without_hours(name)]
    if not same:
        same = [one for one in found if without_digits(one.name) == without_digits(name)]
        same = same if len(same) >= TAUGHT_BY else []
    means = {tuple(one.facts["take"]["things"].items()) for one in same}
    return same[0] if len(means) == 1 else None


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
