import os
import pwd
import shutil
import signal
from pathlib import Path

import psycopg
import pytest

from haidang.kernel.home import Home, database_url
from haidang.run import postgres
from haidang.run.console import Stop

pytestmark = pytest.mark.processes
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops rights")


@pytest.fixture(scope="module")
def home():
    """A home with a running server; another account has to reach it, so not below pytest's own folder."""
    home = Home(Path("/tmp") / f"hd-postgres-{os.getpid()}")
    postgres.initialise(home)
    server = postgres.start(home, home.logs / "database.log", fsync="off")
    postgres.create_database(home)
    yield home
    postgres.stop(home)
    server.wait(30)
    shutil.rmtree(home.root)


def test_it_answers_at_the_address_that_settings_use(home, monkeypatch):
    monkeypatch.delenv("HAIDANG_DATABASE_URL", raising=False)
    with psycopg.connect(database_url(home)) as connection:
        assert connection.execute("SELECT current_setting('listen_addresses')").fetchone() == ("",)
        assert connection.execute("SELECT current_setting('synchronous_commit')").fetchone() == ("on",)


def test_vietnamese_letters_are_lower_cased(home):
    with psycopg.connect(postgres.url(home)) as connection:
        assert connection.execute("SELECT lower('ĐƯỜNG ĐỨC ẮC')").fetchone() == ("đường đức ắc",)


def test_a_second_initialisation_keeps_the_data(home):
    with psycopg.connect(postgres.url(home)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (x int)")
    assert postgres.initialise(home) is False
    with psycopg.connect(postgres.url(home)) as connection:
        assert connection.execute("SELECT to_regclass('kept')::text").fetchone() == ("kept",)


@as_root
def test_root_lends_it_to_another_account(home):
    owner = Path(f"/proc/{postgres.running(home)}").stat().st_uid
    assert owner == postgres.account().user != 0
    assert pwd.getpwuid(owner).pw_name in postgres.ACCOUNTS
    assert home.data.stat().st_uid == owner


def test_nobody_else_can_look_into_its_folders(home):
    for folder in (home.data, home.socket):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_after_a_kill_it_starts_again(home):
    with psycopg.connect(postgres.url(home), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS acknowledged AS SELECT 1 AS x")
    killed = postgres.running(home)
    os.kill(killed, signal.SIGKILL)
    os.waitpid(killed, 0)
    server = postgres.start(home, home.logs / "database.log", fsync="off")
    with psycopg.connect(postgres.url(home)) as connection:
        assert connection.execute("SELECT x FROM acknowledged").fetchone() == (1,)
    assert server.poll() is None


@as_root
def test_a_home_that_the_account_cannot_reach_is_refused_with_the_remedy(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(Stop, match=r"closed is closed to others\n  remedy: set HAIDANG_HOME"):
        postgres.initialise(Home(closed / "home"))


def test_without_any_account_to_lend_it_to_the_remedy_is_told(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(postgres, "ACCOUNTS", ("no-such-account",))
    postgres.account.cache_clear()
    with pytest.raises(Stop, match="useradd"):
        postgres.account()
    postgres.account.cache_clear()


def test_making_the_database_twice_makes_it_once(home):
    postgres.create_database(home)
    postgres.create_database(home)
