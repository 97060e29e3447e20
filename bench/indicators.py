"""Indicators: a leader's numbers, search, maps, recomputing, with 5,000 indicators x 168 communes x 60 months.

    python -m bench indicators [--quick]     a twentieth of the indicators

Three in five are typed by communes and added up to the province, the others are formulas of those: shares, growth, sums since
January. The questions are those that pages ask, put to the database in this process; the time is to the whole answer. The
pages are whole requests of a leader of the demo, through every middleware, in this process.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import quote

from . import centre, pages
from .measure import Result, percentile

COMMUNES, MONTHS = 168, 60
WORDS = (
    "tỷ lệ|số lượng|sản lượng|diện tích|doanh thu|chi phí|hồ sơ|học sinh|giường bệnh|doanh nghiệp|khách lưu trú|đường giao thông|"
    "nước sạch|rác thải|hộ nghèo|lao động|xuất khẩu|thu ngân sách|đầu tư công|tiêm chủng"
)
OF = "nông thôn|thành thị|cấp xã|mới|trong kỳ|luỹ kế|đúng hạn|trực tuyến|đạt chuẩn|theo kế hoạch|ngoài nhà nước|cuối kỳ"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--quick", action="store_true", help="a twentieth of the indicators")
    parser.add_argument("--times", type=int, default=40)


def measure(options: argparse.Namespace) -> Result:
    count = 250 if options.quick else 5_000
    with centre.centre(web=False, rules=False, demo=True):
        began = time.monotonic()
        _places()
        if not _is_full(count):  # a kept home is full already
            declare(count)
            fill()
        _aim()
        result = Result(facts={"filled_s": round(time.monotonic() - began), "values": _values(), "figures": {}})
        result.add("values in the table", _values(), "")
        _questions(result, options.times)
        _pages(result, options.times)
        _recomputing(result, count // 5)
        return result


def _is_full(count: int) -> bool:
    from haidang.core.indicators.models import Indicator

    return Indicator.objects.filter(domain="bench").count() == count and _values() > count * COMMUNES


def _values() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE relname = 'indicator_value'")
        return int(cursor.fetchone()[0])


def _places() -> None:
    """A province of 168 communes."""
    from haidang.core.directory.models import Place

    top = Place.objects.get(parent=None, valid_to=None)
    Place.objects.filter(key__regex=r"^B\d{4}$").update(valid_to=None)  # preparing a kept home ended them
    lacking = COMMUNES - Place.objects.filter(parent=top, valid_to=None).count()
    for number in range(max(lacking, 0)):
        key = f"B{number:04d}"
        Place.objects.create(
            key=key, code=key, kind="commune", name_vi=f"Xã {key}", name_en=key, folded=key.lower(), sort_key=key, parent=top,
            path=f"{top.path}{key}/", area_km2=10, valid_from=date(2025, 7, 1),
        )  # fmt: skip


def declare(count: int) -> None:
    """Indicators of a domain that no file names."""
    import msgspec

    from haidang.core.indicators import sync
    from haidang.core.indicators.models import Indicator
    from haidang.kernel.manifest import indicator

    chance, rows = random.Random(5), []
    for number in range(count):
        facts = msgspec.convert(_facts(number, count, chance), indicator.Indicator)
        row = Indicator(code=f"bench.{facts.key}", domain="bench", key=facts.key, version=1)
        sync.take(row, sync.plain(facts), None)
        rows.append(row)
    Indicator.objects.bulk_create(rows, batch_size=1000)


def _facts(number: int, count: int, chance: random.Random) -> dict[str, Any]:
    typed = count * 3 // 5
    name = f"{chance.choice(WORDS.split('|')).capitalize()} {chance.choice(OF.split('|'))} {number}"
    said: dict[str, Any] = {
        "key": f"i{number}", "name": {"vi": name, "en": name}, "definition": {"vi": name, "en": name}, "unit": "tấn",
        "period": "month", "over_time": "sum", "level": "commune", "due": "5d", "office_kind": "department",
        "pillar": "economy", "trust": "M", "source_text": "bench", "source": "typed", "over_places": "sum",
        "bands": [{"key": "low", "name": {"vi": "thấp", "en": "low"}, "below": 60, "severity": 2}],
    }  # fmt: skip
    if number < typed:
        return said
    one, two = (number * 7) % typed, (number * 11 + 1) % typed
    formulas = {
        0: (f"100% * i{one} / i{two}", "%"), 1: (f"100% * (i{one} / prev(i{one}) - 1)", "%"), 2: (f"ytd(i{one})", "tấn"),
        3: (f"100% * i{one} / whole(i{one})", "%"),
    }  # fmt: skip
    formula, unit = formulas[number % 4]
    return said | {"source": "formula", "formula": formula, "unit": unit, "over_places": "none", "over_time": "last"}


# Sixty months of every indicator at every place, in the order of the key, which is built afterwards.
_FILL = """
INSERT INTO indicator_value (value, at, indicator_id, period, place_id, lot_id, quality, origin, is_simulated)
SELECT 50 + (one * 7919 + place * 104729 + month * 31) %% 1000 / 10.0, %(now)s, one,
       (%(first)s::date + make_interval(months => month))::date, place, 1, 0, 6, true
