"""One log file for each process, turned over by size."""

import os
from pathlib import Path

LARGEST = 8 * 1024 * 1024  # bytes
KEEP = 3


class Log:
    """`<name>.log`, then `<name>.1.log` and older ones."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab", buffering=0)
        self._size = path.stat().st_size

    def write(self, text: bytes) -> None:
        if self._size + len(text) > LARGEST:
            self._turn()
        self._file.write(text)
        self._size += len(text)

    def _turn(self) -> None:
        self._file.close()
        for number in range(KEEP, 0, -1):
            older, newer = self._numbered(number), self._numbered(number - 1)
            if newer.exists():
                newer.replace(older)
        self._file, self._size = self.path.open("ab", buffering=0), 0

    def _numbered(self, number: int) -> Path:
        return self.path.with_suffix(f".{number}.log") if number else self.path

    def tail(self, lines: int = 8) -> str:
        with self.path.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - 8192))
            return b"\n".join(file.read().splitlines()[-lines:]).decode(errors="replace")

    def close(self) -> None:
        self._file.close()
