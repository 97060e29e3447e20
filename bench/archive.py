"""Days of readings in files: what they weigh, how fast they are written and read, and that no kill loses a reading.

A day of 20 million readings is taken from the table into its file by the very job; thirty days of 2,000 series lie in files
for the curves of one series; late rows and kills at random moments fall upon another day.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from datetime import date, timedelta
from typing import Any

import numpy as np

from . import centre
from .measure import Result, percentile

MINUTES = 1440
SERIES_A_DAY = 2000
MB = 1_000_000
PARTS = ("curves", "weight", "kills")

_DAY = """
INSERT INTO reading (at, value, origin, series_id, quality)
SELECT %s::timestamptz + minute * interval '1 minute' + (series %% 60) * interval '1 second'
         + CASE WHEN series %% 2 = 0 THEN random() * interval '900 milliseconds' ELSE interval '0' END,
       round((20 + 8 * sin(minute / 230.0 + series) + random() - 0.5)::numeric, 1),
       minute * 3000 + series / 100 + (random() * 30)::int, series, 0
FROM generate_series(%s, %s) AS minute, generate_series(1, %s) AS series
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--readings", type=int, default=20_000_000, help="of the day that is taken into a file")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS, help="a home that is kept keeps its files")


def measure(options: argparse.Namespace) -> Result:
    result = Result()
    with centre.centre(web=False, rules=False):
        from haidang.kernel import clock

        today = clock.today()
        names = centre.fill(SERIES_A_DAY)
        if "curves" in options.parts:
            curves(names, today, result)
        if "weight" in options.parts:
            weight(options.readings, today - timedelta(days=33), result)
        if "kills" in options.parts:
            kills(names[0], today - timedelta(days=5), options.kills, result)
    return result


def weight(readings: int, day: date, result: Result) -> None:
    """A whole day through the job."""
    from django.db import connection

    from haidang.core.telemetry import partitions
    from haidang.core.telemetry.archive import days, packing
    from haidang.kernel import clock

    partitions.ensure([day])
    series = -(-readings // MINUTES)
    with connection.cursor() as cursor:
        for minute in range(0, MINUTES, 60):
            cursor.execute(_DAY, [clock.start_of(day), minute, minute + 59, series])
        cursor.execute("SELECT pg_total_relation_size(%s::regclass)", [partitions.name_of(day)])
        in_table = cursor.fetchone()[0]
    began = time.monotonic()
    assert packing.pack(day)
    seconds = time.monotonic() - began
    found = days.of(day)
    assert found is not None
    result.facts["day"] = {"readings": found.rows, "series": found.series, "table_bytes": in_table}
    result.add(f"{found.rows:,} readings in the table", in_table / MB, "MB")
    result.add("the same in a file", found.bytes / MB, "MB", below=150 * found.rows / 20_000_000)
    result.add("written, read back and compared", found.rows / seconds, "readings/s")


def curves(names: list[tuple[str, str]], today: date, result: Result) -> None:
    """Thirty days of one series among 2,000, all but the last three in files."""
    from haidang.core.telemetry import queries
    from haidang.core.telemetry.archive import days
    from haidang.kernel import clock
    from haidang.kernel.action import system

    ids = _numbers(names)
    for back in range(31, days.HOT_DAYS, -1):
        if days.of(today - timedelta(days=back)) is None:
            _file_of(today - timedelta(days=back), ids)
    asked = random.Random(7).sample(names, 21)
    _hot(today, _numbers(asked))
    eye, now = system("bench"), clock.now()
    took: dict[str, list[float]] = {"30 days at 1 minute to 500 points": [], "30 days every 10 minutes": []}
    processor = []
    for thing, key in asked:
        began, spent = time.perf_counter(), time.process_time()
        found = queries.points(eye, thing, key, now - timedelta(days=30), now)
        took["30 days at 1 minute to 500 points"].append(time.perf_counter() - began)
        processor.append(time.process_time() - spent)
        assert len(found) == 500, len(found)
        result.facts["of"] = found.of
        began = time.perf_counter()
        queries.every(eye, thing, key, now - timedelta(days=30), now, timedelta(minutes=10))
        took["30 days every 10 minutes"].append(time.perf_counter() - began)
    result.add("the same 500 points, processor of Python and DuckDB", percentile(processor[1:], 0.5) * 1000, "ms")
    for name, seconds in took.items():
        result.facts[name] = {"first": seconds[0] * 1000}
        below = 100 if "points" in name else None
        result.add(f"{name}, median", percentile(seconds[1:], 0.5) * 1000, "ms", below=below)
        result.add(f"{name}, 95 of 100", percentile(seconds[1:], 0.95) * 1000, "ms")


def _numbers(names: list[tuple[str, str]]) -> list[int]:
    from haidang.core.telemetry import book

    known = book.current()
    return [known.ids[name] for name in names]


def _file_of(day: date, ids: list[int]) -> None:
    """A file as the job writes it, straight from numbers."""
    from django.db import connection

    from haidang.core.telemetry.archive import engine, files, packing
    from haidang.kernel import clock

    work = engine.folder() / ".work"
    work.mkdir(parents=True, exist_ok=True)
    start = int(clock.start_of(day).timestamp()) * 1_000_000
    rng = np.random.default_rng(day.toordinal())
    minute = np.tile(np.arange(MINUTES), len(ids))
    series = np.repeat(np.array(ids, np.int32), MINUTES)
    jitter = np.where(series % 2 == 0, rng.integers(0, 900_000, len(series)), 0)
    chunk = {
        "series_id": series,
        "at": start + minute * 60_000_000 + jitter,
        "value": np.round(20 + 8 * np.sin(minute / 230 + series) + rng.normal(0, 0.3, len(series)), 1),
        "quality": np.zeros(len(series), np.uint8),
        "origin": minute * 3000 + series // 100 + rng.integers(0, 30, len(series)),
    }
    with engine.working(work) as db:
        db.execute(packing._GIVEN)
        db.register("chunk", chunk)
        db.execute(packing._TAKE)
        packing._write(db, None, files.path_of(day))
    for left in work.glob("work.duckdb*"):
        left.unlink()
    with connection.cursor() as cursor:
        size = files.path_of(day).stat().st_size
        said = "INSERT INTO archived_day (day, merged, rows, bytes) VALUES (%s, 0, %s, %s)"
        cursor.execute(said, [day, len(series), size])


def _hot(today: date, ids: list[int]) -> None:
    """The days that still lie in the table, of the series that are asked for."""
    from django.db import connection

    from haidang.core.telemetry import partitions
    from haidang.core.telemetry.archive import days
    from haidang.kernel import clock

    partitions.ensure(partitions.around(today))
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM reading)")
        if cursor.fetchone()[0]:
            return
        cursor.execute(
            "INSERT INTO reading (at, value, series_id, quality)"
            " SELECT at, round((20 + 8 * sin(extract(epoch FROM at) / 13800 + one) + random())::numeric, 1), one, 0"
            " FROM generate_series(%s, now(), interval '1 minute') AS at, unnest(%s::int[]) AS one",
            [clock.start_of(today - timedelta(days=days.HOT_DAYS)), ids],
        )
        cursor.execute("VACUUM ANALYZE reading")


