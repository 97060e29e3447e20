"""From the socket to the table: what comes by datagram, stream and TLS is read, kept, judged and told."""

import asyncio
import datetime as dt
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

import pytest
from django.db import connection

from haidang.core.telemetry import queries as telemetry
from haidang.domains.cyber import process
from haidang.domains.cyber.door import addresses
from haidang.domains.cyber.door.addresses import Address, Allowed
from haidang.domains.cyber.door.inbox import Inbox, Message
from haidang.domains.cyber.door.listening import listen
from haidang.domains.cyber.door.work import Work
from haidang.domains.cyber.keeping import partitions
from haidang.domains.cyber.models import Detection, LogSource
from haidang.kernel import clock
from haidang.kernel.action import system

from .world import World

TEXT = b"<38>Nov 22 07:14:15 may01 sshd[9]: Failed password for root from 198.51.100.7 port 4022 ssh2"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def received(form: str, send: Callable[[int], None], expected: int) -> list[bytes]:
    inbox, port = Inbox(), free_port()
    door = await listen(Address(form, "127.0.0.1", port), inbox)
    await asyncio.to_thread(send, port)
    for _ in range(200):
        if len(inbox) >= expected:
            break
        await asyncio.sleep(0.01)
    door.close()
    return [data for data, _peer, _at in inbox.taken()]


