"""The CSV files of a province: UTF-8, one header line, empty cell = unknown, several codes separated by spaces."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from haidang.kernel.strict import ManifestError

from .facts import Merger, Place

T = TypeVar("T")

PLACE_COLUMNS = [
    "code",
    "gso",
    "vi",
    "en",
    "kind",
    "parent",
    "lat",
    "lon",
    "area_km2",
    "valid_from",
    "valid_to",
    "successors",
]
MAPPING_COLUMNS = ["old", "new", "divided"]


def read_places(path: Path) -> list[Place]:
    """`places.csv`, in the file's order. Raises ManifestError naming line and column."""
    return [_converted(_nested(cells), Place, path, line) for line, cells in _rows(path, PLACE_COLUMNS)]


def read_mapping(path: Path) -> list[Merger]:
    """`mapping.csv`: one row for each pair of old ward and new commune. Raises ManifestError."""
    return [_converted(cells, Merger, path, line) for line, cells in _rows(path, MAPPING_COLUMNS)]


def _rows(path: Path, columns: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and filled cells of each row."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ManifestError(
            path, "", None, f"the file is missing: add it with the columns {','.join(columns)}"
        ) from None
    except UnicodeDecodeError as error:
        raise ManifestError(path, "", None, f"not UTF-8: {error}; save the file as UTF-8") from None
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        header = list(reader.fieldnames or ())
        if header != columns:
            raise ManifestError(path, "line 1", ",".join(header), f"write the header {','.join(columns)}")
        for number, cells in enumerate(reader, start=2):
            if number != reader.line_num:
                raise ManifestError(path, f"line {number}", None, "keep one line for each row, without empty lines")
            if None in cells or None in cells.values():
                raise ManifestError(path, f"line {reader.line_num}", None, f"give the row exactly {len(columns)} cells")
            yield reader.line_num, {column: cell.strip() for column, cell in cells.items() if cell.strip()}
    except csv.Error as error:
        raise ManifestError(path, f"line {reader.line_num}", None, f"not valid CSV: {error}") from None


def _nested(cells: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {column: cell for column, cell in cells.items() if column not in ("vi", "en", "successors")}
    row["name"] = {language: cells[language] for language in ("vi", "en") if language in cells}
    row["successors"] = cells.get("successors", "").split()
    return row


def _converted(row: dict[str, Any], kind: type[T], path: Path, line: int) -> T:
    try:
        return msgspec.convert(row, kind, strict=False)
    except msgspec.ValidationError as error:
        said, _, where = str(error).partition(" - at `$")
        column = where.strip(".`")
        value = row.get(column.partition("[")[0]) if column else None
        raise ManifestError(path, f"line {line}{'.' if column else ''}{column}", value, said) from None
