"""How fast a push reaches 1,000 open streams: from before the POST of a reading to its arrival at each viewer."""

import argparse
import asyncio
import json
import multiprocessing
import resource
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from . import centre, clients
from .measure import Result, percentile

RAMP = 300  # new viewers a second
WARM_UP = 4  # pushes that are not counted: the first opens the writer's connection


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--viewers", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=2.0, help="pushes a second")
    parser.add_argument("--seconds", type=float, default=40.0)


def measure(options: argparse.Namespace) -> Result:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with centre.centre(rules=False) as one:
        (thing, key), *_ = centre.fill(centre.SERIES_A_THING)
        token = centre.new_key("bench", "ingest")
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        crowd = multiprocessing.get_context("spawn").Process(
            target=_crowd, args=(theirs, one.port, f"{thing}/{key}", options.viewers)
        )
        crowd.start()
        connected = ours.recv()
        before, began = one.processor_seconds(), time.monotonic()
        sent = asyncio.run(_push(one.port, token, thing, key, options))
        used = {
            name: round((x - before[name]) / (time.monotonic() - began), 2)
            for name, x in one.processor_seconds().items()
        }
        memory = {name: round(x) for name, x in one.memory_mb().items()}
        ours.send("stop")
        heard, processor = ours.recv()
        crowd.join()
    delays = [at - sent[number] for number, at in heard if number in sent]
    expected = connected * len(sent)
    result = Result(
        facts={
            "viewers": connected, "pushed": len(sent), "received": len(delays), "expected": expected, "cores": used,
            "client_processor_s": processor, "memory_mb": memory,
        }
    )  # fmt: skip
    result.add("viewers connected", connected, "")
    result.add("pushes that arrived, coalesced ones not counted", 100 * len(delays) / max(expected, 1), "%")
    result.add(f"push to {connected:,} viewers, p50", percentile(delays, 0.5) * 1000, "ms")
    result.add("the same, p99", percentile(delays, 0.99) * 1000, "ms", below=250)
    return result


async def _push(port: int, token: str, thing: str, key: str, options: argparse.Namespace) -> dict[int, float]:
    """The value of a reading is its number; a number that waits longer than the next push is coalesced with it."""
    sent: dict[int, float] = {}
    due = time.monotonic()
    for number in range(1, int(options.seconds * options.rate) + 1):
        sent[number] = time.monotonic()
        await clients.post(port, token, [(thing, key, datetime.now(UTC), float(number))])
        due += 1 / options.rate
        await asyncio.sleep(max(0.0, due - time.monotonic()))
    await asyncio.sleep(3)
    return {number: at for number, at in sent.items() if number > WARM_UP}


def _crowd(pipe: Connection, port: int, series: str, viewers: int) -> None:
    """The viewers' own process: says how many are connected, then what they heard and what processor time it took."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    pipe_said = asyncio.run(_listen(pipe, port, series, viewers))
    pipe.send((pipe_said, round(time.process_time(), 1)))


async def _listen(pipe: Connection, port: int, series: str, viewers: int) -> list[tuple[int, float]]:
    heard: list[tuple[int, float]] = []
    ready = 0

    def note(name: bytes, data: bytes) -> None:
        nonlocal ready
        if name == b"hello":
            ready += 1
        elif name == b"latest" and series.encode() in data:
            heard.append((round(json.loads(data)[series]["value"]), time.monotonic()))

    tasks = []
    for _ in range(viewers):
        tasks.append(asyncio.create_task(clients.follow(port, f"?series={series}", note)))
        await asyncio.sleep(1 / RAMP)
    give_up_at = time.monotonic() + 30
    while ready < viewers and time.monotonic() < give_up_at:
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    pipe.send(ready)
    await asyncio.to_thread(pipe.recv)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return heard
