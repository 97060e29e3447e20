"""Ten times what the door can take: senders are slowed (429), memory is bounded, nothing acknowledged is lost.

First the rate that senders sustain who wait for their answers; then ten times as many arrivals, which do not wait and do
not heed Retry-After. Memory of every process is looked at every two seconds.
"""

import argparse
import json
import subprocess
import sys
from typing import Any

from . import centre, ingest
from .measure import Result

FREE_RUN = 20.0  # seconds by which memory has found its height


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--series", type=int, default=50_000)
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--senders", type=int, default=400)
    parser.add_argument("--times", type=float, default=10.0, help="how many times the sustained rate")


def measure(options: argparse.Namespace) -> Result:
    with centre.centre() as one:
        names = centre.fill(options.series)
        centre.ten_rules_a_series()
        token = centre.new_key("bench", "ingest")
        before = ingest.kept()
        calm = ingest.measured(one, names, token, options.batch, 20.0)
        flood = _flooded(one, names, token, options, calm["readings_per_second"])
        kept = ingest.kept() - before
        raw = ingest.raw_copy(names)
    acknowledged = calm["acknowledged"] + flood["acknowledged"]
    facts = {"calm": calm, "flood": flood, "acknowledged": acknowledged, "kept": kept, "raw_copy_per_second": raw}
    result = Result(facts=facts)
    result.add("raw COPY in the same run, readings/s", raw, "")
    result.add(f"readings/s with {calm['connections']} senders that wait for answers", calm["readings_per_second"], "")
    result.add(f"offered for {options.seconds:g} s by {options.senders} that do not, readings/s", flood["offered"], "")
    result.add("taken of these, readings/s", flood["readings_per_second"], "")
    result.add("answers of 429", flood["slowed"], "")
    result.add("Retry-After at most", flood["retry_after_s"].get("most", 0), "s")
    result.add("a taken body is answered within, p99", flood["p99_ms"], "ms")
    result.none("answers of another failure, or none", flood["failed"] + flood["never_answered"])
    result.none("acknowledged readings lost", max(0, acknowledged - kept))
    for name in ("web", "rules", "database"):
        early, most = _heights(flood["memory_mb"], name)
        at_rest = calm["most_memory_mb"][name]
        words = f"memory of {name} at most (calm {at_rest} MB, first {FREE_RUN:g} s of the flood {early:.0f} MB)"
        result.add(words, most, "MB")
    return result


def _heights(looks: list[dict[str, float]], name: str) -> tuple[float, float]:
    """The most it held in the beginning, and ever."""
    return max(look[name] for look in looks if look["at"] <= FREE_RUN), max(look[name] for look in looks)


def _flooded(
    one: centre.Centre, names: list[tuple[str, str]], token: str, options: argparse.Namespace, sustained: float
) -> dict[str, Any]:
    offered = sustained * options.times
    orders = {
        "names": names, "batch": options.batch, "port": one.port, "token": token, "seconds": options.seconds,
        "senders": options.senders, "bodies_per_second": offered / options.batch,
    }  # fmt: skip
    memory = ingest.Memory(one)
    memory.start()
    done = subprocess.run(
        [sys.executable, "-m", "bench.flood"], input=json.dumps(orders), stdout=subprocess.PIPE, text=True, check=True
    )
    memory.over.set()
    found: dict[str, Any] = json.loads(done.stdout)
    return {
        "due_per_second": round(offered),
        "offered": found["offered_per_second"],
        **found,
        "memory_mb": memory.looks,
    }
