"""Fifty thousand things on the operator's map: bytes, time to the first drawing, frames while it is moved, the server's answer.

    python -m bench map [--things 50000]

A real browser (headless, drawing in software where there is no graphics card: its frames are the floor) opens /map/, waits
until everything is drawn, then flies over the province. 300 alerts are open among the things.
"""

import argparse
import gzip
import http.client
import random
import time
from datetime import timedelta
from typing import Any

from . import centre, province
from .measure import Result, percentile
from .pages import session

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
ALERTS = 300
WARMING = 6
"""Answers until each web process has read the things once."""
VIEWS = (("106.9,10.2,107.7,10.8", "9.0"), ("107.0,10.3,107.3,10.6", "11.0"), ("107.1,10.35,107.15,10.4", "13.5"))
FLY = """
async () => {
  const map = document.querySelector("ioc-map").map;
  const frames = [];
  let before = performance.now(), on = true;
  const tick = (now) => { frames.push(now - before); before = now; if (on) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
  for (const [lon, lat, zoom] of [[107.08, 10.35, 12], [107.4, 10.5, 10.5], [107.2, 10.6, 13], [107.2, 10.5, 9.5]]) {
    map.easeTo({ center: [lon, lat], zoom, duration: 2500 });
    await new Promise((resolve) => map.once("moveend", resolve));
  }
  on = false;
  return frames;
}
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--things", type=int, default=50_000)


def measure(options: argparse.Namespace) -> Result:
    result = Result()
    with centre.centre(rules=False, demo=True) as one:
        _fill(options.things, random.Random(7))
        province.newest_of_all()
        _alerts()
        signed_in = session()
        result.add("things on the map", options.things, "")
        _server(result, one.port, signed_in)
        _browser(result, one.url, signed_in)
    return result


def _fill(count: int, draw: random.Random) -> None:
    """Stations with one series each all over the province, thicker around five towns."""
    from haidang.core.directory.models import Place
    from haidang.core.things.models import Series, Source, Thing

    towns = [(107.08, 10.35), (107.18, 10.5), (107.25, 10.4), (107.4, 10.65), (107.05, 10.6)]
    place = Place.objects.filter(valid_to=None).exclude(parent=None).first()
    source, _ = Source.objects.get_or_create(key="bench", defaults={"name_vi": "b", "name_en": "b", "door": "ingest"})
    rows = []
    for number in range(count):
        (lon, lat), wide, code = draw.choice(towns), 0.02 if draw.random() < 0.6 else 0.15, f"BN-{number:05d}"
        rows.append(
            Thing(
                code=code, domain="environment", type="air_station", name_vi=f"Trạm {number}", name_en=f"Station {number}",
                folded=code, sort_key=code, place=place, source=source, lon=draw.gauss(lon, wide), lat=draw.gauss(lat, wide),
            )
        )  # fmt: skip
    Thing.objects.bulk_create(rows, batch_size=5000)
    Series.objects.bulk_create(
        [Series(thing=one, key="pm25", source=source, cadence_seconds=60) for one in rows], batch_size=10_000
    )


def _alerts() -> None:
    from haidang.core.rules.models import Alert
    from haidang.core.things.models import Series
    from haidang.kernel import clock

    rule, now = province.one_rule("pm25"), clock.now()
    series = list(
        Series.objects.filter(source__key="bench", key="pm25").select_related("thing__place")[:: 50_000 // ALERTS]
    )
    Alert.objects.bulk_create(
        Alert(
            code=f"CB-{now:%y%m%d}-{number:05}", rule=rule, rule_version=rule.current, series=one, thing=one.thing,
            place=one.thing.place, domain=one.thing.domain, data_class="public", severity=number % 4 + 1, title_vi="PM2,5 cao",
            title_en="PM2.5 high", opened_at=now, raised_at=now - timedelta(minutes=number), why={}, state="new",
        )
        for number, one in enumerate(series[:ALERTS])
    )  # fmt: skip


def _server(result: Result, port: int, signed_in: str) -> None:
    """One box after another, as browsers ask for them; and all of it at once, as it was before."""
    for box, zoom in VIEWS:
        path = f"/map/layers/environment.geojson?box={box}&zoom={zoom}"
        took, sizes = [], 0
        for _ in range(WARMING + 20):
            began = time.perf_counter()
            body = _get(port, signed_in, path)
            took.append((time.perf_counter() - began) * 1000)
            sizes = len(gzip.compress(body, 6))
        result.add(f"zoom {zoom}: slowest of the first answers", max(took[:WARMING]), "ms")
        result.add(f"zoom {zoom}: answer, p95", percentile(took[WARMING:], 0.95), "ms", below=300)
        result.add(f"zoom {zoom}: compressed", sizes / 1000, "kB", below=380)
    whole = _get(port, signed_in, "/map/layers/environment.geojson")
    result.add("all points one by one, compressed", len(gzip.compress(whole, 6)) / 1000, "kB")


def _get(port: int, signed_in: str, path: str) -> bytes:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    asked.request("GET", path, headers={"Cookie": f"sessionid={signed_in}"})
    answer = asked.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")
    return body


def _browser(result: Result, url: str, signed_in: str) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        opened = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = opened.new_context(viewport={"width": 1920, "height": 1080})
        context.add_cookies([{"name": "sessionid", "value": signed_in, "url": url}])
        page = context.new_page()
        sizes: dict[str, int] = {}
        page.on("response", lambda answer: _weigh(sizes, answer))
        began = time.perf_counter()
        page.goto(f"{url}/map/")
        page.wait_for_selector(".map-frame[data-ready]", timeout=120_000)
        result.add("from the click to the whole drawing", time.perf_counter() - began, "s")
        first: float = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
        result.add("first paint", first, "ms")
        result.add("points over the wire", sum(sizes.values()) / 1000, "kB", below=380)
        result.add("features held by the page", page.evaluate(_HELD), "")
        frames = sorted(page.evaluate(FLY))
        result.add("frames a second while flying", 1000 * len(frames) / sum(frames), "/s")
        result.add("a frame, p95", percentile(frames, 0.95), "ms")
        opened.close()


_HELD = 'document.querySelector("ioc-map").layers.reduce((sum, one) => sum + (one.data?.features.length ?? 0), 0)'


def _weigh(sizes: dict[str, int], answer: Any) -> None:
    if ".geojson" in answer.url and "/map/layers/" in answer.url:
        headers = answer.headers
        sizes[answer.url] = int(headers.get("content-length") or len(answer.body()))
