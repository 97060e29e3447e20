"""Operator pages with 1,000,000 readings, 100,000 series, 10,000 alerts: server time, and how often the database is asked."""

import argparse
import http.client
import sys
import time
from datetime import timedelta

from . import centre, province
from .measure import Result, median_ms

READINGS, ALERTS, OPEN, INCIDENTS = 1_000_000, 10_000, 200, 40


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--series", type=int, default=100_000)


def measure(options: argparse.Namespace) -> Result:
    with centre.centre(rules=False, demo=True) as one:
        from haidang.core.telemetry import day_sums

        names = centre.fill(options.series)
        province.newest_of_all()
        province.history(names, READINGS // len(names), timedelta(minutes=2))
        day_sums.keep()  # what the worker does every five minutes
        alerts, incidents = _trouble()
        signed_in = session()
        pages = _pages(names[0][0], alerts[0], incidents[0])
        asked = {path: _questions(signed_in, path) for path in pages}
        result = Result(
            facts={
                "readings": READINGS,
                "series": len(names),
                "alerts": ALERTS,
                "open": OPEN,
                "incidents": INCIDENTS,
                "pages": {},
            }
        )
        for path in pages:
            span, size = _timed(one.port, signed_in, path, options.times)
            result.facts["pages"][path] = {"ms": round(span, 1), "queries": asked[path], "bytes": size}
            print(f"{path} {span:.1f} ms, {asked[path]} queries, {size} bytes", file=sys.stderr, flush=True)
            result.add(f"{path} ({asked[path]} queries)", span, "ms", below=100)
    return result


def _pages(thing: str, alert: str, incident: str) -> list[str]:
    return [
        "/overview/", "/alerts/", "/alerts/?tab=history", f"/alerts/{alert}/", "/incidents/", f"/incidents/{incident}/",
        "/map/", "/map/layers/alerts.geojson", "/map/layers/incidents.geojson", "/map/layers/units.geojson",
        "/map/layers/environment.geojson", f"/things/{thing}/", "/sources/", "/sources/bench/", "/rules/",
        "/wall/", "/d/environment/", "/d/environment/overview/", "/d/utilities/", "/search/?q=tram", "/search/?q=BN-00",
    ]  # fmt: skip


def _trouble() -> tuple[list[str], list[str]]:
    """Alerts of one rule on the bench's series, the newest of them open, and incidents from some of those."""
    from haidang.core.directory.models import Person
    from haidang.core.incidents.actions import open_incident
    from haidang.core.rules.models import Alert
    from haidang.core.things.models import Series
    from haidang.kernel import clock

    rule = province.one_rule("pm25")
    now = clock.now()
    rows = list(Series.objects.filter(source__key="bench").select_related("thing__place", "thing__office")[:2000])
    made = []
    for number in range(ALERTS):
        series, is_open = rows[number % len(rows)], number >= ALERTS - OPEN
        at = now - timedelta(minutes=ALERTS - number)
        made.append(
            Alert(
                code=f"CB-{at:%y%m%d}-{number:05}", rule=rule, rule_version=rule.current, series=series, thing=series.thing,
                place=series.thing.place, domain=series.thing.domain, data_class="public", severity=number % 4 + 1,
                title_vi=f"PM2,5 cao {number}", title_en=f"PM2.5 high {number}", opened_at=at, raised_at=at,
                value_open=80.0, value_peak=90.0, value_last=85.0, value_at=at, unit="µg/m³", why={"limit": 50.0},
                state="new" if is_open else "closed", closed_at=None if is_open else at + timedelta(minutes=5),
                acknowledge_due_at=at + timedelta(hours=1),
            )
        )  # fmt: skip
    Alert.objects.bulk_create(made, batch_size=1000)
    officer = Person.objects.get(account=province.account_of("duty_officer")).as_actor()
    newest = list(Alert.objects.filter(closed_at=None).order_by("-pk")[:INCIDENTS])
    incidents = [open_incident(officer, alert).code for alert in newest]
    return [alert.code for alert in Alert.objects.filter(closed_at=None, incident_id=None)[:1]], incidents


def session(role: str = "shift_lead") -> str:
    """A signed-in session of somebody with that duty; the shift lead may see most pages."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from haidang.core.directory.models import Person

    person = Person.objects.get(account=province.account_of(role))
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return store.session_key or ""


def _questions(session: str, path: str) -> int:
    """How many queries a page takes, asked in this process a second time, when what is kept is kept."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "localhost"})
    client.cookies["sessionid"] = session
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def _timed(port: int, session: str, path: str, times: int) -> tuple[float, int]:
    """Median milliseconds from the request to the last byte over a kept connection, and the size of the page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    spans, size = [], 0
    for turn in range(times + 4):  # two processes, twice each, to warm up
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"sessionid={session}", "Host": f"localhost:{port}"})
        answer = connection.getresponse()
        size = len(answer.read())
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status}")
        if turn >= 4:
            spans.append(time.perf_counter() - began)
        else:
            connection.close()
    connection.close()
    return median_ms(spans), size
