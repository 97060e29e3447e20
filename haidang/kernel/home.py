"""Where one running centre keeps what is its own: database, logs, secrets, and the address of each.

A home is a folder, `HAIDANG_HOME` or `~/.haidang` (root: `/var/lib/haidang`, because the database runs as another
account and must be able to walk there). Nothing of a home is in the source tree.
"""

import hashlib
import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict

DATABASE = "haidang"
LONGEST_SOCKET = 99  # bytes; sun_path holds 108 with some systems stopping at 104
SOCKET_NAME = ".s.PGSQL.5432.lock"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one centre and the names of what lies in it."""

    root: Path

    @property
    def postgres(self) -> Path:
        """Everything of the embedded server; belongs to the account it runs as."""
        return self.root / "postgres"

    @property
    def data(self) -> Path:
        return self.postgres / "data"

    @property
    def socket(self) -> Path:
        """Folder of the server's socket: in the home, or a short one when the home's path is too long for a socket."""
        inside = self.postgres / "socket"
        if len(os.fsencode(inside / SOCKET_NAME)) <= LONGEST_SOCKET:
            return inside
        return Path(tempfile.gettempdir()) / f"haidang-{hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]}"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Process ids and the lock that keeps a second centre out."""
        return self.root / "run"

    @property
    def broker(self) -> Path:
        return self.root / "broker"

    @property
    def files(self) -> Path:
        """Attachments and reports."""
        return self.root / "files"

    @property
    def drops(self) -> Path:
        """Watched folders, one for each file source."""
        return self.root / "drops"

    @property
    def archive(self) -> Path:
        """Closed days of readings, one Parquet file each."""
        return self.root / "archive"

    @property
    def demo_env(self) -> Path:
        return self.root / "demo.env"

    @property
    def preparing(self) -> Path:
        """There while tables and facts are being made; who started early waits for it to go."""
        return self.run / "preparing"

    @property
    def filling(self) -> Path:
        """There while a demo that is open already is still being filled."""
        return self.run / "filling"

    def ensure(self) -> None:
        """Create the folders. The home itself may be walked through by all, its rooms only by their owner."""
        self.root.mkdir(parents=True, exist_ok=True)
        if os.access(self.root, os.W_OK) and self.root.stat().st_uid == os.geteuid():
            self.root.chmod(0o711)
        for room in (self.logs, self.run, self.broker, self.files, self.drops):
            room.mkdir(mode=0o700, exist_ok=True)

    def secret(self, name: str) -> str:
        """A random secret of this home, made on first use and kept in `secrets/<name>` (0600)."""
        folder = self.root / "secrets"
        path = folder / name
        if not path.exists():
            self.ensure()
            folder.mkdir(mode=0o700, exist_ok=True)
            _write_once(path, secrets.token_urlsafe(48))
        return path.read_text().strip()


def _write_once(path: Path, text: str) -> None:
    """Two processes may need a secret in the same moment; the first one wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(text + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def here() -> Home:
    """The home of this process, from the environment."""
    named = os.environ.get("HAIDANG_HOME")
    if named:
        return Home(Path(named).expanduser().absolute())
    if os.geteuid() == 0:
        return Home(Path("/var/lib/haidang"))
    return Home(Path.home() / ".haidang")


def is_embedded() -> bool:
    """Whether this home runs its own PostgreSQL."""
    return not os.environ.get("HAIDANG_DATABASE_URL")


def database_url(home: Home | None = None) -> str:
    """`HAIDANG_DATABASE_URL`, or the address of the embedded server's socket."""
    named = os.environ.get("HAIDANG_DATABASE_URL")
    if named:
        return named
    return f"postgresql://{DATABASE}@/{DATABASE}?host={quote(str((home or here()).socket), safe='')}"


def database_settings(home: Home | None = None) -> dict[str, Any]:
    """The same address as Django wants it."""
    words = conninfo_to_dict(database_url(home))
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: str(words.pop(libpq)) for libpq, django in names.items() if words.get(libpq)},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": words,
    }


def secret(name: str) -> str:
    """A secret of this process's home by its name, made when it is first asked for."""
    return here().secret(name)


def folder(name: str) -> Path:
    """A room of this process's home."""
    return here().root / name
