"""Tables (CSV, XLSX) among the files that come: read as the last one with these columns, or kept until a person says how."""

from collections.abc import Mapping
from pathlib import Path

from django.db import transaction
from django.utils import translation

from haidang.core.doors import dropping, receipts
from haidang.core.doors.models import DropFile, ReadingTable
from haidang.core.doors.opening import opened
from haidang.core.doors.reading import Found
from haidang.core.doors.receipts import Came, Line, Outcome
from haidang.core.pulling.faults import Fault
from haidang.kernel.bilingual import both
from haidang.kernel.manifest import Words

from . import telling
from .drops import Folder
from .telling import Told


def take(folder: Folder, path: Path, came: Came) -> tuple[Outcome, int, list[Told]]:
    """What became of it, how many readings are new, and what is wrong. The file has left the folder unless it is refused.

    Lets errors of the database through.
    """
    try:
        table = opened(came.content)
    except Fault as fault:
        return "refused", 0, [Told(0, fault.words)]
    found = dropping.as_before(came, table)
    return _recorded(folder, path, came, found) if isinstance(found, Found) else _asked(folder, path, came, found)


def _recorded(folder: Folder, path: Path, came: Came, found: Found) -> tuple[Outcome, int, list[Told]]:
    with transaction.atomic():
        receipt, lines = dropping.record(came, found)
        problems = telling.of_lines(lines)
        telling.to_log(came.source, path.name, problems)
        outcome: Outcome = "partly" if problems else "taken"
        if receipts.taken_already(came) is None:  # else killed after the commit and before the move
            receipts.keep(came, outcome, lines, accepted=receipt.accepted, duplicate=receipt.duplicate)
    said = telling.to_sender(outcome, problems, (receipt.accepted, receipt.duplicate, receipt.waiting))
    folder.tell(path, said, is_good=not problems)
    folder.finish(path)
    return outcome, receipt.accepted, problems


def _asked(folder: Folder, path: Path, came: Came, why: Words) -> tuple[Outcome, int, list[Told]]:
    row = dropping.waits(came)
    if row is not None and row.aside and folder.in_quarantine(row.aside).exists():
        return _sent_again(folder, path, came)
    if row is None:  # else killed after the commit and before the move
        with transaction.atomic():
            telling.to_log(came.source, path.name, [Told(0, why)])
            row = dropping.ask(came, why)
    folder.tell(path, telling.to_sender("asked", [Told(0, why)]), is_good=False)
    with translation.override("vi"):
        kept = folder.quarantine(path, [why.vi])
    dropping.set_aside(row, kept.name)
    return "asked", 0, [Told(0, why)]


def _sent_again(folder: Folder, path: Path, came: Came) -> tuple[Outcome, int, list[Told]]:
    told = both(dropping.WAITS)
    receipts.keep(came, "known", [(0, told)])
    folder.tell(path, telling.to_sender("known", [Told(0, told)]), is_good=False)
    path.unlink(missing_ok=True)
    return "known", 0, [Told(0, told)]


def put_away(folders: Mapping[str, Folder]) -> int:
    """The files of tables that people have dealt with leave the quarantine, and their senders are told."""
    count = 0
    for row in dropping.settled():
        folder = folders.get(row.source.key)
        if folder is None:
            continue
        if row.receipt:
            _tell(folder, row.receipt)
        _put_away(folder, row)
        dropping.set_aside(row, "")
        count += 1
    return count


def _put_away(folder: Folder, row: ReadingTable) -> None:
    kept = folder.in_quarantine(row.aside)
    if row.state != "dropped" and kept.exists():
        folder.release(kept)


def _tell(folder: Folder, receipt: DropFile) -> None:
    lines: list[Line] = [(line, Words(vi=vi, en=en)) for line, vi, en in receipt.lines]
    outcome: Outcome = receipt.outcome  # type: ignore[assignment]
    said = telling.to_sender(outcome, telling.of_lines(lines), (receipt.accepted, receipt.duplicate, 0))
    folder.tell(folder.of_sender(receipt.account, receipt.path), said, is_good=outcome == "taken")
