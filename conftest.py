"""One embedded PostgreSQL for a test run, shared by all xdist workers, each with a database of its own.

The server starts when the first test asks for a database and is stopped by the process that began the run.
"""

import fcntl
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

TEMPORARY = Path("/tmp")  # a socket's path must be short, and another account must reach it
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "8GB"}
HOT_TABLES = "reading, latest, past_hour, rollup_day, dirty_day, correction, batch, source_hour"  # not Django's
SERVERS: list[subprocess.Popen[bytes]] = []


def _begin_home() -> None:
    """A fresh home for the run; xdist workers inherit it."""
    for old in TEMPORARY.glob("hd-test-*"):
        if not Path(f"/proc/{old.name.removeprefix('hd-test-')}").exists():
            _end_home(old)
    os.environ["HAIDANG_HOME"] = str(TEMPORARY / f"hd-test-{os.getpid()}")
    os.environ["HAIDANG_TEST_OWNER"] = str(os.getpid())
    Path(os.environ["HAIDANG_HOME"], "static").mkdir(parents=True)  # whitenoise warns of a folder that is not there


def _end_home(root: Path) -> None:
    from haidang.kernel.home import Home
    from haidang.run import postgres

    postgres.stop(Home(root))
    shutil.rmtree(root, ignore_errors=True)


if "PYTEST_XDIST_WORKER" not in os.environ:
    _begin_home()
os.environ["DJANGO_SETTINGS_MODULE"] = "haidang.settings"


def pytest_configure() -> None:
    import django
    from django.conf import settings

    django.setup()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose


def pytest_unconfigure() -> None:
    if os.environ["HAIDANG_TEST_OWNER"] == str(os.getpid()):
        _end_home(Path(os.environ["HAIDANG_HOME"]))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    from haidang.kernel import home
    from haidang.run import postgres

    if not home.is_embedded():
        return
    here = home.here()
    here.ensure()
    with (here.run / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if postgres.running(here) is None:
            postgres.initialise(here)
            SERVERS.append(postgres.start(here, here.logs / "postgres.log", **NOT_DURABLE))
            postgres.create_database(here)


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_the_journal() -> Iterator[None]:
    """Tests with transactions of their own end by emptying all tables, which the journal's guard would refuse."""
    from django.db import connection
    from django.test import TransactionTestCase

    guarded = TransactionTestCase._fixture_teardown

    def unguarded(self: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            try:
                guarded(self)
                cursor.execute(f"TRUNCATE {HOT_TABLES}")
            finally:
                cursor.execute("SET session_replication_role = origin")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", unguarded)
        yield


@pytest.fixture(scope="session")
def outside_server() -> Iterator[str]:
    import uvicorn

    from haidang.sim.outside.app import application

    server = uvicorn.Server(uvicorn.Config(application(), host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=5)


@pytest.fixture
def outside(outside_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The demo's simulated bodies, answering at this address for connectors with {outside}."""
    monkeypatch.setenv("HAIDANG_OUTSIDE", outside_server)
    return outside_server
