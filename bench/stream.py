"""How fast a push reaches 1,000 open streams: time from the commit of a reading to its arrival at each viewer.

Needs a running centre and a key: HAIDANG_URL, HAIDANG_KEY. Prints one line of JSON.
"""

import argparse
import asyncio
import json
import resource
import time
import urllib.request
from urllib.parse import urlparse


async def watch(url: str, series: str, until: float, delays: list[float], ready: asyncio.Semaphore) -> None:
    address = urlparse(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    request = f"GET /api/v1/stream?series={series} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n"
    writer.write(request.encode())
    await writer.drain()
    ready.release()
    while (left := until - time.time()) > 0:
        try:
            line = await asyncio.wait_for(reader.readline(), left)
        except TimeoutError:
            break
        if not line:
            break
        if line.startswith(b"data: {") and series.encode() in line:
            sent = json.loads(line[6:])[series]["value"]
            delays.append(time.time() - sent)
    writer.close()


def push(url: str, key: str, series: str) -> None:
    """One reading whose value is the moment after which it was committed; the delay then counts the whole way."""
    thing, name = series.split("/")
    now = time.time()
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1e6):06d}Z"
    body = json.dumps({"readings": [{"thing": thing, "series": name, "at": at, "value": now}]}).encode()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{url}/ingest", body, headers), timeout=10) as answer:
        answer.read()


async def run(arguments: argparse.Namespace) -> dict[str, float]:
    delays: list[float] = []
    ready = asyncio.Semaphore(0)
    until = time.time() + arguments.seconds + arguments.viewers / 200
    viewers = []
    for _ in range(arguments.viewers):
        viewers.append(asyncio.create_task(watch(arguments.url, arguments.series, until, delays, ready)))
        await asyncio.sleep(0.004)
    for _ in range(arguments.viewers):
        await ready.acquire()
    await asyncio.sleep(2)
    delays.clear()
    pushed = 0
    while time.time() < until - 2:
        started = time.time()
        await asyncio.to_thread(push, arguments.url, arguments.key, arguments.series)
        pushed += 1
        await asyncio.sleep(max(0.0, 1 / arguments.rate - (time.time() - started)))
    await asyncio.gather(*viewers)
    delays.sort()
    at = {name: round(delays[int(len(delays) * part)] * 1000, 1) for name, part in (("p50", 0.5), ("p99", 0.99))}
    return {
        "viewers": arguments.viewers,
        "pushed": pushed,
        "received": len(delays),
        **{f"{k}_ms": v for k, v in at.items()},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--key", required=True)
    parser.add_argument("--series", required=True, help="thing/series of public data, without plausible bounds")
    parser.add_argument("--viewers", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=2.0, help="pushes per second")
    parser.add_argument("--seconds", type=float, default=60)
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    print(json.dumps(asyncio.run(run(parser.parse_args()))))
