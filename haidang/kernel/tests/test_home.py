from pathlib import Path

from haidang.kernel.home import Home, database_settings, database_url


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    home = Home(tmp_path / "home")
    first = home.secret("django")
    assert home.secret("django") == first
    assert len(first) > 40
    assert (home.root / "secrets" / "django").stat().st_mode & 0o777 == 0o600


def test_a_long_path_gets_a_short_socket():
    home = Home(Path("/srv") / ("x" * 120))
    assert len(str(home.socket / ".s.PGSQL.5432.lock")) < 100


def test_two_homes_never_share_a_socket():
    assert Home(Path("/srv") / ("x" * 120)).socket != Home(Path("/srv") / ("y" * 120)).socket


def test_the_embedded_server_is_reached_by_its_socket(monkeypatch):
    monkeypatch.delenv("HAIDANG_DATABASE_URL", raising=False)
    settings = database_settings(Home(Path("/srv/hải đăng")))
    assert settings["HOST"] == "/srv/hải đăng/postgres/socket"
    assert settings["NAME"] == settings["USER"] == "haidang"


def test_another_server_is_taken_from_the_environment(monkeypatch):
    monkeypatch.setenv("HAIDANG_DATABASE_URL", "postgresql://hd:secret@db.internal:5433/centre?sslmode=require")
    settings = database_settings()
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.internal", "5433", "centre")
    assert settings["OPTIONS"] == {"sslmode": "require"}
    assert database_url().startswith("postgresql://hd")
