"""A backup is one tar file: the database as pg_dump writes it, the files, the days of readings that lie in files, the
secrets, and a manifest that proves them.

The manifest holds the size and SHA-256 of each member, the number of rows of each table and the head of the journal's
chain, all of one snapshot. A restored home is compared with it before anybody may use it.
"""

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

import haidang
from haidang.core.telemetry.archive import PACKER
from haidang.kernel import clock
from haidang.kernel.home import Home, database_url, is_embedded

from . import postgres, schema
from .console import Stop

MANIFEST = "manifest.json"
DUMP = "database.dump"
ROOMS = ("secrets", "files", "archive")
UNFINISHED = ("files/uploads", "files/arriving", "archive/.")
"""Files on their way: nothing names them yet, and they change while they are read."""
CONTENT, ARCHIVE = "files/content", "archive/"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a backup."""

    path: str
    bytes: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    version: str
    schema: str
    kind: str
    head: dict[str, Any]
    rows: dict[str, int]
    members: list[Member] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    """Contents (SHA-256) that the database keeps, but that were gone or damaged when the backup was made."""
    format: int = FORMAT


@contextmanager
def a_database(home: Home) -> Iterator[str]:
    """The address of the home's database; it is started for the time of the block if it does not run."""
    if not is_embedded() or postgres.answers(database_url(home)):
        yield database_url(home)
        return
    if not (home.data / "PG_VERSION").exists():
        raise Stop(f"there is no database in {home.root}", "look at HAIDANG_HOME, or run `haidang up` first")
    server = postgres.start(home, home.logs / "database.log")
    try:
        yield database_url(home)
    finally:
        postgres.stop(home)
        server.wait(5)


def back_up(home: Home, target: Path) -> Manifest:
    """Write the backup (0600) and read it once more. Raises Stop when what was written is not what was meant."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with a_database(home) as url, _days_stay(url), tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DUMP
        manifest, kept = _dump(url, dump)
        draft = Path(folder) / "backup.tar"
        draft.touch(mode=0o600)
        with tarfile.open(draft, "w") as archive:
            for name, path in [(DUMP, dump), *_own_files(home)]:
                with suppress(FileNotFoundError):  # forgotten since the folder was read
                    manifest.members.append(_add(archive, name, path))
            whole = {one.sha256 for one in manifest.members if Path(one.path).name == one.sha256} | archived(manifest)
            manifest.lacking = sorted(kept - whole)
            _add_text(archive, MANIFEST, json.dumps(asdict(manifest), indent=2, ensure_ascii=False))
        check(draft)
        draft.replace(target)
        _note(url, manifest)
    return manifest


def _note(url: str, manifest: Manifest) -> None:
    """The moment of the last whole backup, by which the centre tells how old it is."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO installation VALUES ('backup_at', %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [manifest.made_at],
        )


