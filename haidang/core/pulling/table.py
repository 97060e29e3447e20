"""What a reading brings: rows of named columns, and the marks by which the next one knows that nothing is new."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_noop as msgid

from haidang.kernel.bilingual import both

from .faults import Fault

Row = dict[str, Any]
"""Column -> text, number, truth or None, as the source wrote it."""


@dataclass(slots=True)
class Table:
    """`columns` in the order of the source; every row has each. `files` of a folder are put away once they are taken."""

    columns: list[str]
    rows: list[Row]
    size: int = 0
    etag: str = ""
    modified: str = ""
    digest: str = ""
    is_same: bool = False
    files: list[str] = field(default_factory=list)

    @classmethod
    def same(cls) -> "Table":
        """Nothing is new since the last reading."""
        return cls([], [], is_same=True)


def named_once(head: list[str]) -> list[str]:
    """The names of columns. Raises Fault where one stands twice: nobody knows which of them is meant."""
    twice = next((name for name, count in Counter(head).items() if name and count > 1), None)
    if twice is not None:
        raise Fault("unreadable", why=both(msgid("cột “%(name)s” có hai lần"), name=twice))
    return head


def of_records(records: list[Row]) -> Table:
    columns = list(dict.fromkeys(name for one in records for name in one))
    return Table(columns, [{name: one.get(name) for name in columns} for one in records])
