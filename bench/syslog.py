"""Logs: messages a second that are parsed, kept and held against a hundred detections.

    python -m bench syslog [--records 400000 --rules 100]

The process of the field takes what one client sends over TCP as fast as it is taken, then datagrams at a steady pace. The mix is
that of a small network: web and firewall in front, sign-ins, jobs, CEF and JSON behind. Kept means: a row in the database.
"""

import argparse
import os
import random
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime

from . import centre
from .measure import Result

PACE = 20_000
SYLLABLES = (
    "bien cang cho dao dat den do du ha hai ho khach lang mua nang nha nuoc pho phuong song thuyen tinh trua xa".split()
)
SYSTEMS = ("X11; Linux x86_64", "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10.15", "Android 14; Mobile")
SENDER = """
import socket, sys, time
data = open(sys.argv[1], "rb").read()
with socket.create_connection(("127.0.0.1", int(sys.argv[2]))) as stream:
    stream.sendall(data)
"""
DATAGRAMS = """
import socket, sys, time
lines = open(sys.argv[1], "rb").read().split(b"\\n")[: int(sys.argv[4])]
to, pace = ("127.0.0.1", int(sys.argv[2])), int(sys.argv[3])
one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
began = time.monotonic()
for number, line in enumerate(lines):
    one.sendto(line, to)
    if not number % 200:
        time.sleep(max(0.0, began + number / pace - time.monotonic()))
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--records", type=int, default=400_000)
    parser.add_argument("--rules", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=8, help="of datagrams at a steady pace")


def lines(count: int) -> bytes:
    """As many messages, one a line, with the present moment."""
    pick, now = random.Random(514), datetime.now(UTC).astimezone()
    bsd = now.strftime("%b %e %H:%M:%S")
    iso = now.isoformat(timespec="microseconds")
    made = []
    for _ in range(min(count, 20_000)):
        host, src = f"m{pick.randrange(60):02}", f"198.51.{pick.randrange(100)}.{pick.randrange(1, 255)}"
        n = pick.random()
        if n < 0.35:
            slug = "-".join(pick.choices(SYLLABLES, k=5))  # each its own: numbers are not all that differs
            path = pick.choice(
                ("/", f"/tin-tuc/{slug}", f"/dich-vu/ho-so?ma={slug}", f"/img/{slug}.svg", "/wp-login.php")
            )
            status = 404 if path.startswith("/wp") else 200
            text = (f'<190>{bsd} {host} nginx: {src} - - [{now:%d/%b/%Y:%H:%M:%S %z}] "GET {path} HTTP/1.1" {status} 4120 "-" '
                    f'"Mozilla/5.0 ({pick.choice(SYSTEMS)}) Gecko/20100101 Firefox/{pick.randrange(90, 140)}.0"')  # fmt: skip
        elif n < 0.65:
            text = (f"<4>{bsd} fw{pick.randrange(4)} kernel: [UFW BLOCK] IN=eth0 OUT= MAC=00:16 SRC={src} DST=10.0.0.5 LEN=40 "
                    f"TTL=241 ID=54321 PROTO=TCP SPT=40000 DPT={pick.randrange(1, 9000)} WINDOW=1024")  # fmt: skip
        elif n < 0.75:
            text = f"<38>{bsd} {host} sshd[{pick.randrange(9999)}]: Failed password for root from {src} port 4022 ssh2"
        elif n < 0.9:
            text = f"<78>{bsd} {host} CRON[{pick.randrange(9999)}]: (root) CMD (command -v debian-sa1 > /dev/null)"
        elif n < 0.95:
            text = f"<30>1 {iso} {host} systemd 1 - - Started Session {pick.randrange(9999)} of user an."
        elif n < 0.98:
            text = f"<134>{bsd} gw1 CEF:0|Vendor|Gateway|1.0|100|connection|5|src={src} dst=10.0.0.5 dpt=445 act=Allow"
        else:
            text = f'{{"timestamp":"{iso}","host":"{host}","app":"portal","level":"info","msg":"ok","src_ip":"{src}"}}'
        made.append(text.encode())
    body = b"\n".join(made) + b"\n"
    return body * (count // len(made))


def measure(options: argparse.Namespace) -> Result:
    with centre.centre(web=False, rules=False) as running:
        rules = _rules(options.rules)
        port = _free_port()
        os.environ["HAIDANG_SYSLOG"] = f"tcp://127.0.0.1:{port} udp://127.0.0.1:{port}"
        running.start("domain", "cyber")
        _until_listens(port)
        file = running.home / "lines"
        file.write_bytes(lines(options.records))
        result = Result(facts={"rules": rules, "records": options.records})
        result.add("detections", rules, "")
        _stream(result, running, file, port, options.records)
        _datagrams(result, file, port, options.seconds)
        return result


def _rules(wanted: int) -> int:
    """Those that come with the program, and made ones that look for words in every message."""
    from haidang.domains.cyber.models import DetectionRule
    from haidang.domains.cyber.watching import book

    book.sync()
    more = wanted - DetectionRule.objects.count()
    for number in range(more):
        facts = {
            "key": f"bench_{number}", "name": {"vi": "x", "en": "x"}, "family": "service", "severity": 4, "by": ["src"],
            "match": {"contains": [f"word-{number}-that-is-rare"]}, "count": 5,
        }  # fmt: skip
        DetectionRule.objects.create(key=f"bench_{number}", facts=facts)
    return DetectionRule.objects.count()


def _stream(result: Result, running: centre.Centre, file: object, port: int, count: int) -> None:
    before, began = running.processor_seconds(), time.monotonic()
    subprocess.run([sys.executable, "-c", SENDER, str(file), str(port)], check=True)
    last = _until_kept(count)
    after = running.processor_seconds()
    result.add(
        "kept a second, over TCP, as fast as they are taken", last / (time.monotonic() - began), "/s", above=PACE
    )
    for what, name in (("the process", "domain"), ("PostgreSQL", "database")):
        result.add(f"processor time of {what}, a record", (after[name] - before[name]) / count * 1e6, "µs")
    result.none("records missing", count - last)


def _datagrams(result: Result, file: object, port: int, seconds: int) -> None:
    before, count = _kept(), PACE * seconds
    subprocess.run([sys.executable, "-c", DATAGRAMS, str(file), str(port), str(PACE), str(count)], check=True)
    last = _until_kept(before + count) - before
    result.add(f"datagrams kept of {count:,} at {PACE:,} a second", 100 * last / count, "%", above=99.9)


def _kept() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(records), 0) FROM log_hour")
        return int(cursor.fetchone()[0])


def _until_kept(count: int) -> int:
    """Until all are there, or nothing has come for three seconds."""
    last, since = -1, time.monotonic()
    while time.monotonic() - since < 3:
        kept = _kept()
        if kept >= count:
            return kept
        if kept != last:
            last, since = kept, time.monotonic()
        time.sleep(0.05)
    return last


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until_listens(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the process of the field does not listen; its words are in the home's domain.log")
