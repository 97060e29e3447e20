"""Where the bytes of files lie: by their SHA-256, each content once. Another store has the same five functions.

On disk: `files/content/ab/cd/<sha256>`, for the owner alone. What arrives goes to a temporary name first, is flushed to
the disk and then renamed, so a name always stands for the whole content.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from haidang.kernel import home

from .unfit import Unfit

STEP = 1 << 20
NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY


@dataclass(frozen=True, slots=True)
class Arrived:
    """Content on this machine's disk that is not kept yet."""

    path: Path
    sha256: str
    size: int


class Store(Protocol):
    """What keeps contents by their hash (lower-case hexadecimal SHA-256)."""

    def put(self, arrived: Arrived) -> None:
        """Keep the content; the temporary file is gone afterwards. The same content again changes nothing."""

    def has(self, sha256: str) -> bool: ...

    def open(self, sha256: str) -> BinaryIO:
        """Raises FileNotFoundError."""

    def local(self, sha256: str) -> Path:
        """The content as a file on this machine, not to be changed. Raises FileNotFoundError."""

    def delete(self, sha256: str) -> None:
        """What is not there is deleted already."""


class Disk:
    """The store below a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, arrived: Arrived) -> None:
        target = self._path(arrived.sha256)
        if target.exists():
            os.utime(target)  # as young as what was just sent: the sweep leaves it alone
            arrived.path.unlink(missing_ok=True)
            return
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        arrived.path.chmod(0o600)
        arrived.path.replace(target)
        _flush_folder(target.parent)

    def has(self, sha256: str) -> bool:
        return self._path(sha256).exists()

    def open(self, sha256: str) -> BinaryIO:
        return self._path(sha256).open("rb")

    def local(self, sha256: str) -> Path:
        path = self._path(sha256)
        if not path.exists():
            raise FileNotFoundError(path)
        return path

    def delete(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def older_than(self, moment: float) -> Iterator[str]:
        """Contents that nobody sent since (seconds since 1970)."""
        for path in self.root.glob("??/??/*"):
            if path.stat().st_mtime < moment:
                yield path.name

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError(f"{sha256!r} is not a SHA-256 in hexadecimal")
        return self.root / sha256[:2] / sha256[2:4] / sha256


def store() -> Disk:
    """The store of this home."""
    return Disk(home.here().files / "content")


def arriving() -> Path:
    """The folder of what is not kept yet, on the same disk as the store."""
    folder = home.here().files / "arriving"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def arrived(content: BinaryIO, most: int) -> Iterator[Arrived]:
    """Write a stream to a temporary file while hashing it; the file is gone after the block unless a store took it.

    Raises Unfit when more than `most` bytes come.
    """
    path = arriving() / secrets.token_hex(16)
    seal, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(path, NEW, 0o600), "wb") as file:
            while step := content.read(STEP):
                size += len(step)
                if size > most:
                    raise Unfit("too_big", most=most // 1_000_000)
                seal.update(step)
                file.write(step)
            file.flush()
            os.fsync(file.fileno())
        yield Arrived(path, seal.hexdigest(), size)
    finally:
        path.unlink(missing_ok=True)


def of_bytes(body: bytes) -> Arrived:
    """Content made here, ready to be put. The caller puts it, or the sweep takes it away."""
    path = arriving() / secrets.token_hex(16)
    with os.fdopen(os.open(path, NEW, 0o600), "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    return Arrived(path, hashlib.sha256(body).hexdigest(), len(body))


def hashed(path: Path) -> Arrived:
    """A file that is on this disk already, on the store's file system; flushed."""
    with path.open("rb") as file:
        seal = hashlib.file_digest(file, "sha256")
        os.fsync(file.fileno())
    return Arrived(path, seal.hexdigest(), path.stat().st_size)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
