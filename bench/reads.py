"""Reading telemetry: the latest of 100,000 series, a week of one series as 500 points, sums of a place.

    python -m bench.reads [--series 100000] [--rounds 15]

1,000,000 readings lie in the table: 100 series of a week at one minute. `cold` is the first question on a new
connection, the other figures are of the following ones. Writes bench/out/reads.json and bench/out/reads.md.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np

from . import centre

OUT = Path(__file__).parent / "out"
WEEK = timedelta(days=7)
LONG, MINUTES = 100, 7 * 24 * 60


def history(names: list[tuple[str, str]]) -> None:
    """A week of the first hundred series, in the order a week brings them, and one reading of all others."""
    from haidang.core.telemetry.record import Reading, Sender, record
    from haidang.kernel import clock

    now = clock.now()
    values = 5 + np.random.default_rng(7).normal(0, 1, (MINUTES, LONG)).cumsum(axis=0) / 50
    step = 100  # minutes in one delivery
    for begin in range(0, MINUTES, step):
        record(
            Sender("bench"),
            [
                Reading(thing, key, now - timedelta(minutes=MINUTES - minute), float(values[minute, number]))
                for minute in range(begin, min(begin + step, MINUTES))
                for number, (thing, key) in enumerate(names[:LONG])
            ],
        )
    for begin in range(LONG, len(names), 10_000):
        at = now - timedelta(seconds=30)
        record(Sender("bench"), [Reading(thing, key, at, 5.0) for thing, key in names[begin : begin + 10_000]])


def timed(question: Callable[[], Any], rounds: int) -> dict[str, float]:
    from django.db import connection

    connection.close()
    times = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        question()
        times.append((time.perf_counter() - began) * 1000)
    later = sorted(times[1:])
    return {
        "cold_ms": round(times[0], 1),
        "median_ms": round(statistics.median(later), 1),
        "worst_ms": round(later[-1], 1),
    }


def questions(names: list[tuple[str, str]]) -> dict[str, Callable[[], Any]]:
    from haidang.core.telemetry import quality, queries
    from haidang.kernel import clock
    from haidang.kernel.action import system

    eye, now = system("bench"), clock.now()
    thing, key = names[0]
    some = [name for name, _ in names[:2000:10]]
    return {
        f"latest of {len(names):,} series": lambda: queries.latest(eye),
        "latest of 200 things": lambda: queries.latest(eye, things=some),
        "latest of 200 things, as rows": lambda: list(queries.latest(eye, things=some)),
        "7 days at 1 min to 500 points (LTTB)": lambda: queries.points(eye, thing, key, now - WEEK, now),
        "7 days at 1 min to 500 points (min-max)": lambda: queries.points(
            eye, thing, key, now - WEEK, now, how="minmax"
        ),
        "7 days every 10 min": lambda: queries.every(eye, thing, key, now - WEEK, now, timedelta(minutes=10)),
        "7 days by the hour": lambda: queries.hours(eye, thing, key, now - WEEK, now),
        "a place, one quantity, 7 days by the hour": lambda: queries.aggregate(eye, key, now - WEEK, now, place="HD/"),
        "quality of all sources": lambda: quality.sources_by_fault(eye),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    facts = centre.machine()
    with centre.centre(web=False, rules=False):
        from django.db import connection

        names = centre.fill(arguments.series)
        began = time.monotonic()
        history(names)
        filled_in = time.monotonic() - began
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what autovacuum does within minutes
        report = {
            "machine": facts,
            "series": len(names),
            "readings": LONG * MINUTES + len(names) - LONG,
            "recorded_per_second": round(LONG * MINUTES / filled_in),
            "questions": {name: timed(question, arguments.rounds) for name, question in questions(names).items()},
        }
    OUT.mkdir(exist_ok=True)
    (OUT / "reads.json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    (OUT / "reads.md").write_text(table(report))
    print(table(report))


def table(report: dict[str, Any]) -> str:
    facts = report["machine"]
    lines = [
        f"{facts['machine']}, commit {facts['commit']}, load before {facts['load_before']}.",
        f"{report['readings']:,} readings of {report['series']:,} series.",
        "",
        "| question | cold ms | median ms | worst ms |",
        "|:--|--:|--:|--:|",
        *(
            f"| {name} | {times['cold_ms']} | {times['median_ms']} | {times['worst_ms']} |"
            for name, times in report["questions"].items()
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
