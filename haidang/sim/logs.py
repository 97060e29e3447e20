"""Invented machines that write logs: what servers say all day, and now and then somebody who attacks them.

Sent as syslog to the centre's own door, as real machines do. The same seed and second say the same again; no state is kept.
"""

import logging
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from urllib.parse import urlsplit

from haidang.kernel.clock import HO_CHI_MINH

from .world import World

log = logging.getLogger(__name__)

CALM_EVERY = 2.0
"""Seconds between ordinary messages of one machine in the mean."""
EPISODE = 900.0
"""In each span of so many seconds one attack may happen, by chance."""
LASTS = {"guessing": 150, "spraying": 120, "scan": 60, "web": 90, "admin": 5, "malware": 5}
ODDS = ("guessing", "spraying", "scan", "scan", "web", "web", "", "", "", "", "admin", "malware")
LONGEST_GAP = 30.0
WEB, DATABASE, MAIL, FIREWALL = "web01", "db01", "mail01", "fw01"
WINDOWS = ("vb01", "dat01", "dc01")
PATHS = ("/", "/dich-vu-cong", "/tra-cuu", "/tin-tuc/2026", "/static/app.css", "/api/ho-so")
PROBES = (
    "/.env",
    "/wp-login.php",
    "/phpmyadmin/",
    "/backup.zip",
    "/?id=1+UNION+SELECT+1,2",
    "/cgi-bin/../../etc/passwd",
)
PEOPLE = ("an.nv", "binh.tt", "chi.lt", "dung.pv", "giang.ht")


@dataclass
class Logs:
    """Asked every tick. Without a datagram door there is nobody to tell."""

    world: World
    address: tuple[str, int] | None = None
    sent: int = 0
    _until: float = 0.0
    _socket: socket.socket = field(default_factory=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))

    def tick(self, now: float) -> None:
        if self.address is None:
            return
        after = max(self._until, now - LONGEST_GAP)
        for second in range(int(after) + 1, int(now) + 1):
            for line in self.said(second):
                self._send(line)
        self._until = now

    def _send(self, line: str) -> None:
        try:
            self._socket.sendto(line.encode(), self.address or ("", 0))
            self.sent += 1
        except OSError as error:
            log.info("logs: %s", error)

    def machines(self) -> list[str]:
        """Their names in logs."""
        return [one.alias for one in self.world.pack.things if one.type == "server" and one.alias]

    def said(self, second: int) -> Iterator[str]:
        """All that the machines say in one second."""
        machines = self.machines()
        if not machines:
            return
        pick = Random(f"{self.world.seed} {second}")
        stamp = f"{datetime.fromtimestamp(second, HO_CHI_MINH):%b %e %H:%M:%S}"
        for name in machines:
            if pick.random() < 1 / CALM_EVERY:
                yield _calm(name, stamp, pick)
        yield from _attack(self.world.seed, second, stamp, machines)


def _calm(name: str, stamp: str, pick: Random) -> str:
    person = pick.choice(PEOPLE)
    inside = f"10.10.{PEOPLE.index(person)}.21"  # everybody at their own desk
    if name == FIREWALL:
        return (f"<4>{stamp} {name} kernel: [FW DROP] IN=wan OUT= SRC={_outside(pick)} DST=10.10.0.5 LEN=40 TTL=241 "
                f"PROTO=TCP SPT=40000 DPT={pick.choice((22, 23, 445, 3389, 8080))}")  # fmt: skip
    if name == WEB:
        return (f'<190>{stamp} {name} nginx: {_outside(pick)} - - [{stamp}] "GET {pick.choice(PATHS)} HTTP/1.1" 200 '
                f'{pick.randrange(300, 9000)} "-" "Mozilla/5.0"')  # fmt: skip
    if name in WINDOWS:
        return f"<110>{stamp} {name} MSWinEventLog: EventID=4624 TargetUserName={person}; IpAddress={inside};"
    said = pick.random()
    if said < 0.04:
        return f"<38>{stamp} {name} sshd[{pick.randrange(999, 9999)}]: Accepted publickey for quantri from 10.10.0.9 port 50022 ssh2"
    if said < 0.06:
        return f"<38>{stamp} {name} sshd[{pick.randrange(999, 9999)}]: Failed password for {person} from {inside} port 50031 ssh2"
    if name == MAIL and said < 0.5:
        return f"<22>{stamp} {name} dovecot: imap-login: Login: user=<{person}>, method=PLAIN, rip={inside}, lip=10.10.0.25, TLS"
    return f"<78>{stamp} {name} CRON[{pick.randrange(999, 9999)}]: (root) CMD (run-parts /etc/cron.d)"


def _outside(pick: Random) -> str:
    """Of the networks for examples (RFC 5737)."""
    return f"{pick.choice(('192.0.2', '198.51.100', '203.0.113'))}.{pick.randrange(1, 255)}"


def _attack(seed: int, second: int, stamp: str, machines: list[str]) -> Iterator[str]:
    number, into = divmod(second, int(EPISODE))
    plan = Random(f"{seed} attack {number}")
    kind, start, target = plan.choice(ODDS), plan.randrange(100, 600), plan.choice(machines)
    src = _outside(plan)
    if not kind or not start <= into < start + LASTS[kind]:
        return
    step, pick = into - start, Random(f"{seed} step {second}")
    if kind == "guessing":
        yield f"<38>{stamp} {target} sshd[{5000 + step}]: Failed password for root from {src} port {30000 + step} ssh2"
    elif kind == "spraying":
        who = f"{pick.choice(PEOPLE)}{step % 12}"
        yield f"<22>{stamp} {MAIL} dovecot: imap-login: Aborted login (auth failed, 1 attempts): user=<{who}>, rip={src}, lip=10.10.0.25"
    elif kind == "scan":
        for port in pick.sample(range(20, 9000), 3):
            yield f"<4>{stamp} {FIREWALL} kernel: [FW DROP] IN=wan OUT= SRC={src} DST=10.10.0.5 LEN=40 PROTO=TCP SPT=4000 DPT={port}"
    elif kind == "web":
        path, status = pick.choice(PROBES), pick.choice((404, 404, 403))
        yield f'<190>{stamp} {WEB} nginx: {src} - - [{stamp}] "GET {path} HTTP/1.1" {status} 150 "-" "curl/8"'
    elif kind == "admin" and step == 0:
        yield f"<86>{stamp} {target} useradd[811]: new user: name=hotro2, UID=1007, GID=1007, home=/home/hotro2, shell=/bin/sh"
        yield f"<86>{stamp} {target} usermod[812]: add 'hotro2' to group 'sudo'"
    elif kind == "malware" and step == 0:
        yield f"<30>{stamp} {target} clamd[312]: /srv/upload/hoa-don.exe: Win.Test.Simulated-1 FOUND"


def door() -> tuple[str, int] | None:
    """Where the centre hears datagrams: by `HAIDANG_SYSLOG`, else on this machine at its port + 14."""
    told = os.environ.get("HAIDANG_SYSLOG")
    if told is None:
        return "127.0.0.1", int(os.environ.get("HAIDANG_PORT", "8000")) + 14
    found = next((urlsplit(one) for one in told.split() if one.startswith("udp://")), None)
    return ("127.0.0.1", found.port) if found and found.port else None
