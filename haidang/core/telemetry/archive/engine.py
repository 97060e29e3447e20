"""DuckDB within this process: bounded in memory and threads, and able to touch no file outside the archive."""

import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from haidang.kernel import home

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY, THREADS = "256MB", 2  # of one process that reads
PACKING_MEMORY = "512MB"
FOOTERS = 200  # files whose footers a process keeps, 0.1 MB each; beyond that it begins anew


@dataclass(slots=True)
class _Held:
    """An instance that a process keeps, and the files whose footers it knows."""

    instance: "DuckDBPyConnection"
    known: set[str]


_held: dict[tuple[int, Path], _Held] = {}
_opening = threading.Lock()


def folder() -> Path:
    return home.here().archive


@contextmanager
def reading(files: Iterable[Path] = ()) -> "Iterator[DuckDBPyConnection]":
    """A cursor for questions of these files, of an instance that this process keeps."""
    where = folder()
    key, asked = (os.getpid(), where), set(map(str, files))
    with _opening:
        held = _held.get(key)
        if held is None or len(held.known | asked) > max(FOOTERS, len(asked)):
            held = _held[key] = _Held(_opened(":memory:", where, MEMORY), set())
        held.known |= asked
        cursor = held.instance.cursor()
    try:
        yield cursor
    finally:
        cursor.close()


@contextmanager
def working(work: Path) -> "Iterator[DuckDBPyConnection]":
    """An instance with tables of its own in the folder `work`, for what is larger than memory."""
    connection = _opened(str(work / "work.duckdb"), folder(), PACKING_MEMORY, spill=work / "spill")
    try:
        yield connection
    finally:
        connection.close()


def _opened(database: str, where: Path, memory: str, spill: Path | None = None) -> "DuckDBPyConnection":
    import duckdb  # 40 MB, for those who need it

    connection = duckdb.connect(database, config={"threads": THREADS, "memory_limit": memory})
    for setting, value in {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "enable_external_file_cache": "false",  # a file may be replaced by one of the same name
        "parquet_metadata_cache": "true",  # half of what a short question costs; known by the file's time, too
        "preserve_insertion_order": "true",
        "temp_directory": f"'{spill or ''}'",
        "allowed_directories": f"['{where}']",
        "enable_external_access": "false",
        "lock_configuration": "true",
    }.items():
        connection.execute(f"SET {setting} = {value}")
    return connection
