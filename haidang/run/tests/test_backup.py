import json
import os
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.db import transaction

from haidang.core.audit import chain
from haidang.kernel import clock
from haidang.kernel.action import Event, system
from haidang.kernel.home import Home
from haidang.run import backup, postgres, schema
from haidang.run.console import Stop

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def centre(monkeypatch, tmp_path):
    """A home whose database is that of the test, with three events and a file."""
    from django.db import connection

    words = connection.settings_dict
    url = f"host={words['HOST']} user={words['USER']} dbname={words['NAME']}"
    schema.keep("schema", schema.fingerprint())
    schema.keep("kind", "own")
    with transaction.atomic():
        chain.record([Event(clock.now(), system("test"), f"test.{n}", "for the test") for n in range(3)])
    home = Home(tmp_path / "home")
    home.secret("django")
    (home.files / "ảnh hiện trường.jpg").write_bytes(b"\xff\xd8 picture")
    with monkeypatch.context() as patch:
        patch.setenv("HAIDANG_DATABASE_URL", url)
        yield home


@pytest.fixture
def empty_home(monkeypatch):
    home = Home(Path("/tmp") / f"hd-restore-{os.getpid()}")
    yield home
    postgres.stop(home)
    shutil.rmtree(home.root, ignore_errors=True)


def test_a_restored_home_is_what_was_backed_up(centre, empty_home, tmp_path, monkeypatch):
    manifest = backup.back_up(centre, tmp_path / "backup.tar")
    assert manifest.head["seq"] == manifest.rows["event"] == 3
    monkeypatch.delenv("HAIDANG_DATABASE_URL")
    backup.restore(empty_home, tmp_path / "backup.tar")
    assert (empty_home.files / "ảnh hiện trường.jpg").read_bytes() == b"\xff\xd8 picture"
    assert empty_home.secret("django") == centre.secret("django")
    with backup.a_database(empty_home) as url, psycopg.connect(url) as connection:
        assert backup.head(connection) == manifest.head
        assert backup.rows(connection) == manifest.rows


def test_days_in_files_come_back_and_a_lost_one_is_told(centre, empty_home, tmp_path, monkeypatch):
    from django.db import connection

    day = centre.archive / "2026-11-01.parquet"
    day.parent.mkdir()
    day.write_bytes(b"PAR1 readings")
    sums = [backup.hashlib.sha256(body).hexdigest() for body in (b"PAR1 readings", b"PAR1 lost")]
    with connection.cursor() as cursor:
        said = "INSERT INTO archived_day (day, merged, sha256) VALUES ('2026-11-01', 0, %s), ('2026-11-02', 0, %s)"
        cursor.execute(said, sums)
    manifest = backup.back_up(centre, tmp_path / "backup.tar")
    assert manifest.lacking == [sums[1]]
    monkeypatch.delenv("HAIDANG_DATABASE_URL")
    backup.restore(empty_home, tmp_path / "backup.tar")
    assert (empty_home.archive / day.name).read_bytes() == b"PAR1 readings"


def test_a_backup_is_for_its_owner_only(centre, tmp_path):
    backup.back_up(centre, tmp_path / "backup.tar")
    assert (tmp_path / "backup.tar").stat().st_mode & 0o777 == 0o600


def test_a_file_with_one_changed_byte_is_refused(centre, tmp_path):
    path = tmp_path / "backup.tar"
    backup.back_up(centre, path)
    body = bytearray(path.read_bytes())
    body[body.index(b"\xff\xd8 picture")] ^= 1
    path.write_bytes(body)
    with pytest.raises(Stop, match="hiện trường.jpg is not what was backed up"):
        backup.check(path)


def test_half_a_file_is_refused(centre, tmp_path):
    path = tmp_path / "backup.tar"
    backup.back_up(centre, path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(Stop, match="not a whole backup|not what was backed up"):
        backup.check(path)


def test_a_backup_with_other_tables_is_refused(centre, empty_home, tmp_path, monkeypatch):
    backup.back_up(centre, tmp_path / "backup.tar")
    monkeypatch.setattr(schema, "fingerprint", lambda: "another")
    with pytest.raises(Stop, match="tables of another version"):
        backup.restore(empty_home, tmp_path / "backup.tar")


def test_a_home_that_holds_something_is_not_overwritten(centre, empty_home, tmp_path, monkeypatch):
    backup.back_up(centre, tmp_path / "backup.tar")
    monkeypatch.delenv("HAIDANG_DATABASE_URL")
    postgres.initialise(empty_home)
    with pytest.raises(Stop, match="is not empty"):
        backup.restore(empty_home, tmp_path / "backup.tar")


def test_a_member_that_leads_out_of_the_home_is_refused(centre, empty_home, tmp_path, monkeypatch):
    path = tmp_path / "backup.tar"
    good = backup.back_up(centre, path)
    evil = replace(
        good, members=[*good.members, backup.Member("../../escaped", 0, backup.hashlib.sha256().hexdigest())]
    )
    with tarfile.open(path, "a") as archive:
        backup._add_text(archive, "../../escaped", "")
        backup._add_text(archive, backup.MANIFEST, json.dumps(backup.asdict(evil)))
    monkeypatch.delenv("HAIDANG_DATABASE_URL")
    with pytest.raises(Stop, match="leads out of the home"):
        backup.restore(empty_home, path)


def test_a_database_with_another_schema_is_refused_with_the_remedy(db):
    schema.keep("schema", "0" * 64)
    with pytest.raises(Stop, match="another version of the tables.*\n.*haidang reset"):
        schema.check()
