"""Owners of stations drop files by FTP and SFTP: whole or not at all, each in a folder of their own, and are told what became of them."""

import asyncio
import ftplib
import io
import os
import socket
import threading
from datetime import timedelta

import asyncssh
import pytest

from haidang.api.intake import boxes, door_settings
from haidang.api.intake.door_settings import FtpSettings, SftpSettings
from haidang.api.intake.files import FileDoor
from haidang.api.intake.ftp import Control, FtpDoor
from haidang.api.intake.sftp import SftpDoor
from haidang.core.doors.models import DropFile
from haidang.core.doors.passwords import hash_of
from haidang.core.doors.signing_in import Entrance, Entry
from haidang.core.telemetry.tests.world import NOW
from haidang.kernel import clock

from .brokers import until

SOURCE = "tep-tram"
HERE = "127.0.0.1"


def entry(name, number, quota=1_000_000, keys=""):
    return Entry(number, name, SOURCE, hash_of(f"mk-{name}"), keys, quota)


@pytest.fixture
def entrance():
    own = Entrance()
    own.entries = {one.name: one for one in (entry("tram-a", 1), entry("tram-b", 2))}
    return own


@pytest.fixture
def ftp(tmp_path, entrance, monkeypatch):
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path / "home"))
    door = FtpDoor(FtpSettings(HERE, 0), tmp_path / "drops", entrance)
    door.open()
    yield door
    door.close()


@pytest.fixture
def sftp(tmp_path, entrance, monkeypatch):
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path / "home"))
    door = SftpDoor(SftpSettings(HERE, 0), tmp_path / "drops", entrance)
    door.open()
    yield door
    door.close()


def folder(door, name="tram-a"):
    return door.root / SOURCE / boxes.ROOM / name


def inside(door, name="tram-a"):
    return sorted(path.name for path in folder(door, name).rglob("*"))


def dial(door, name="tram-a", password=None, *, tls=False):
    client = ftplib.FTP_TLS() if tls else ftplib.FTP()
    client.connect(HERE, door.port, timeout=10)
    client.login(name, password or f"mk-{name}")
    if tls:
        client.prot_p()
    return client


def connected(door, name="tram-a", **more):
    given = {"password": f"mk-{name}", "known_hosts": None, "client_keys": None, "config": None} | more
    return asyncssh.connect(HERE, door.port, username=name, **given)


def by_sftp(door, work, name="tram-a", **more):
    async def go():
        async with connected(door, name, **more) as connection, connection.start_sftp_client() as client:
            return await work(connection, client)

    return asyncio.run(go())


@pytest.mark.parametrize("tls", [False, True])
def test_by_ftp_a_file_is_there_under_its_name_when_the_answer_comes(ftp, tls):
    client = dial(ftp, tls=tls)
    client.mkd("2026")
    assert client.storbinary("STOR 2026/a.txt", io.BytesIO(b"xin")).startswith("226")
    assert (folder(ftp) / "2026" / "a.txt").read_bytes() == b"xin"


def test_by_ftp_what_broke_off_is_no_file_yet_and_is_resumed(ftp):
    client = dial(ftp)
    client.voidcmd("TYPE I")
    data = client.transfercmd("STOR a.txt")
    data.sendall(b"12345")
    until(
        lambda: (folder(ftp) / ".a.txt.uploading").exists() and (folder(ftp) / ".a.txt.uploading").stat().st_size == 5
    )
    client.sock.shutdown(socket.SHUT_RDWR)
    data.close()
    client.close()
    until(lambda: inside(ftp) == [".a.txt.uploading"])
    again = dial(ftp)
    assert again.nlst() == ["a.txt"]
    again.voidcmd("TYPE I")
    assert again.size("a.txt") == 5
    again.storbinary("STOR a.txt", io.BytesIO(b"6789"), rest=5)
    assert (folder(ftp) / "a.txt").read_bytes() == b"123456789"


def test_by_ftp_renaming_after_the_upload_is_seen_as_one_step(ftp):
    client = dial(ftp)
    client.storbinary("STOR a.txt.tmp", io.BytesIO(b"xin"))
    client.rename("a.txt.tmp", "a.txt")
    assert inside(ftp) == ["a.txt"]


@pytest.mark.parametrize(
    "command", ["STOR .an", "STOR a.ok", "STOR ../../../../khong/co", "RETR ../tram-b/b.txt", "SITE CHMOD 777 /"]
)
def test_by_ftp_nothing_outside_the_own_folder_is_reached(ftp, command):
    dial(ftp, "tram-b").storbinary("STOR b.txt", io.BytesIO(b"cua b"))
    client = dial(ftp)
    with pytest.raises(ftplib.error_perm, match="55|50"):
        client.storbinary(command, io.BytesIO(b"x")) if command.startswith("STOR") else client.sendcmd(command)
    assert inside(ftp) == []
    assert client.nlst("..") == []


def test_by_ftp_a_quota_holds_and_leaves_no_rest(ftp, entrance):
    entrance.entries["tram-a"] = entry("tram-a", 1, quota=1000)
    client = dial(ftp)
    client.storbinary("STOR a.txt", io.BytesIO(b"x" * 900))
    with pytest.raises((ftplib.Error, OSError), match="552|reset|pipe"):
        client.storbinary("STOR b.txt", io.BytesIO(b"x" * 101))
    until(lambda: inside(ftp) == ["a.txt"])


def test_by_ftp_a_wrong_password_and_a_closed_account_end(ftp, entrance, monkeypatch):
    monkeypatch.setattr(Control, "auth_failed_timeout", 0.01)
    with pytest.raises(ftplib.error_perm, match="530"):
        dial(ftp, password="sai")
    client = dial(ftp)
    entrance.entries = {}
    with pytest.raises((EOFError, ftplib.Error, OSError)):
        client.nlst()


