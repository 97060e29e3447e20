"""POST /ingest end to end: validated, marked, committed, latest, rollups, ten rules a series; client on the same cores.

    python -m bench.ingest [--series 50000] [--seconds 60] [--batches 1000 100 1] [--overload 300] [--no-rules]

Each batch size runs after a warm-up; the figure counts acknowledged readings between two moments. --overload adds a run
of that many seconds with 200 connections: senders are slowed by 429, memory stays bounded. Raw COPY of the same rows into
a bare table is measured in the same run. Afterwards every acknowledged reading is counted in the table.
Writes bench/out/ingest.json and bench/out/ingest.md.
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from typing import Any

import numpy as np

from . import centre

OUT = Path(__file__).parent / "out"
CONNECTIONS = {1: 64, 100: 16, 1000: 16}
TOO_MANY = 200
VARIANTS = 4
MOMENT = b"2026-01-01T00:00:00.000000+00:00"
WARM_UP = 8.0
COLUMNS = (
    "| batch | connections | readings/s | median second | p50 ms | p99 ms | 429 | cores: database / web / rules / client"
    " | most MB: database / web / rules | rules lag s |"
)


@dataclass
class Tally:
    acknowledged: int = 0
    slowed: int = 0
    failed: int = 0
    delays: list[float] = field(default_factory=list)


class Sender(asyncio.Protocol):
    """One kept-alive connection that sends the next body as soon as the last is answered."""

    def __init__(self, load: "Load") -> None:
        self.load, self.buffer, self.sent_at = load, b"", 0.0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        if time.monotonic() >= self.load.until:
            self.transport.close()
            return
        self.sent_at = time.monotonic()
        self.transport.write(self.load.next_request())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(rest) < length:
            return
        self.buffer = b""
        self.load.note(int(head[9:12]), rest, time.monotonic() - self.sent_at)
        if head[9:12] == b"429":
            asyncio.get_running_loop().call_later(1.0, self.send)
        else:
            self.send()

    def connection_lost(self, error: Exception | None) -> None:
        self.load.open -= 1
        if not self.load.open:
            self.load.done.set()


class Load:
    """Bodies made beforehand, of which only the moments change, and what came of them."""

    def __init__(
        self, names: list[list[str]], batch: int, port: int, token: str, seconds: float, connections: int
    ) -> None:
        self.port, self.batch = port, batch
        self.head = (
            f"POST /ingest HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()
        random = np.random.default_rng(7)
        chunks = [names[at : at + batch] for at in range(0, len(names) - batch + 1, batch)][: 200_000 // batch]
        self.bodies = [
            [self._body(chunk, random.normal(5, 1, batch).round(3).tolist()) for chunk in chunks]
            for _ in range(VARIANTS)
        ]
        self.turn, self.cycle = 0, 0
        self.start = datetime.now(UTC) - timedelta(minutes=20)
        self.until = time.monotonic() + seconds
        self.tally = Tally()
        self.marks: list[tuple[float, int]] = []
        self.open = connections
        self.done = asyncio.Event()

    @staticmethod
    def _body(chunk: list[list[str]], values: list[float]) -> bytes:
        rows = [
            b'{"thing":"%b","series":"%b","at":"%b","value":%b}'
            % (thing.encode(), key.encode(), MOMENT, str(value).encode())
            for (thing, key), value in zip(chunk, values, strict=True)
        ]
        return b'{"readings":[' + b",".join(rows) + b"]}"

    def next_request(self) -> bytes:
        bodies = self.bodies[self.cycle % VARIANTS]
        if self.turn == len(bodies):
            self.turn, self.cycle = 0, self.cycle + 1
            bodies = self.bodies[self.cycle % VARIANTS]
        at = self.start + timedelta(milliseconds=100 * self.cycle)
        body = bodies[self.turn].replace(MOMENT, at.isoformat(timespec="microseconds").encode())
        self.turn += 1
        return self.head + str(len(body)).encode() + b"\r\n\r\n" + body

    def note(self, status: int, body: bytes, delay: float) -> None:
        if status == 200:
            self.tally.acknowledged += json.loads(body)["accepted"]
            self.tally.delays.append(delay)
        elif status == 429:
            self.tally.slowed += 1
        else:
            self.tally.failed += 1

    async def run(self) -> Tally:
        loop = asyncio.get_running_loop()
        for _ in range(self.open):
            await loop.create_connection(lambda: Sender(self), "127.0.0.1", self.port)
        while not self.done.is_set():
            self.marks.append((time.monotonic(), self.tally.acknowledged))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.done.wait(), 1)
        return self.tally


def client(arguments: argparse.Namespace) -> None:
    """The client's own process: reads its orders, sends, prints what came of it."""
    orders = json.load(sys.stdin)

    async def send() -> dict[str, Any]:
        told = (orders[name] for name in ("names", "batch", "port", "token", "seconds", "connections"))
        load = Load(*told)
        began = time.process_time()
        tally = await load.run()
        steady = [mark for mark in load.marks if mark[0] > load.marks[0][0] + orders["warm_up"]]
        spans = [(after[1] - before[1]) / (after[0] - before[0]) for before, after in pairwise(steady)]
        delays = sorted(tally.delays)
        return {
            "readings_per_second": round((steady[-1][1] - steady[0][1]) / (steady[-1][0] - steady[0][0])),
            "median_second": round(statistics.median(spans)),
            "p50_ms": round(delays[len(delays) // 2] * 1000, 1),
            "p99_ms": round(delays[int(len(delays) * 0.99)] * 1000, 1),
            "acknowledged": tally.acknowledged,
            "slowed": tally.slowed,
            "failed": tally.failed,
            "client_processor_s": round(time.process_time() - began, 1),
        }

    try:
        import uvloop

        print(json.dumps(uvloop.run(send())))
    except ImportError:
        print(json.dumps(asyncio.run(send())))


def measured(
    one: centre.Centre, names: list[tuple[str, str]], token: str, batch: int, seconds: float, connections: int = 0
) -> dict[str, Any]:
    connections = connections or CONNECTIONS.get(batch, 8)
    orders = {
        "connections": connections,
        "names": names, "batch": batch, "port": one.port, "token": token, "seconds": seconds + WARM_UP, "warm_up": WARM_UP,
    }  # fmt: skip
    before, began = one.processor_seconds(), time.monotonic()
    command = [sys.executable, "-m", "bench.ingest", "--client"]
    memory = Memory(one)
    memory.start()
    done = subprocess.run(command, input=json.dumps(orders), capture_output=True, text=True, check=False)
    memory.over.set()
    if done.returncode:
        raise SystemExit(done.stderr)
    elapsed, after = time.monotonic() - began, one.processor_seconds()
    found: dict[str, Any] = json.loads(done.stdout)
    found["cores"] = {name: round((after[name] - before[name]) / elapsed, 2) for name in after}
    found["cores"]["client"] = round(found.pop("client_processor_s") / elapsed, 2)
    found["most_memory_mb"] = {name: round(size) for name, size in memory.most.items()}
    found["rules_lag_s"] = round(rules_lag(), 1)
    return {"batch": batch, "connections": connections, **found}


class Memory(Thread):
    """What memory each command holds, looked at every two seconds, and the most of it; `at` in seconds."""

    def __init__(self, one: centre.Centre) -> None:
        super().__init__(daemon=True)
        self.one, self.most, self.over = one, one.memory_mb(), Event()
        self.looks: list[dict[str, float]] = [{"at": 0.0, **self.most}]

    def run(self) -> None:
        began = time.monotonic()
        while not self.over.wait(2):
            found = self.one.memory_mb()
            self.looks.append({"at": round(time.monotonic() - began, 1), **found})
            for name, size in found.items():
                self.most[name] = max(self.most[name], size)


def rules_lag() -> float:
    from haidang.core.telemetry import batches

    return batches.waiting()[1]


def raw_copy(names: list[tuple[str, str]], seconds: float = 5.0) -> int:
    """Rows a second by COPY alone, in batches of 1,000 as above and one commit each."""
    from haidang.core.telemetry import wire

    cursor = wire.cursor()
    cursor.execute(
        "CREATE TABLE IF NOT EXISTS bench_copy (at timestamptz, value float8, series_id int, quality smallint)"
    )
    cursor.execute("TRUNCATE bench_copy")
    size, copied, began = 1000, 0, time.monotonic()
    series, at = wire.Int4(np.arange(size)), wire.Moment(np.full(size, 1_790_000_000_000_000))
    value, quality = wire.Float8(np.random.default_rng(7).normal(5, 1, size)), wire.Int2(np.zeros(size, np.int64))
    while time.monotonic() < began + seconds:
        wire.copy_in(cursor, "bench_copy", ("series_id", "at", "value", "quality"), series, at, value, quality)
        copied += size
    rate = round(copied / (time.monotonic() - began))
    cursor.execute("DROP TABLE bench_copy")
    return rate


def kept() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM reading")
        return int(cursor.fetchone()[0])


def table(report: dict[str, Any]) -> str:
    facts = report["machine"]
    lines = [
        f"{facts['machine']}, commit {facts['commit']}, load before {facts['load_before']}.",
        f"{report['series']:,} series, {report['rules']} rules; the client runs on the same cores.",
        f"Raw COPY in the same run, commits of 1,000: {report['raw_copy_per_second']:,} readings/s.",
        "",
        COLUMNS,
        "|--:|--:|--:|--:|--:|--:|--:|:--|:--|--:|",
    ]
    for one in report["runs"]:
        cores = " / ".join(str(one["cores"].get(name, "-")) for name in ("database", "web", "rules", "client"))
        memory = " / ".join(str(one["most_memory_mb"].get(name, "-")) for name in ("database", "web", "rules"))
        cells = [
            f"{one['batch']:,}", one["connections"], f"{one['readings_per_second']:,}", f"{one['median_second']:,}",
            one["p50_ms"], one["p99_ms"], one["slowed"], cores, memory, one["rules_lag_s"],
        ]  # fmt: skip
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    lost = report["acknowledged"] - report["kept"]
    lines += ["", f"Acknowledged {report['acknowledged']:,}, kept {report['kept']:,}: lost {max(0, lost)}."]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--client", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--series", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--batches", type=int, nargs="+", default=[1000, 100, 1])
    parser.add_argument("--overload", type=float, default=0, metavar="SECONDS")
    parser.add_argument("--no-rules", action="store_true")
    arguments = parser.parse_args()
    if arguments.client:
        client(arguments)
        return
    facts = centre.machine()
    with centre.centre(rules=not arguments.no_rules) as one:
        names = centre.fill(arguments.series)
        rules = 0 if arguments.no_rules else centre.ten_rules_a_series()
        token = centre.new_key("bench", "ingest")
        before = kept()
        runs = [measured(one, names, token, batch, arguments.seconds) for batch in arguments.batches]
        if arguments.overload:
            runs.append(measured(one, names, token, 1000, arguments.overload, TOO_MANY))
        report = {
            "machine": facts,
            "series": arguments.series,
            "rules": rules,
            "runs": runs,
            "raw_copy_per_second": raw_copy(names),
            "acknowledged": sum(run["acknowledged"] for run in runs),
            "kept": kept() - before,
        }
    OUT.mkdir(exist_ok=True)
    (OUT / "ingest.json").write_text(json.dumps(report, indent=2) + "\n")
    (OUT / "ingest.md").write_text(table(report))
    print(table(report))


if __name__ == "__main__":
    main()
