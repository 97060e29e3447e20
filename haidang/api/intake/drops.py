"""The watched folder of one source on disk: what is ready in it, and where files go afterwards.

drops/<source>/...            files come in here, also in folders
drops/<source>/done/<day>/    what was taken, by the day it was taken
drops/<source>/quarantine/    what could not be read, each with a `.reason.txt`
drops/<source>/accounts/<a>/  what the account a drops by FTP or SFTP (boxes.py), and what became of it as `.ok`, `.err`
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from haidang.kernel import clock

from .boxes import ROOM, TOLD

DONE, QUARANTINE, REASON = "done", "quarantine", ".reason.txt"
UNFINISHED = (".tmp", ".part", ".filepart", ".crdownload", ".swp", "~")
KEEP_DONE_FOR = timedelta(days=60)
KEEP_TOLD_FOR = timedelta(days=30)
_MOMENT = re.compile(r"(\d{8,14})\D*$")


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as the last look found it: the same twice means nobody writes to it any more."""

    size: int
    changed_ns: int


@dataclass(slots=True)
class Folder:
    """One source's folder. Polled, because network file systems and FTP servers tell nobody what they write."""

    root: Path
    _before: dict[Path, Seen] = field(default_factory=dict)

    def prepare(self) -> None:
        for folder in (self.root, self.root / DONE, self.root / QUARANTINE):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def ready(self) -> list[Path]:
        """Files that did not change since the last look, oldest first by the moment in their name, else by mtime."""
        now = {path: seen for path in self._walk() if (seen := _look(path))}
        still = [path for path, seen in now.items() if self._before.get(path) == seen]
        self._before = now
        return sorted(still, key=lambda path: (_moment_of(path, now[path]), path.name))

    def _walk(self) -> Iterator[Path]:
        for folder, folders, names in os.walk(self.root):
            if Path(folder) == self.root:
                folders[:] = [one for one in folders if one not in (DONE, QUARANTINE)]
            folders[:] = [one for one in folders if not one.startswith(".")]
            aside = UNFINISHED + TOLD if self._is_of_account(Path(folder)) else UNFINISHED
            for name in names:
                if not name.startswith(".") and not name.endswith(aside):
                    yield Path(folder) / name

    def _is_of_account(self, path: Path) -> bool:
        return path.relative_to(self.root).parts[:1] == (ROOM,)

    def sender_of(self, path: Path) -> tuple[str, str]:
        """The account that dropped a file, "" for none, and the file's path as its sender knows it."""
        parts = path.relative_to(self.root).parts
        if len(parts) > 2 and parts[0] == ROOM:
            return parts[1], "/".join(parts[2:])
        return "", "/".join(parts)

    def of_sender(self, account: str, path: str) -> Path:
        """Where a file lay when it came, by the path its sender knows."""
        return self.root / ROOM / account / path if account else self.root / path

    def tell(self, path: Path, text: str, *, is_good: bool) -> None:
        """Leave beside where an account's file lay what became of it."""
        if self.sender_of(path)[0] and path.parent.is_dir():
            good, bad = (path.with_name(path.name + ending) for ending in TOLD)
            said, other = (good, bad) if is_good else (bad, good)
            said.write_text(text, encoding="utf-8")
            other.unlink(missing_ok=True)

    def taken_before(self, path: Path, content: bytes) -> Path | None:
        """The same content under the same name among what was taken, if it is still kept."""
        for known in self.root.glob(f"{DONE}/*/{_escaped(path.stem)}*{_escaped(path.suffix)}"):
            if known.stat().st_size == len(content) and _is_copy_of(known, path) and known.read_bytes() == content:
                return known
        return None

    def finish(self, path: Path) -> Path:
        """Move a file that was taken to today's folder of `done`."""
        return self._move(path, self.root / DONE / f"{clock.today():%Y-%m-%d}")

    def quarantine(self, path: Path, reasons: list[str]) -> Path:
        """Set a file aside with its reasons beside it."""
        kept = self._move(path, self.root / QUARANTINE)
        lines = [f"{clock.now():%d/%m/%Y %H:%M:%S} {path.name}", *reasons]
        kept.with_name(kept.name + REASON).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return kept

    def in_quarantine(self, name: str) -> Path:
        return self.root / QUARANTINE / name

    def release(self, kept: Path) -> Path:
        """A file of the quarantine that was taken after all."""
        kept.with_name(kept.name + REASON).unlink(missing_ok=True)
        return self.finish(kept)

    def _move(self, path: Path, folder: Path) -> Path:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target, number = folder / path.name, 1
        while target.exists():
            number += 1
            target = folder / f"{path.stem}.{number}{path.suffix}"
        shutil.move(path, target)
        self._before.pop(path, None)
        return target

    def forget_old(self) -> int:
        """Delete what was taken long ago. Returns how many days' folders."""
        oldest = clock.today() - KEEP_DONE_FOR
        old = [folder for folder in (self.root / DONE).glob("*/") if (_day_of(folder.name) or oldest) < oldest]
        for folder in old:
            shutil.rmtree(folder, ignore_errors=True)
        return len(old)

    def forget_told(self) -> None:
        """Delete what accounts were told long ago."""
        oldest = clock.now().timestamp() - KEEP_TOLD_FOR.total_seconds()
        for ending in TOLD:
            for path in (self.root / ROOM).rglob(f"*{ending}"):
                if path.is_file() and path.stat().st_mtime < oldest:
                    path.unlink(missing_ok=True)

    def waiting(self) -> int:
        return len(self._before)


def _look(path: Path) -> Seen | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return Seen(found.st_size, found.st_mtime_ns)


def _moment_of(path: Path, seen: Seen) -> str:
    match = _MOMENT.search(path.stem)
    if match:
        return match[1].ljust(14, "0")
    return f"{datetime.fromtimestamp(seen.changed_ns / 1e9, clock.HO_CHI_MINH):%Y%m%d%H%M%S}"


def _is_copy_of(known: Path, path: Path) -> bool:
    """The same name, or the name with the number that a second version got."""
    return known.name == path.name or re.fullmatch(rf"{re.escape(path.stem)}\.\d+", known.stem) is not None


def _escaped(text: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", text)


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
