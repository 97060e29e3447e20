"""Cases: inbox, case page, searches, what is near, tiles of the public map, with 1,000,000 cases and 5,000,000 lines.

    python -m bench cases [--quick]     a twentieth of the rows

Pages are asked of the web processes over kept connections, each another one than the last where there are many; the time is
from the request to the last byte, and beside it stands what the web processes and PostgreSQL spent of the processor, which
does not wait for others. What is no page of its own is asked of the database in this process.
"""

import argparse
import http.client
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote

from . import centre, pages
from .cases_fill import STREETS, Sizes, fill
from .measure import Result, percentile

WARM = 6
"""Requests before it counts: two processes of four threads each read their facts once."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true", help="a twentieth of the rows")
    parser.add_argument("--times", type=int, default=40)


def measure(options: argparse.Namespace) -> Result:
    sizes = Sizes().smaller(20) if options.quick else Sizes()
    with centre.centre(rules=False, demo=True) as one:
        from haidang.core.cases.models import Case

        began = time.monotonic()
        if Case.objects.count() < sizes.cases:  # a kept home is full already
            fill(sizes)
        result = Result(facts={"filled_s": round(time.monotonic() - began), "figures": {}})
        figures = _Figures(result, options.times, one)
        _pages(figures, one.port, random.Random(3))
        _questions(figures, random.Random(4))
    return result


class _Figures:
    """Spans in seconds become a row of median and p95, of which the p95 is what was promised."""

    def __init__(self, result: Result, times: int, one: centre.Centre) -> None:
        self.result, self.times, self.centre = result, times, one

    def add(self, what: str, spans: list[float], below: float) -> None:
        ms = [span * 1000 for span in spans]
        median, late = statistics.median(ms), percentile(ms, 0.95)
        self.result.facts["figures"][what] = {"median_ms": round(median, 1), "p95_ms": round(late, 1), "n": len(ms)}
        print(f"{what}: {median:.1f} ms, p95 {late:.1f}", file=sys.stderr, flush=True)
        self.result.add(f"{what}, median", median, "ms", below=below)
        self.result.add(f"{what}, p95", late, "ms")

    def pages(self, what: str, browser: "_Browser", paths: list[str], below: float) -> None:
        browser.spans(paths[:1] * WARM)
        before = self.centre.processor_seconds()
        spans = browser.spans(paths)
        spent = {
            name: 1000 * (now - before[name]) / len(paths) for name, now in self.centre.processor_seconds().items()
        }
        self.add(what, spans, below)
        self.result.facts["figures"][what] |= {f"{name}_cpu_ms": round(ms, 1) for name, ms in spent.items()}
        for name, ms in spent.items():
            self.result.add(f"{what}, processor time of {name}", ms, "ms")
        print({name: round(ms) for name, ms in spent.items()}, file=sys.stderr, flush=True)

    def asked(self, what: str, questions: Iterable[Callable[[], Any]], below: float) -> None:
        spans = []
        for question in questions:
            began = time.perf_counter()
            question()
            spans.append(time.perf_counter() - began)
        self.add(what, spans[2:], below)


class _Browser:
    """One kept connection, signed in or not."""

    def __init__(self, port: int, session: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Host": f"localhost:{port}"} | ({"Cookie": f"sessionid={session}"} if session else {})

    def spans(self, paths: list[str]) -> list[float]:
        return [self._span(path) for path in paths]

    def _span(self, path: str) -> float:
        began = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        return time.perf_counter() - began


def _pages(figures: _Figures, port: int, chance: random.Random) -> None:
    from haidang.core.cases.models import Case

    times = figures.times
    officer, anybody = _Browser(port, pages.session()), _Browser(port)
    first, last = Case.objects.order_by("pk").values_list("pk", flat=True)[0], Case.objects.latest("pk").pk
    some = {chance.randrange(first, last) for _ in range(times)} | {last - n for n in range(times)}
    codes = list(Case.objects.filter(pk__in=some).values_list("code", flat=True))
    words = [f"{chance.choice(('rác', 'ngập', 'đèn đường', 'karaoke'))} {street}" for street in STREETS.split("|")]
    figures.pages("inbox", officer, ["/cases/"] * times, 100)
    figures.pages("inbox, late ones", officer, ["/cases/?tab=late"] * times, 100)
    figures.pages("inbox, everything", officer, ["/cases/?tab=all"] * times, 100)
    figures.pages("case page", officer, [f"/cases/{code}/" for code in codes[:times]], 150)
    figures.pages("search by code", officer, [f"/cases/?tab=all&q={code}" for code in codes[:times]], 100)
    asked = [f"/cases/?tab=all&q={quote(words[n % len(words)])}" for n in range(times)]
    figures.pages("search by words", officer, asked, 100)
    asked = [f"/cases/?q={quote(words[n % len(words)])}" for n in range(times)]
    figures.pages("search by words, open ones", officer, asked, 100)
    figures.pages("board", officer, ["/cases/board"] * (times // 4), 1000)
    figures.pages("public list", anybody, ["/app/reports/"] * times, 100)
    figures.pages("public map tile, tiles of zoom 8 to 12", anybody, list(_tiles())[: 3 * times], 100)


def _tiles() -> Iterable[str]:
    """Tiles with reports in them, each asked once: none is kept yet."""
    from math import asinh, pi, radians, tan

    from haidang.core.cases.models import Case

    places = list(Case.objects.filter(published_at__isnull=False).values_list("lon", "lat")[:4000:40])
    seen = set()
    for zoom in range(8, 13):
        for lon, lat in places:
            x = int((lon + 180) / 360 * 2**zoom)
            y = int((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**zoom)
            if (zoom, x, y) not in seen:
                seen.add((zoom, x, y))
                yield f"/app/reports/tiles/{zoom}/{x}/{y}.geojson"


def _questions(figures: _Figures, chance: random.Random) -> None:
    from haidang.core.cases import finding, queries, tracing
    from haidang.core.cases.models import Case, Party
    from haidang.core.directory.models import Person
    from haidang.kernel.geo import Point

    from . import province

    officer = Person.objects.get(account=province.account_of("duty_officer")).as_actor()
    placed = list(
        Case.objects.filter(kind="report", lon__isnull=False).order_by("-pk").values_list("lon", "lat")[:20_000]
    )
    points = [Point(*chance.choice(placed)) for _ in range(figures.times + 2)]
    near = (lambda point=point: queries.near(point, metres=300, kind="report", limit=3) for point in points)
    figures.asked("duplicates near a point", near, 30)
    phones = list(Party.objects.order_by("-pk").values_list("phone", flat=True)[: figures.times + 2])
    traced = (lambda phone=phone: tracing.trace(officer, phone=phone, why="bench") for phone in phones)
    figures.asked("search by telephone number, with its line in the journal", traced, 100)
    figures.asked(
        "procedures by words", [lambda: finding.find("làm giấy khai sinh cho con")] * (figures.times + 2), 100
    )
