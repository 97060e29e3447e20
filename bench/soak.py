"""kill -9 of each process and of PostgreSQL under load: nothing acknowledged is lost, no alert is lost or doubled.

`haidang up` runs as it does for people; senders try again until they are acknowledged. Each turn of a sender brings one
more series above a limit, once: in the end each of those has exactly one alert. Turns are spread over the whole run.
"""

import argparse
import asyncio
import os
import signal
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from . import centre, clients, province, whole
from .measure import Result

VICTIMS = ("web", "rules", "worker", "intake", "database")
SENDERS, AT_ONCE = 4, 500
SETTLES_WITHIN = 90.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=1, help="how often each process is killed")
    parser.add_argument("--pause", type=float, default=8.0, help="seconds between kills")


@dataclass
class Sent:
    """What was acknowledged, and what was tried in vain."""

    acknowledged: set[tuple[int, int]] = field(default_factory=set)
    breached: int = 0
    refused: int = 0
    until: float = 0.0


def measure(options: argparse.Namespace) -> Result:
    with whole.whole() as one:
        names = centre.fill(20_000)
        key = names[0][1]
        province.one_rule(key)
        token = centre.new_key("bench", "ingest")
        loads = [name for name in names if name[1] != key]
        breaches = [name for name in names if name[1] == key]
        time.sleep(5)
        sent = Sent(until=time.monotonic() + options.pause * (1 + options.rounds * len(VICTIMS)))
        killed = asyncio.run(_soak(one, sent, token, loads, breaches, options))
        lost, missing, doubled, alerts = _counted(sent, key)
    result = Result(facts={"killed": killed, "acknowledged": len(sent.acknowledged), "tried_again": sent.refused})
    result.add("processes killed under load", len(killed), "")
    result.add("readings acknowledged", len(sent.acknowledged), "")
    result.none("acknowledged readings lost", lost)
    result.add("alerts expected and raised", alerts, "")
    result.none("alerts lost", missing)
    result.none("alerts doubled", doubled)
    return result


async def _soak(
    one: whole.Whole, sent: Sent, token: str, loads: list[tuple[str, str]], breaches: list[tuple[str, str]],
    options: argparse.Namespace,
) -> list[str]:  # fmt: skip
    senders = [
        asyncio.create_task(_send(one.port, sent, token, loads[turn::SENDERS], breaches[turn::SENDERS], turn))
        for turn in range(SENDERS)
    ]
    killed = []
    for _ in range(options.rounds):
        for victim in VICTIMS:
            await asyncio.sleep(options.pause)
            pid = one.pid_of(victim)
            if pid:
                os.kill(pid, signal.SIGKILL)
                killed.append(victim)
    await asyncio.gather(*senders)
    return killed


async def _send(
    port: int, sent: Sent, token: str, loads: list[tuple[str, str]], breaches: list[tuple[str, str]], turn: int
) -> None:
    """Each body has moments and values of its own, and is sent until it is acknowledged."""
    number, every = 0, (sent.until - time.monotonic()) / len(breaches)
    due = time.monotonic()
    while time.monotonic() < sent.until and number < len(breaches):
        at = datetime.now(UTC) - timedelta(minutes=1)
        marks = [(turn, number * AT_ONCE + place) for place in range(AT_ONCE)]
        body = [
            (*loads[mark[1] % len(loads)], at + timedelta(microseconds=mark[1] % 1000), _value(mark)) for mark in marks
        ]
        body.append((*breaches[number], at, 9000.0))
        while not await _acknowledged(port, token, body):
            sent.refused += 1
            await asyncio.sleep(0.3)
        sent.acknowledged.update(marks)
        sent.breached += 1
        number, due = number + 1, due + every
        await asyncio.sleep(max(0.02, due - time.monotonic()))


def _value(mark: tuple[int, int]) -> float:
    """A number that tells which reading it is, below the limit of the rule."""
    return mark[0] * 1000 + mark[1] / 1000


async def _acknowledged(port: int, token: str, body: list[tuple[str, str, datetime, float]]) -> bool:
    try:
        said = await asyncio.wait_for(clients.post(port, token, body), 20)
    except (OSError, EOFError, TimeoutError, ValueError):
        return False
    return said["accepted"] + said["duplicate"] == len(body)


def _counted(sent: Sent, key: str) -> tuple[int, int, int, int]:
    """Readings lost, alerts lost, alerts doubled, alerts there."""
    from django.db import connection

    from haidang.core.telemetry import batches

    give_up_at = time.monotonic() + SETTLES_WITHIN
    while time.monotonic() < give_up_at and (not _answers() or batches.waiting()[0]):
        time.sleep(0.5)
    time.sleep(2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM reading JOIN series ON series.id = series_id WHERE key <> %s", [key])
        there = {value for (value,) in cursor.fetchall()}
        cursor.execute(
            "SELECT count(*), count(DISTINCT series_id) FROM alert JOIN rule ON rule.id = rule_id WHERE rule.key = %s",
            ["bench_breach"],
        )
        alerts, distinct = cursor.fetchone()
    lost = sum(_value(mark) not in there for mark in sent.acknowledged)
    return lost, max(0, sent.breached - distinct), alerts - distinct, alerts


def _answers() -> bool:
    from django.db import Error, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        return False
    return True