def by_stream(data: bytes, context: ssl.SSLContext | None = None) -> Callable[[int], None]:
    def send(port: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as plain:
            if context is None:
                plain.sendall(data)
                return
            with context.wrap_socket(plain, server_hostname="localhost") as safe:
                safe.sendall(data)

    return send


def test_datagrams_and_streams_of_both_framings():
    def datagram(port: int) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            one.sendto(TEXT, ("127.0.0.1", port))

    counted = b"%d %s" % (len(TEXT), TEXT)
    assert asyncio.run(received("udp", datagram, 1)) == [TEXT]
    assert asyncio.run(received("tcp", by_stream(TEXT + b"\n" + TEXT), 2)) == [TEXT, TEXT]
    assert asyncio.run(received("tcp", by_stream(counted * 3), 3)) == [TEXT] * 3


def test_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    certificate, key = certificate_of(tmp_path)
    monkeypatch.setenv("HAIDANG_SYSLOG_CERT", str(certificate))
    monkeypatch.setenv("HAIDANG_SYSLOG_KEY", str(key))
    trusting = ssl.create_default_context(cafile=str(certificate))
    assert asyncio.run(received("tls", by_stream(b"%d %s" % (len(TEXT), TEXT), trusting), 1)) == [TEXT]


def certificate_of(folder: Path) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    certificate, secret = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return certificate, secret


def test_addresses_are_read_or_named():
    told = {"HAIDANG_SYSLOG": "udp://0.0.0.0:514 tls://[::]:6514"}
    assert addresses.asked(told) == [Address("udp", "0.0.0.0", 514), Address("tls", "::", 6514)]
    assert addresses.asked({"HAIDANG_PORT": "8380"})[0] == Address("udp", "127.0.0.1", 8394)
    for wrong in ("514", "http://x:1", "udp://x", "udp://x:99999"):
        with pytest.raises(ValueError, match="HAIDANG_SYSLOG"):
            addresses.asked({"HAIDANG_SYSLOG": wrong})
    with pytest.raises(ValueError, match="HAIDANG_SYSLOG_CERT"):
        addresses.certificates({})


def test_strangers_may_not_send():
    allowed = Allowed("10.0.0.0/8 ::1/128")
    assert [allowed.known(one) for one in ("10.1.2.3", "::ffff:10.1.2.3", "198.51.100.7", "::1", "x")] == [
        True, True, False, True, False,
    ]  # fmt: skip


def test_a_full_inbox_counts_what_it_loses_and_makes_streams_wait(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Inbox, "MOST", 3)
    inbox = Inbox()
    for _ in range(5):
        inbox.put(TEXT, "10.0.0.1")
    assert (inbox.came, inbox.lost, len(inbox.taken())) == (3, 2, 3)


def test_datagrams_that_the_kernel_threw_away_are_counted():
    async def flooded() -> int:
        inbox, port = Inbox(), free_port()
        door = await listen(Address("udp", "127.0.0.1", port), inbox)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
            for _ in range(20_000):  # and nobody reads
                one.sendto(b"x" * 1_000, ("127.0.0.1", port))
        lost = inbox.state()["lost"]
        door.close()
        return int(lost)

    assert asyncio.run(flooded()) > 1_000


def test_all_that_waits_is_kept_before_the_end(monkeypatch: pytest.MonkeyPatch):
    class Kept(Work):
        seen: ClassVar[list[bytes]] = []

        def begin(self) -> None: ...
        def turn(self) -> None: ...
        def take(self, batch: list[Message]) -> None:
            self.seen.extend(data for data, _, _ in batch)

    async def stopped() -> None:
        inbox, stop = Inbox(), asyncio.Event()
        for number in range(7):
            inbox.put(b"%d" % number, "10.0.0.1")
        stop.set()
        await process.run([], stop, inbox, Kept())

    monkeypatch.setattr(Inbox, "AT_ONCE", 2)
    asyncio.run(stopped())
    assert Kept.seen == [b"%d" % number for number in range(7)]


def batch(*texts: str | bytes) -> list[tuple[bytes, str, int]]:
    now = time.time_ns() // 1000
    return [(text.encode() if isinstance(text, str) else text, "10.0.0.1", now) for text in texts]


@pytest.fixture
def work(world: World) -> Work:
    LogSource.objects.create(host="may01", thing=world.server, state="known")
    one = Work()
    one.begin()
    return one


def rows(columns: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM log_record ORDER BY at, message")
        return cursor.fetchall()


def test_records_are_kept_with_what_they_say(work: Work):
    work.take(
        batch(TEXT, '{"host":"dc01","message":"tab\\there \\u0000 \\\\N","n":{"a":"\\u0000"}}', b"\xff\xfe", b"\\N")
    )
    found = rows("kind, src, account, app, message, fields")
    assert [one[:4] for one in found if one[0]] == [("login_failed", "198.51.100.7", "root", "sshd")]
    assert {"\\N", "\ufffd\ufffd", "tab\there   \\N"} <= {one[4] for one in found}
    assert sorted(LogSource.objects.values_list("host", "state")) == [
        ("10.0.0.1", "new"),
        ("dc01", "new"),
        ("may01", "known"),
    ]


def test_a_muted_sender_is_not_kept(work: Work):
    LogSource.objects.filter(host="may01").update(state="muted")
    work.senders.refresh()
    work.take(batch(TEXT))
    assert rows("kind") == []


def test_guessing_becomes_a_detection_a_reading_and_a_word_on_the_alert(work: Work, world: World):
    at = clock.now().strftime("%b %e %H:%M:%S").encode()
    work.take(batch(*[TEXT.replace(b"Nov 22 07:14:15", at)] * 12))
    work.turn()
    one = Detection.objects.get(rule="password_guessing")
    assert (one.thing, one.group, one.count, one.srcs, one.users) == (world.server, "198.51.100.7", 12, ["198.51.100.7"],
                                                                    ["root"])  # fmt: skip
    newest = telemetry.latest(system("test")).by_name()
    assert newest["MC-01", "found_guessing"].value >= 1
    work.take(batch(*[TEXT.replace(b"Nov 22 07:14:15", at)] * 5))
    work._written_due = 0.0  # five seconds later
    work.turn()
    assert Detection.objects.get(rule="password_guessing").count == 17


def test_sums_by_the_hour_are_those_of_the_records(work: Work):
    work.take(batch(*[TEXT] * 3, "<13>x: y"))
    work.take(batch(TEXT))
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, sum(records) FROM log_hour GROUP BY kind ORDER BY kind")
        assert cursor.fetchall() == [("", 1), ("login_failed", 4)]


def test_days_are_made_indexed_and_dropped_when_their_time_is_over(world: World):
    partitions.ensure()
    today = clock.today()
    assert {today, today + dt.timedelta(days=2), today - dt.timedelta(days=8)} <= set(partitions.days())
    assert partitions.index_closed() == 24
    assert partitions.index_closed() == 0
    assert partitions.kept_days() == 372
    gone = partitions.drop_old(today + dt.timedelta(days=372))
    assert gone == [today - dt.timedelta(days=days) for days in range(8, 0, -1)]
