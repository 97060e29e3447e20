"""What a reading brings: rows of named columns, and the marks by which the next one knows that nothing is new."""

from dataclasses import dataclass, field
from typing import Any

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


def of_records(records: list[Row]) -> Table:
    columns = list(dict.fromkeys(name for one in records for name in one))
    return Table(columns, [{name: one.get(name) for name in columns} for one in records])
