"""One embedded PostgreSQL for a test run, shared by all xdist workers, each with a database of its own.

The server starts when the first test asks for a database and is stopped by the process that began the run. The tables
are made once: every database is a copy of one template, and the server begins with that of an earlier run whose tables
were the same.
"""

import contextlib
import fcntl
import gc
import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from haidang.kernel.home import Home
    from haidang.sim.outside.mailbox import Letter

pytest_plugins = ["haidang.tests.worlds"]

TEMPORARY = Path("/tmp")  # a socket's path must be short, and another account must reach it
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "8GB"}
FILLED_ONCE = {"django_migrations", "django_content_type", "auth_permission"}  # by migrating
HOT_TABLES = set(  # not Django's
    "reading latest past_hour rollup_day dirty_day correction batch source_hour origin archived_day"
    " indicator_value indicator_latest indicator_value_change indicator_dirty".split()
)
FORGOTTEN_AFTER = 6 * 3600
READINGS_FROM, READINGS_TO = date(2026, 10, 19), date(2026, 11, 27)  # what clocks of tests stand around


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
    hashers = "django.contrib.auth.hashers"
    settings.PASSWORD_HASHERS = [
        f"{hashers}.MD5PasswordHasher",
        f"{hashers}.PBKDF2PasswordHasher",
    ]  # real ones are slow


def pytest_collection_finish() -> None:
    """Thousands of tests and facts stay to the end: to look through them for rubbish again and again takes a seventh of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


def pytest_unconfigure() -> None:
    gc.unfreeze()
    if os.environ["HAIDANG_TEST_OWNER"] == str(os.getpid()):
        _end_home(Path(os.environ["HAIDANG_HOME"]))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: "DjangoDbBlocker") -> Iterator[None]:
    """In place of pytest-django's, which would make all tables again for each worker."""
    from django.db import connection

    own = f"test_{os.environ['HAIDANG_TEST_OWNER']}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with django_db_blocker.unblock():
        with _one_at_a_time():
            _serve_template()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {own} TEMPLATE {_template()}")
        with _named(own):
            yield
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {own} WITH (FORCE)")


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    from haidang.kernel import home

    here = home.here()
    here.ensure()
    with (here.run / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _serve_template() -> None:
    """The server runs, and in it lies the template."""
    from django.db import connection

    from haidang.kernel import home
    from haidang.run import postgres

    here = home.here()
    if not home.is_embedded():
        _make_template()
    elif postgres.running(here) is None and not _began_with(here, _kept()):
        _start(here)
        _make_template()
        connection.close()
        postgres.stop(here)
        _keep(here, _kept())
        _start(here)


def _start(here: "Home") -> None:
    from haidang.run import postgres

    postgres.initialise(here)
    postgres.start(here, here.logs / "postgres.log", **NOT_DURABLE)


def _make_template() -> None:
    """The tables, and the partitions of the days that many tests need: thirty-five of them take a quarter of a second."""
    from django.db import connection

    from haidang.core.telemetry import partitions
    from haidang.run import tables

    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_template()])
        if cursor.fetchone():
            return
        cursor.execute(f"CREATE DATABASE {_template()}")
    with _named(_template()):
        tables.make()
        partitions.ensure(READINGS_FROM + timedelta(days=day) for day in range((READINGS_TO - READINGS_FROM).days))


@contextlib.contextmanager
def _named(database: str) -> Iterator[None]:
    from django.conf import settings
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database
    yield
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = before


def _template() -> str:
    """The name of the database that is copied: another for other tables."""
    from haidang.run.schema import fingerprint

    libraries = (Path(__file__).parent / "uv.lock").read_bytes()
    days = f"{READINGS_FROM}{READINGS_TO}".encode()
    return f"tables_{hashlib.sha256(fingerprint().encode() + libraries + days).hexdigest()[:16]}"


def _kept() -> Path:
    """Where a server's data with these tables lies, if an earlier run made them."""
    return TEMPORARY / f"hd-{_template()}"


def _began_with(here: "Home", kept: Path) -> bool:
    if not kept.exists():
        return False
    here.postgres.mkdir(mode=0o700, exist_ok=True)
    if subprocess.run(["cp", "-a", kept, here.data], check=False).returncode:  # forgotten at this moment
        shutil.rmtree(here.data, ignore_errors=True)
        return False
    kept.touch()
    _start(here)
    return True


def _keep(here: "Home", kept: Path) -> None:
    for old in TEMPORARY.glob("hd-tables_*"):
        if time.time() - old.stat().st_mtime > FORGOTTEN_AFTER:
            shutil.rmtree(old, ignore_errors=True)
    draft = kept.with_suffix(f".{os.getpid()}")
    subprocess.run(["cp", "-a", here.data, draft], check=True)
    try:
        draft.rename(kept)
    except OSError:  # another run was quicker
        shutil.rmtree(draft)


@pytest.fixture(autouse=True)
def _in_the_first_language() -> None:
    """A page asked for in English leaves its thread in English."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(scope="session", autouse=True)
def _what_was_committed_is_deleted() -> Iterator[None]:
    """After a test with transactions of its own. Django would truncate every table, which takes most of a second, and be
    refused by the journal's guard; few tables are filled, and without their triggers they are emptied in any order."""
    from django.db import connection
    from django.test import TransactionTestCase

    def delete(self: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            tables = HOT_TABLES | set(connection.introspection.django_table_names(only_existing=True)) - FILLED_ONCE
            cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in tables))
            filled = [name for (name,) in cursor.fetchall()]
            cursor.execute("SET session_replication_role = replica")
            try:
                for name in filled:
                    cursor.execute(f"DELETE FROM {name}")
            finally:
                cursor.execute("SET session_replication_role = origin")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", delete)
        yield


@pytest.fixture(scope="session")
def outside_server() -> Iterator[str]:
    from haidang.kernel.tests.serving import served
    from haidang.sim.outside.app import application

    with served(application()) as address:
        yield address


@pytest.fixture
def letters(monkeypatch: pytest.MonkeyPatch) -> "Iterator[list[Letter]]":
    """What arrives at the demo's simulated mail server, to which connectors with {mailbox} lead."""
    from haidang.provinces import connectors
    from haidang.sim.outside import mailbox

    with mailbox.served() as (port, arrived):
        monkeypatch.setenv("HAIDANG_OUTSIDE", "http://localhost:1")
        monkeypatch.setattr(connectors, "_mailbox", lambda outside: f"smtp://localhost:{port}")
        yield arrived


@pytest.fixture
def outside(outside_server: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The demo's simulated bodies, answering at this address for connectors with {outside}."""
    monkeypatch.setenv("HAIDANG_OUTSIDE", outside_server)
    return outside_server


@pytest.fixture
def all_facts(db: None) -> Callable[[], None]:
    """Takes up the facts of the province and of all domains, as a start of the centre does."""
    from haidang.run import facts

    return facts.sync
