"""The folder of one account that drops files: seen by its owner alone, kept within its quota, and whole or not there.

What is being sent lies beside its name as `.name.uploading`, which the door of files does not look at; it gets its name
when the sender has finished and the bytes are on disk. Broken off, it stays and can be resumed: to its owner it looks like
the file, only shorter. Beside a file that was dealt with lies `name.ok` or `name.err`.
"""

import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

UNDER_WAY = ".uploading"
ROOM = "accounts"
LARGEST = 8 * 1024 * 1024  # bytes; the door of files reads no more
MOST_FILES = 5_000
TOLD = (".ok", ".err")


def part_of(path: Path) -> Path:
    return path.with_name(f".{path.name}{UNDER_WAY}")


def is_part(name: str) -> bool:
    return name.startswith(".") and name.endswith(UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Box:
    """`root` is what the account sees as /; paths are real ones below it. Everything raises OSError."""

    root: Path
    quota: int

    def prepare(self) -> None:
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def seen(self, path: Path) -> Path:
        """Where the bytes of what is called so lie."""
        part = part_of(path)
        return part if not path.exists() and part.exists() else path

    def names(self, folder: Path) -> list[str]:
        """As the owner sees them: an upload that was broken off under its own name, hidden files not at all."""
        found = set()
        for entry in os.scandir(folder):
            if is_part(entry.name):
                found.add(entry.name[1 : -len(UNDER_WAY)])
            elif not entry.name.startswith("."):
                found.add(entry.name)
        return sorted(found)

    def used(self) -> tuple[int, int]:
        """Bytes and files in the folder."""
        size = count = 0
        for folder, _folders, names in os.walk(self.root):
            for name in names:
                size += Path(folder, name).lstat().st_size
                count += 1
        return size, count

    def begin(self, path: Path, *, afresh: bool) -> "Incoming":
        """Take a file in, from its beginning or going on with what is there."""
        _must_be_named(path)
        if path.is_dir():
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        size, count = self.used()
        part = part_of(path)
        if afresh:
            size -= part.stat().st_size if part.exists() else 0
        if size >= self.quota or count >= MOST_FILES:
            raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))
        if not afresh and path.exists() and not part.exists():
            path.replace(part)
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | (os.O_TRUNC if afresh else 0), 0o600)
        return Incoming(os.fdopen(descriptor, "r+b", buffering=0), path, self.quota - size)

    def rename(self, old: Path, new: Path) -> None:
        """A file of its own; there as the other only when it is whole here."""
        _must_be_named(new)
        if new.exists() and new.is_dir():
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not old.exists() and part_of(old).exists():
            part_of(old).replace(part_of(new))
        else:
            old.replace(new)

    def remove(self, path: Path) -> None:
        self.seen(path).unlink()


def _must_be_named(path: Path) -> None:
    """A name that the door of files would overlook, or that has no room for ours, is refused at once."""
    if path.name.startswith(".") or len(os.fsencode(path.name)) > 200:
        raise OSError(errno.EINVAL, "the name may not begin with a dot nor be longer than 200 bytes")
    if path.name.endswith(TOLD):
        raise OSError(errno.EINVAL, "names that end in .ok and .err are ours")


class Incoming:
    """A file that is being sent. `finish` gives it its name once its bytes are on disk; `close` alone leaves it unfinished."""

    appends = False

    def __init__(self, file: BinaryIO, path: Path, room: int) -> None:
        self.file, self.path, self.name = file, path, str(path)
        self._size = os.fstat(file.fileno()).st_size
        self._room = self._size + room
        self._refused = 0

    @property
    def size(self) -> int:
        return self._size

    @property
    def closed(self) -> bool:
        return self.file.closed

    def fileno(self) -> int:
        return self.file.fileno()

    def seek(self, offset: int) -> int:
        return self.file.seek(offset)

    def tell(self) -> int:
        return self.file.tell()

    def read(self, size: int = -1) -> bytes:
        return self.file.read(size)

    def write(self, chunk: bytes) -> int:
        end = self.file.tell() + len(chunk)
        if end > LARGEST:
            self._give_up(errno.EFBIG)
        if end > max(self._room, self._size):
            self._give_up(errno.EDQUOT)
        self._size = max(self._size, end)
        view = memoryview(chunk)
        while view:
            view = view[self.file.write(view) :]
        return len(chunk)

    def _give_up(self, why: int) -> None:
        """It can never be whole: nothing of it stays."""
        self._refused = why
        part_of(self.path).unlink(missing_ok=True)
        raise OSError(why, os.strerror(why))

    def finish(self) -> None:
        """Durable, and then there under its name in one step."""
        if self._refused:
            raise OSError(self._refused, os.strerror(self._refused))
        if self.file.closed:
            return
        self.file.flush()
        os.fsync(self.file.fileno())
        self.file.close()
        part_of(self.path).replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def close(self) -> None:
        if not self.file.closed:
            self.file.close()