def test_by_ftp_without_tls_nobody_signs_in_where_tls_is_required(tmp_path, entrance, monkeypatch):
    monkeypatch.setenv("HAIDANG_HOME", str(tmp_path / "home"))
    door = FtpDoor(FtpSettings(HERE, 0, tls_required=True), tmp_path / "drops", entrance)
    door.open()
    try:
        with pytest.raises(ftplib.error_perm, match="TLS required"):
            dial(door)
        dial(door, tls=True).storbinary("STOR a.txt", io.BytesIO(b"x"))
        assert inside(door) == ["a.txt"]
    finally:
        door.close()


def test_by_sftp_a_file_is_there_when_it_is_closed_and_links_are_refused(sftp):
    async def work(connection, client):
        async with client.open("a.txt", "wb") as file:
            await file.write(b"xin")
            assert inside(sftp) == [".a.txt.uploading"]
        with pytest.raises(asyncssh.SFTPError):
            await client.symlink("/etc/passwd", "x")
        with pytest.raises(asyncssh.SFTPError):
            await client.get("/../../../../../../etc/passwd", "/dev/null")
        return await client.listdir("/..")

    assert by_sftp(sftp, work) == ["a.txt"]
    assert (folder(sftp) / "a.txt").read_bytes() == b"xin"


def test_by_sftp_what_broke_off_is_resumed(sftp):
    async def half(connection, client):
        file = await client.open("a.txt", "wb")
        await file.write(b"12345")
        connection.abort()

    async def rest(connection, client):
        assert (await client.stat("a.txt")).size == 5
        async with client.open("a.txt", "ab") as file:
            await file.write(b"6789")

    by_sftp(sftp, half)
    until(lambda: inside(sftp) == [".a.txt.uploading"] and not sftp.callers)
    by_sftp(sftp, rest)
    assert (folder(sftp) / "a.txt").read_bytes() == b"123456789"


def test_by_sftp_a_key_opens_and_there_is_no_shell(sftp, entrance):
    own = asyncssh.generate_private_key("ssh-ed25519")
    entrance.entries["tram-a"] = entry("tram-a", 1, keys=own.export_public_key().decode())

    async def work(connection, client):
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.run("ls")
        return await client.listdir("/")

    assert by_sftp(sftp, work, password=None, client_keys=[own]) == []
    with pytest.raises(asyncssh.PermissionDenied):
        by_sftp(sftp, work, password="sai")


def test_the_fingerprint_told_on_the_page_is_the_doors_own(sftp):
    async def work(connection, client):
        return connection.get_server_host_key().get_fingerprint()

    assert by_sftp(sftp, work) == door_settings.fingerprint()


@pytest.fixture
def station(world, tmp_path):
    source = world.new_source(SOURCE, format="tt10")
    source.door = "files"
    source.save()
    world.thing("AQ-003", source=source, alias="HD_VTAU_KHIKXQ")
    world.series("AQ-003", "pm25", unit="µg/m³")
    return FileDoor(tmp_path / "drops")


def drop(door, content, name="HD_VTAU_KHIKXQ", account="tram-a"):
    box = door.root / SOURCE / boxes.ROOM / account
    box.mkdir(parents=True, exist_ok=True)
    path = box / f"{name}_{NOW - timedelta(minutes=10):%Y%m%d%H%M%S}.txt"
    path.write_text(content)
    return path


def line(value="27.81", symbol="PM2.5"):
    return f"{symbol}\t{value}\tug/m3\t{NOW - timedelta(minutes=10):%Y%m%d%H%M%S}\t00\r\n"


def look(door):
    door.turn()
    door.turn()


def test_who_dropped_a_file_finds_beside_it_what_became_of_it(station):
    whole = drop(station, line())
    look(station)
    assert (
        whole.with_name(whole.name + ".ok").read_text().splitlines()[1] == "1 số đo mới, 0 đã có, 0 chờ duyệt thiết bị"
    )
    drop(station, line("28") + line(symbol="Mùi"))
    look(station)
    assert not whole.with_name(whole.name + ".ok").exists()
    assert "dòng 2: " in whole.with_name(whole.name + ".err").read_text()
    found = DropFile.objects.order_by("id").values_list("account", "outcome", "accepted", "wrong")
    assert list(found) == [("tram-a", "taken", 1, 0), ("tram-a", "partly", 1, 1)]
    look(station)
    assert DropFile.objects.count() == 2


def test_an_account_sends_nothing_for_a_station_of_another_source(station, world, rows):
    other = world.new_source("khac")
    world.thing("AQ-009", source=other, alias="HD_KHAC_KHIKXQ")
    world.series("AQ-009", "pm25", unit="µg/m³")
    path = drop(station, line(), "HD_KHAC_KHIKXQ")
    look(station)
    assert "thuộc nguồn khác" in path.with_name(path.name + ".err").read_text()
    assert rows("SELECT count(*) FROM reading") == [(0,)]
    assert DropFile.objects.get().outcome == "refused"


def test_what_accounts_were_told_long_ago_is_forgotten(station):
    path = drop(station, line())
    look(station)
    told = path.with_name(path.name + ".ok")
    long_ago = (clock.now() - timedelta(days=31)).timestamp()
    os.utime(told, (long_ago, long_ago))
    FileDoor(station.root).turn()
    assert not told.exists()


def test_threads_of_closed_doors_end(ftp, sftp):
    before = {one.name for one in threading.enumerate()}
    ftp.close()
    sftp.close()
    assert {"ftp", "sftp"} <= before
    assert not {"ftp", "sftp"} & {one.name for one in threading.enumerate()}