@contextmanager
def _days_stay(url: str) -> Iterator[None]:
    """No day of readings leaves its table for a file meanwhile; one that is on its way is waited for."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [PACKER])
        yield


def _dump(url: str, target: Path) -> tuple[Manifest, set[str]]:
    """Dump and count in the same snapshot, while the centre works on; with the contents of files that it keeps."""
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        snapshot = _one(connection, "SELECT pg_export_snapshot()")
        command = [postgres.binaries()["pg_dump"], "--format=custom", "--no-owner", "--no-privileges"]
        command += [f"--snapshot={snapshot}", f"--file={target}", f"--dbname={url}"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise Stop(f"the database could not be dumped: {done.stderr.strip()}", "read the lines above")
        manifest = Manifest(
            made_at=clock.now().isoformat(timespec="seconds"),
            version=haidang.__version__,
            schema=_one(connection, "SELECT value FROM installation WHERE key = 'schema'"),
            kind=_one(connection, "SELECT value FROM installation WHERE key = 'kind'"),
            head=head(connection),
            rows=rows(connection),
        )
        return manifest, contents(connection)


def head(connection: "psycopg.Connection[Any]") -> dict[str, Any]:
    """Number and hash of the journal's last event."""
    row = connection.execute("SELECT seq, encode(hash, 'hex') FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    return {"seq": row[0], "hash": row[1]} if row else {"seq": 0, "hash": ""}


def rows(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    """How many rows each table has; partitions count in their parent."""
    names = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT relispartition AND relpersistence = 'p' ORDER BY relname"
    ).fetchall()
    count = sql.SQL("SELECT count(*) FROM {}")
    return {name: _one(connection, count.format(sql.Identifier(name))) for (name,) in names}


def contents(connection: "psycopg.Connection[Any]") -> set[str]:
    """The contents (SHA-256) of the files that are kept, of the days of readings in files and of what brought them."""
    kept = (
        "SELECT sha256 FROM file WHERE state = 'kept' UNION SELECT sha256 FROM archived_day WHERE merged IS NOT NULL"
        " UNION SELECT sha256 FROM archived_origin"
    )
    return {sha256 for (sha256,) in connection.execute(kept)}


def archived(manifest: Manifest) -> set[str]:
    """The contents (SHA-256) of the days of readings that a backup has."""
    return {one.sha256 for one in manifest.members if one.path.startswith(ARCHIVE)}


def _one(connection: "psycopg.Connection[Any]", question: Any) -> Any:
    row = connection.execute(question).fetchone()
    return row[0] if row else None


def _own_files(home: Home) -> Iterator[tuple[str, Path]]:
    for room in ROOMS:
        for path in sorted((home.root / room).rglob("*")):
            name = path.relative_to(home.root).as_posix()
            if path.is_file() and not name.startswith(UNFINISHED):
                yield name, path
    if home.demo_env.exists():
        yield home.demo_env.name, home.demo_env


def _add(archive: tarfile.TarFile, name: str, path: Path) -> Member:
    with path.open("rb") as file:
        archive.add(path, name, recursive=False)
        return Member(name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    body = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(body), 0o600, int(clock.now().timestamp())
    archive.addfile(entry, io.BytesIO(body))


def check(path: Path) -> Manifest:
    """Read every byte and compare it with the manifest. Raises Stop naming the first member that differs."""
    try:
        with tarfile.open(path, "r:") as archive:
            manifest = _manifest(archive, path)
            for member in manifest.members:
                _check_member(archive, member, path)
    except (tarfile.TarError, OSError, KeyError) as error:
        raise Stop(f"{path} is not a whole backup: {error}", "take another backup file") from None
    return manifest


def _manifest(archive: tarfile.TarFile, path: Path) -> Manifest:
    file = archive.extractfile(MANIFEST)
    assert file is not None
    said = json.load(file)
    if said.get("format") != FORMAT:
        raise Stop(
            f"{path} has format {said.get('format')}, this program reads {FORMAT}", "use the version that wrote it"
        )
    members = [Member(**member) for member in said.pop("members")]
    return Manifest(**said, members=members)


def _check_member(archive: tarfile.TarFile, member: Member, path: Path) -> None:
    file = archive.extractfile(member.path)
    digest = hashlib.file_digest(file, "sha256").hexdigest() if file else ""  # type: ignore[arg-type]
    if digest != member.sha256:
        raise Stop(f"{path}: {member.path} is not what was backed up", "take another backup file")


def restore(home: Home, path: Path) -> Manifest:
    """Fill an empty home from a backup, and prove that it is the same. Raises Stop."""
    manifest = check(path)
    if manifest.schema != schema.fingerprint():
        remedy = f"restore it with version {manifest.version} of the program"
        raise Stop(f"the backup has tables of another version ({manifest.schema[:12]})", remedy)
    if is_embedded() and not postgres.initialise(home):
        raise Stop(f"{home.root} is not empty", "name an empty home, or run `haidang reset`")
    with tempfile.TemporaryDirectory(dir=home.root) as folder:
        _unpack(home, path, manifest, Path(folder))
        server = postgres.start(home, home.logs / "database.log") if is_embedded() else None
        try:
            _load(home, Path(folder) / DUMP)
            _compare(home, manifest)
        finally:
            if server:
                postgres.stop(home)
                server.wait(5)
    return manifest


def _unpack(home: Home, path: Path, manifest: Manifest, folder: Path) -> None:
    """Only what the manifest names, only into the home's own rooms, readable by the owner alone."""
    with tarfile.open(path, "r:") as archive:
        for member in manifest.members:
            root = folder if member.path == DUMP else home.root
            target = (root / member.path).resolve()
            source = archive.extractfile(member.path)
            if source is None or not target.is_relative_to(root.resolve()):
                raise Stop(f"{path}: {member.path} leads out of the home", "do not use this file")
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.touch(mode=0o600)
            with target.open("wb") as file:
                shutil.copyfileobj(source, file)


def _load(home: Home, dump: Path) -> None:
    if is_embedded():
        postgres.create_database(home)
    with psycopg.connect(database_url(home)) as connection:
        if _one(connection, "SELECT to_regclass('event')") is not None:
            raise Stop("the database is not empty", "name an empty database in HAIDANG_DATABASE_URL")
    command = [postgres.binaries()["pg_restore"], "--exit-on-error", "--no-owner", "--no-privileges", "--jobs=2"]
    done = subprocess.run([*command, f"--dbname={database_url(home)}", str(dump)], capture_output=True, text=True)
    if done.returncode:
        raise Stop(f"the database could not be loaded: {done.stderr.strip()}", "read the lines above")


def _compare(home: Home, manifest: Manifest) -> None:
    with psycopg.connect(database_url(home)) as connection:
        if head(connection) != manifest.head:
            raise Stop("the restored journal does not end where the backup's did", "do not use this home")
        now, kept = rows(connection), contents(connection)
    differing = [name for name in manifest.rows | now if manifest.rows.get(name) != now.get(name)]
    if differing:
        raise Stop(f"these tables differ from the backup: {', '.join(differing)}", "do not use this home")
    there = {path.name for path in (home.root / CONTENT).glob("??/??/*")} | archived(manifest)
    lost = sorted(kept - there - set(manifest.lacking))
    if lost:
        raise Stop(f"{len(lost)} files have no content, the first is {lost[0]}", "do not use this home")