def kills(name: tuple[str, str], day: date, times: int, result: Result) -> None:
    """Late rows and kill -9 at random moments of packing; every acknowledged reading is there, once."""
    from haidang.core.telemetry import book
    from haidang.core.telemetry.readings import Reading, Sender
    from haidang.core.telemetry.record import record
    from haidang.core.telemetry.stored import stored
    from haidang.kernel import clock

    _told(day)
    start, chance = clock.start_of(day), random.Random(11)
    number = book.current().ids[name]
    had = {round(value * 1e6) for value in _moments(stored, number, start)}
    process = subprocess.Popen(
        [sys.executable, "-m", "haidang.core.telemetry.tests.killed"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ.copy(),
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    process.stdout.readline()
    killed = lost = doubled = 0
    for turn in range(times):
        late = [start + timedelta(minutes=chance.randrange(MINUTES), seconds=turn + 1) for _ in range(50)]
        record(Sender("bench"), [Reading(*name, at, 1.0) for at in late])
        had |= {round(at.timestamp() * 1e6) for at in late}
        process.stdin.write(f"{day} {chance.uniform(0.02, 1.5):.3f}\n")
        process.stdin.flush()
        killed += process.stdout.readline().strip() == "killed"
        found = [round(value * 1e6) for value in _moments(stored, number, start)]
        lost += len(had - set(found))
        doubled += len(found) - len(set(found))
    process.stdin.close()
    process.wait()
    result.facts["kills"] = {"turns": times, "killed": killed, "readings": len(had)}
    result.add(f"kills within {times} runs of packing", killed, "kills")
    result.none("readings lost", lost)
    result.none("readings doubled", doubled)


def _told(day: date) -> None:
    """What the job would have noted of a file that was made for this measurement."""
    from django.db import connection

    from haidang.core.telemetry.archive import files, packing

    whole = packing.Sum()
    for readings in files.walk(files.path_of(day)):
        whole.add(readings)
    said = [files.sha256(files.path_of(day)), whole.content, whole.rows, day]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archived_day SET sha256 = %s, content = %s, rows = %s WHERE day = %s", said)


def _moments(stored: Any, number: int, start: Any) -> list[float]:
    found = stored([number], start, start + timedelta(days=1))
    return [float(at) / 1e6 for at in found.at.tolist()]