FROM unnest(%(indicators)s::int[]) AS one, generate_series(0, %(months)s - 1) AS month, unnest(%(places)s::int[]) AS place
"""
_LATEST = """
INSERT INTO indicator_latest (value, at, indicator_id, place_id, period, quality, is_simulated)
SELECT value, at, indicator_id, place_id, period, quality, is_simulated FROM indicator_value WHERE period = %s
"""


def fill() -> None:
    from django.db import connection

    from haidang.core.indicators import places
    from haidang.core.indicators.models import Indicator
    from haidang.kernel import clock, periods

    axis = places.today()
    newest = periods.containing(clock.today(), "month").previous
    numbers = list(Indicator.objects.filter(domain="bench").order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("ALTER TABLE indicator_value DROP CONSTRAINT indicator_value_pkey")
        for start in range(0, len(numbers), 250):
            cursor.execute(
                _FILL,
                {
                    "now": clock.now(), "indicators": numbers[start : start + 250], "months": MONTHS,
                    "first": newest.moved(1 - MONTHS).first, "places": sorted(axis.ids[axis.level != 1].tolist()),
                },
            )  # fmt: skip
            print(f"filled {start + 250:,} indicators", file=sys.stderr, flush=True)
        cursor.execute("ALTER TABLE indicator_value ADD PRIMARY KEY (indicator_id, period, place_id)")
        cursor.execute(_LATEST, [newest.first])
        cursor.execute("VACUUM ANALYZE indicator_value")
        cursor.execute("VACUUM ANALYZE indicator_latest")
        cursor.execute("VACUUM ANALYZE indicator")


def _aim() -> None:
    """A plan with a target of this year for every tenth indicator."""
    from haidang.core.indicators import places
    from haidang.core.indicators.models import Indicator, Plan, Target
    from haidang.kernel import clock

    plan, is_new = Plan.objects.get_or_create(
        code="bench.plan", defaults={"name_vi": "b", "name_en": "b", "source": "bench", "trust": "M"}
    )
    if is_new:
        facts: dict[str, Any] = {
            "plan": plan, "place_id": places.today().root_id, "period": clock.today().replace(month=1, day=1), "kind": "year",
            "value": 100.0, "source": "bench", "trust": "M",
        }  # fmt: skip
        some = Indicator.objects.filter(domain="bench").order_by("pk")[::10]
        Target.objects.bulk_create(Target(indicator=one, **facts) for one in some)


def _questions(result: Result, times: int) -> None:
    from haidang.core.indicators import queries
    from haidang.core.indicators.models import Indicator
    from haidang.kernel.action import system
    from haidang.kernel.once import remembering

    eye, chance = system("bench"), random.Random(6)
    codes = list(Indicator.objects.filter(domain="bench").values_list("code", flat=True))

    def asked(what: str, question: Callable[[], Any], below: float) -> None:
        spans = []
        for _turn in range(times + 2):
            began = time.perf_counter()
            with remembering():
                question()
            spans.append((time.perf_counter() - began) * 1000)
        _told(result, what, spans[2:], below)

    def leader() -> None:
        some = chance.sample(codes, 12)
        queries.latest(eye, some)
        queries.trends(eye, some, count=24)
        queries.abnormal(eye, most=20)

    def search() -> None:
        words = f"{chance.choice(WORDS.split('|'))} {chance.choice(OF.split('|')).split()[0]}"
        list(queries.catalogue(eye, words=words)[:50])

    asked("a leader's 12 numbers with two years and what is abnormal", leader, 150)
    asked("search in the catalogue", search, 50)
    asked("map of communes", lambda: queries.on_map(eye, chance.choice(codes)), 200)
    asked("map of a year of months", lambda: queries.on_map(eye, chance.choice(codes), kind="year"), 200)
    asked("page of an indicator: five years", lambda: queries.trends(eye, [chance.choice(codes)], count=60), 150)


def _pages(result: Result, times: int) -> None:
    from django.test import Client

    from haidang.core.indicators.models import Indicator

    browser, chance = Client(headers={"host": "localhost"}), random.Random(8)
    browser.cookies["sessionid"] = pages.session("leader")
    communes = list(Indicator.objects.filter(domain="bench", source="typed").values_list("code", flat=True))

    def asked(what: str, path: Callable[[], str], below: float) -> None:
        spans = []
        for _turn in range(times + 3):
            where = path()
            began = time.perf_counter()
            answer = browser.get(where)
            spans.append((time.perf_counter() - began) * 1000)
            if answer.status_code != 200:
                raise SystemExit(f"{where}: {answer.status_code}")
        _told(result, f"page: {what}", spans[3:], below)

    def found() -> str:
        return f"/indicators/?q={quote(chance.choice(WORDS.split('|')))}"

    asked("a leader's day", lambda: "/today/", 150)
    asked("the catalogue, searched", found, 150)
    asked("communes compared, two periods", lambda: f"/indicators/{chance.choice(communes)}/places/", 200)


def _told(result: Result, what: str, spans: list[float], below: float) -> None:
    found = {"median_ms": round(statistics.median(spans), 1), "p95_ms": round(percentile(spans, 0.95), 1)}
    result.facts["figures"][what] = found
    print(what, found, file=sys.stderr, flush=True)
    result.add(f"{what}, median", found["median_ms"], "ms", below=below)
    result.add(f"{what}, p95", found["p95_ms"], "ms")


def _recomputing(result: Result, count: int) -> None:
    """A day's changes: every commune has sent the newest month of a fifth of the indicators anew."""
    import numpy as np

    from haidang.core.indicators import actions, places
    from haidang.core.indicators.cells import Columns, day_number
    from haidang.core.indicators.models import Indicator, Lot
    from haidang.core.indicators.values import Origin
    from haidang.kernel import clock, periods
    from haidang.kernel.action import system

    axis = places.today()
    newest = periods.containing(clock.today(), "month").previous
    numbers = (
        Indicator.objects.filter(domain="bench", source="typed").order_by("?").values_list("pk", flat=True)[:count]
    )
    communes = axis.ids[axis.level == 2]
    size = len(numbers) * len(communes)
    columns = Columns(
        np.repeat(np.array(numbers, np.int32), len(communes)), np.full(size, day_number(newest.first), np.int32),
        np.tile(communes, len(numbers)), np.random.default_rng(7).uniform(10, 200, size).round(1), np.zeros(size, np.int16),
    )  # fmt: skip
    lot = Lot.objects.create(kind="push", by="system:bench", by_name="bench", at=clock.now())
    began = time.monotonic()
    actions.put(columns, lot, Origin.PUSHED)
    result.add(f"taking {size:,} values in", time.monotonic() - began, "s")
    began = time.monotonic()
    written = actions.compute_marked(system("bench"))
    spent = time.monotonic() - began
    changed = written.new + written.changed
    result.facts["recomputed"] = {"given": size, "changed": changed, "s": round(spent, 1)}
    result.add(f"computing what follows: {changed:,} values", spent, "s", below=60)
