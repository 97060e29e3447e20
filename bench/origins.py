"""What it costs to say of every reading what brought it: the door with and without, turn by turn in one run, and its size.

The same batches go through the very transaction of the door. In every second turn the row of `origin` is left out, so that
both meet the same load of the machine. Afterwards all rows are taken into a file, as the nightly job does.
"""

import argparse
import os
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

import numpy as np

from . import centre
from .measure import Result

SERIES = 20_000
MOST_SHARE = 15.0  # per cent


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--turns", type=int, default=400, help="of each kind and size")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 100, 10])


def measure(options: argparse.Namespace) -> Result:
    result = Result()
    with centre.centre(web=False, rules=False):
        names = centre.fill(SERIES)
        for size in options.sizes:
            _door(names, size, options.turns, result)
        _size(result)
    return result


def _door(names: list[tuple[str, str]], size: int, turns: int, result: Result) -> None:
    from django.db import connection

    from haidang.core.telemetry import origins

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    keep, nothing = origins.keep, lambda *_said: None
    wall: dict[bool, list[float]] = {True: [], False: []}
    spent: dict[bool, float] = {True: 0.0, False: 0.0}
    for turn in range(2 * turns + 20):
        with_origin = turn % 2 == 0
        origins.keep = keep if with_origin else nothing  # type: ignore[assignment]
        send = _batch(names, size, turn)
        before, began = time.process_time() + centre._seconds(backend), time.perf_counter()
        send()
        if turn >= 20:  # what is new to the process and to the table costs more
            wall[with_origin].append(time.perf_counter() - began)
            spent[with_origin] += time.process_time() + centre._seconds(backend) - before
    origins.keep = keep
    ratio = median(one / other for one, other in zip(wall[True], wall[False], strict=True))
    result.add(f"batches of {size:,}: a transaction without, median", median(wall[False]) * 1000, "ms")
    result.add(f"batches of {size:,}: with, median", median(wall[True]) * 1000, "ms")
    result.add(f"batches of {size:,}: more on the clock, pair by pair", (ratio - 1) * 100, "%", below=MOST_SHARE)
    more = (spent[True] / spent[False] - 1) * 100
    result.add(f"batches of {size:,}: more of the processor, Python and PostgreSQL", more, "%", below=MOST_SHARE)


def _batch(names: list[tuple[str, str]], size: int, turn: int) -> Callable[[], Any]:
    from haidang.core.telemetry.record import Delivery, Reading, Sender, commit
    from haidang.kernel import clock

    now = clock.now()
    first = turn * size % (len(names) - size)
    at = now.replace(microsecond=turn)
    values = np.random.default_rng(turn).normal(5, 1, size).round(3).tolist()
    pairs = zip(names[first : first + size], values, strict=True)
    readings = [Reading(*name, at, value) for name, value in pairs]
    said = [Delivery(Sender(f"key-{turn % 20}"), readings, now, name=os.urandom(8).hex())]
    return lambda: commit(said)


def _size(result: Result) -> None:
    from django.db import connection

    from haidang.core.telemetry.archive import origin_files, packing
    from haidang.kernel import clock

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), pg_total_relation_size('origin') FROM origin")
        rows, in_table = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM reading WHERE origin IN (SELECT id FROM origin)")
        [readings] = cursor.fetchone()
    result.add("in the table", in_table / readings, "bytes a reading")
    began = time.monotonic()
    with packing.alone():
        taken = origin_files.pack(clock.now() + timedelta(days=1))
    assert taken == rows, (taken, rows)
    result.add("taken into a file and read back", readings / (time.monotonic() - began), "readings/s")
    result.add("in the file", origin_files.kept().bytes / readings, "bytes a reading")
