"""10,000 alerts in 10 minutes, with a shift lead at the desk who opens its pages all the while.

Ten rules over a thousand stations in all communes; each reading that passes a limit opens an alert. Readings go in through
the door of HTTP, alerts through the rules process, pages through the web, as in life.
"""

import argparse
import asyncio
import http.client
import threading
import time
from datetime import UTC, datetime

from . import centre, clients, pages, province
from .measure import Result, percentile

DESK = ("/alerts/", "/alerts/?by=each", "/alerts/?by=cause", "/alerts/?tab=held", "/alerts/sound.json", "/overview/")
PAUSE = 0.5
LEVELS = (1, 2, 2, 3, 3, 3, 4, 4, 4, 4)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--alerts", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument(
        "--at-once", type=int, default=0, help="so many of them as fast as they go, before the minutes begin"
    )


def measure(options: argparse.Namespace) -> Result:
    with centre.centre(demo=True) as one:
        names = centre.fill(options.alerts)
        _spread()
        _rules(names)
        key, signed_in = centre.new_key("bench", "ingest"), pages.session()
        time.sleep(3)  # the rules process takes the new rules up within a second
        spans: dict[str, list[float]] = {path: [] for path in DESK}
        stop = threading.Event()
        desk = threading.Thread(target=_at_the_desk, args=(one.port, signed_in, spans, stop))
        desk.start()
        began, used = time.monotonic(), one.processor_seconds()
        asyncio.run(_at_once(one.port, key, names[: options.at_once]))
        asyncio.run(_flood(one.port, key, names[options.at_once :], options.minutes * 60))
        took = _until_all(len(names), began)
        stop.set()
        desk.join()
        busy = {name: seconds - used.get(name, 0.0) for name, seconds in one.processor_seconds().items()}
        return _told(spans, len(names), took, one.memory_mb(), busy)


def _spread() -> None:
    """The stations lie in all communes, one after the other."""
    from haidang.core.directory.models import Place
    from haidang.core.things.models import Thing

    places = list(Place.objects.filter(valid_to=None).exclude(parent=None).order_by("pk"))
    things = list(Thing.objects.filter(source__key="bench").order_by("pk"))
    for number, thing in enumerate(things):
        thing.place = places[number % len(places)]
    Thing.objects.bulk_update(things, ["place"], batch_size=500)


def _rules(names: list[tuple[str, str]]) -> None:
    """One rule a quantity, of all four levels; the domains' own are switched off."""
    from haidang.core.directory.models import Place
    from haidang.core.rules.editing import create_rule
    from haidang.core.rules.models import Rule
    from haidang.kernel import clock, registry
    from haidang.kernel.action import system

    found = registry.thing_type("air_station")
    assert found is not None
    whole, words = Place.objects.get(parent=None, valid_to=None), {"vi": "đo tải", "en": "bench"}
    for number, series in enumerate(sorted({key for _thing, key in names})):
        facts = {
            "key": f"bench_{number}", "name": {"vi": f"Vượt ngưỡng {series}", "en": f"{series} high"}, "series": series,
            "things": ["air_station"], "severity": LEVELS[number % 10], "for": "0s", "cause": words, "consequence": words,
            "when": {"kind": "threshold", "op": ">", "value": province.LIMIT}, "action": words, "acknowledge_within": "1h",
        }  # fmt: skip
        create_rule(system("bench"), whole, domain=found[0].key, facts=facts, why="bench")
    Rule.objects.exclude(key__startswith="bench_").update(is_enabled=False, changed_at=clock.now())


async def _at_once(port: int, key: str, names: list[tuple[str, str]]) -> None:
    """A flood that came before, in large requests."""
    for start in range(0, len(names), 500):
        await clients.post(port, key, [(*name, datetime.now(UTC), 9000.0) for name in names[start : start + 500]])


async def _flood(port: int, key: str, names: list[tuple[str, str]], seconds: float) -> None:
    """Every series once over its limit, evenly over the time, a few in each request."""
    began, few = time.monotonic(), max(1, round(len(names) / seconds / 4))
    for start in range(0, len(names), few):
        rows = [(*name, datetime.now(UTC), 9000.0) for name in names[start : start + few]]
        await clients.post(port, key, rows)
        due = began + seconds * (start + few) / len(names)
        await asyncio.sleep(max(0.0, due - time.monotonic()))


def _until_all(wanted: int, began: float) -> float:
    """Seconds from the first reading until every alert is open."""
    from haidang.core.rules.models import Alert

    give_up_at = time.monotonic() + 120
    while Alert.objects.filter(closed_at=None, rule__key__startswith="bench_").count() < wanted:
        if time.monotonic() > give_up_at:
            break
        time.sleep(0.5)
    return time.monotonic() - began


def _at_the_desk(port: int, session: str, spans: dict[str, list[float]], stop: threading.Event) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while not stop.is_set():
        for path in DESK:
            began = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": f"sessionid={session}", "Host": f"localhost:{port}"})
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path}: {answer.status}")
            spans[path].append(time.perf_counter() - began)
            stop.wait(PAUSE)
    connection.close()


def _told(
    spans: dict[str, list[float]], wanted: int, took: float, memory: dict[str, float], busy: dict[str, float]
) -> Result:
    from haidang.core.rules.models import Alert

    opened = Alert.objects.filter(rule__key__startswith="bench_").count()
    every = [span for several in spans.values() for span in several]
    facts = {path: {"p50_ms": round(percentile(several, 0.5) * 1000), "p95_ms": round(percentile(several, 0.95) * 1000),
                    "asked": len(several)} for path, several in spans.items()}  # fmt: skip
    result = Result(
        facts={"alerts": opened, "seconds": round(took), "pages": facts, "memory_mb": memory, "busy_s": busy}
    )
    result.none("alerts that did not open", wanted - opened)
    result.add("all alerts open after", took, "s")
    result.add("pages of the desk meanwhile, p95", percentile(every, 0.95) * 1000, "ms", below=300)
    for path, told in facts.items():
        result.add(f"{path}, p95 of {told['asked']}", told["p95_ms"], "ms", below=300)
    return result
