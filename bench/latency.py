"""From a reading to its alert in an open stream.

One reading in each series passes a limit; the time counts from before its POST to the arrival of `alert.raise` at a
viewer of the same machine: HTTP, validation, commit, rules, journal, bell and stream. A browser adds its drawing.
"""

import argparse
import asyncio
import json
import time
from datetime import UTC, datetime

from . import centre, clients, province
from .measure import Result, percentile


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=10.0, help="alerts a second")


def measure(options: argparse.Namespace) -> Result:
    wanted = max(10, int(options.seconds * options.rate))
    with centre.centre() as one:
        names = centre.fill(wanted * centre.SERIES_A_THING)
        province.one_rule(names[0][1])
        series = [name for name in names if name[1] == names[0][1]][:wanted]
        writer, reader = centre.new_key("bench", "ingest"), centre.new_key("viewer", "read")
        time.sleep(3)  # the rules process takes the new rule up within a second
        sent, heard = asyncio.run(_watch(one.port, series, writer, reader, options.rate))
        delays = _delays(sent, heard)
    result = Result(facts={"alerts": wanted, "heard": len(delays), "delays_ms": [round(x * 1000, 1) for x in delays]})
    result.none("alerts that did not arrive", wanted - len(delays))
    result.add("reading in -> alert event at a viewer, p50", percentile(delays, 0.5) * 1000, "ms", below=300)
    result.add("the same, p99", percentile(delays, 0.99) * 1000, "ms", below=1000)
    return result


async def _watch(
    port: int, series: list[tuple[str, str]], writer: str, reader: str, rate: float
) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """When each series was sent, and when each alert (by its number) was heard of."""
    sent: dict[tuple[str, str], float] = {}
    heard: dict[str, float] = {}
    ready = asyncio.Event()

    def note(name: bytes, data: bytes) -> None:
        now = time.monotonic()
        if name == b"hello":
            ready.set()
        elif name == b"event":
            told = json.loads(data)
            if told["action"] == "alert.raise":
                heard.setdefault(told["id"], now)

    viewer = asyncio.create_task(clients.follow(port, "", note, token=reader))
    await asyncio.wait_for(ready.wait(), 10)
    pending = set()
    for name in series:
        sent[name] = time.monotonic()
        task = asyncio.create_task(clients.post(port, writer, [(*name, datetime.now(UTC), 9000.0)]))
        pending.add(task)
        task.add_done_callback(pending.discard)
        await asyncio.sleep(1 / rate)
    await asyncio.gather(*pending)
    give_up_at = time.monotonic() + 15
    while len(heard) < len(series) and time.monotonic() < give_up_at:
        await asyncio.sleep(0.1)
    viewer.cancel()
    return sent, heard


def _delays(sent: dict[tuple[str, str], float], heard: dict[str, float]) -> list[float]:
    from haidang.core.rules.models import Alert

    named = Alert.objects.filter(pk__in=heard).values_list("pk", "thing__code", "series__key")
    return [heard[str(pk)] - sent[thing, key] for pk, thing, key in named if (thing, key) in sent]
