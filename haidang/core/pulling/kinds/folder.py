"""Files put into the source's own folder of the home: CSV, JSON or XLSX. One that was taken is moved into `done`, one that
could not be into `failed`; several are one reading, in the order of their names, as many as fit into its `most_bytes`."""

from itertools import accumulate
from pathlib import Path

from django.utils.translation import gettext_noop as msgid
from python_calamine import CalamineError, CalamineWorkbook

from haidang.core.pulling.faults import Fault
from haidang.core.pulling.table import Row, Table, named_once, of_records
from haidang.core.pulling.way_in import WayIn
from haidang.kernel import archives, clock
from haidang.kernel.bilingual import both
from haidang.kernel.pull import Pull

from . import http_csv, http_json
from .html import refuse_page

QUIET_FOR = 2.0  # seconds since a file was last written: it is whole then
MOST_FILES = 50
MOST_UNPACKED = 60_000_000
PACKED = b"PK\x03\x04"


def read(one: Pull, way_in: WayIn) -> Table:
    """Raises Fault naming the file; the files stay where they are until somebody puts them away."""
    waiting = at_once(ready(way_in.folder, one.address or "*")[:MOST_FILES], one.most_bytes)
    if not waiting:
        return Table.same()
    records: list[Row] = []
    size = 0
    for path in waiting:
        try:
            table = of_file(path.name, _body(path, one), one)
        except Fault as fault:
            why = both(msgid("tệp %(file)s: %(why)s"), file=path.name, why=fault.words)
            raise Fault("unreadable", why=why).of([path.name]) from None
        records += table.rows
        size += path.stat().st_size
    table = of_records(records)
    table.size, table.files = size, [path.name for path in waiting]
    return table


def ready(folder: Path, pattern: str) -> list[Path]:
    """Whole files, by name; a link is none."""
    now = clock.now().timestamp()
    if not folder.is_dir():
        return []
    found = (path for path in folder.glob(pattern) if path.is_file() and not path.is_symlink())
    return sorted(path for path in found if not path.name.startswith(".") and now - path.stat().st_mtime >= QUIET_FOR)


def at_once(paths: list[Path], most: int) -> list[Path]:
    """The first ones that are not more than so many bytes together; one at least."""
    sizes = accumulate(path.stat().st_size for path in paths)
    return [path for number, (path, size) in enumerate(zip(paths, sizes, strict=True)) if not number or size <= most]


def _body(path: Path, one: Pull) -> bytes:
    with path.open("rb") as file:
        return file.read(one.most_bytes + 1)


def of_file(name: str, body: bytes, one: Pull) -> Table:
    """A file by the end of its name. Raises Fault."""
    if len(body) > one.most_bytes:
        raise Fault("too_large", limit=f"{one.most_bytes // 1_000_000} MB")
    if name.casefold().endswith((".xlsx", ".xls", ".ods")):
        return _of_workbook(body, one)
    refuse_page(body, "")
    if name.casefold().endswith(".json"):
        return of_records(http_json.records(body, "", one))
    return http_csv.of_text(body, one)


def _of_workbook(body: bytes, one: Pull) -> Table:
    """The first sheet; its first row that has anything names the columns."""
    import io

    if body.startswith(PACKED) and not archives.is_whole(body, MOST_UNPACKED):
        raise Fault("unreadable", why=both(msgid("không phải bảng tính")))
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0)
    except (CalamineError, IndexError, OSError):
        raise Fault("unreadable", why=both(msgid("không phải bảng tính"))) from None
    if sheet.merged_cell_ranges:
        (row, column), _end = sheet.merged_cell_ranges[0]
        where = f"{_letters(column)}{row + 1}"
        raise Fault("unreadable", why=both(msgid("có ô gộp ở %(where)s"), where=where))
    rows = [row for row in sheet.to_python(skip_empty_area=True) if any(cell != "" for cell in row)]
    if len(rows) < 2:
        raise Fault("no_rows", where=sheet.name)
    if len(rows) - 1 > one.most_rows:
        raise Fault("too_large", limit=both(msgid("%(count)s dòng"), count=one.most_rows))
    head = named_once([str(cell).strip() for cell in rows[0]])
    return Table(head, [dict(zip(head, [_plain(cell) for cell in row], strict=False)) for row in rows[1:]])


def _letters(column: int) -> str:
    text = ""
    while column >= 0:
        text, column = chr(65 + column % 26) + text, column // 26 - 1
    return text


def _plain(cell: object) -> object:
    """A workbook knows no whole numbers: the year 2026 is 2026.0 there, and a code 1 is 1.0."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, str | bool | int | float):
        return cell
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def put_away(folder: Path, names: list[str], where: str) -> None:
    """Moved into a folder beside; one of the same name there makes way for the newer."""
    room = folder / where
    for name in names:
        if (folder / name).exists():
            room.mkdir(mode=0o700, exist_ok=True)
            (folder / name).replace(room / name)
