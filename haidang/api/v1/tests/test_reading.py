"""Lists in pages, values that cannot be accepted, and the same rights as on screen."""

import json
from math import inf, nan

import pytest
from django.db import connection

from haidang.core.directory.permissions import visible
from haidang.core.directory.roles import facts
from haidang.core.rules.models import Alert
from haidang.core.rules.tests.watched import new_station, says
from haidang.core.things.models import Thing

from .calling import in_session


def test_pages_have_every_thing_once_while_others_are_made(watched, reader):
    for number in range(2, 12):
        new_station(watched.hd, f"AQ-{number:03}", watched.station.source)
    before = [f"AQ-{number:03}" for number in range(1, 12)]
    more = iter(range(100))

    def meanwhile():
        number = next(more)
        new_station(watched.hd, f"AA-{number:03}", watched.station.source)
        new_station(watched.hd, f"AQ-005-{number}", watched.station.source)

    codes = [one["code"] for one in reader.pages("things", meanwhile, limit=3)]
    assert sorted(set(codes)) == codes
    assert set(before) <= set(codes)


def test_closed_alerts_come_in_pages_without_gap_or_repeat(watched, at, reader):
    watched.start(says())
    minutes = iter(range(0, 600, 30))

    def episode():
        minute = next(minutes)
        at(minute)
        watched.measured((minute, 80))
        at(minute + 1)
        watched.measured((minute + 1, 10))
        alert = Alert.objects.order_by("-id").first()
        in_session(watched.officer).post(f"alerts/{alert.code}/acknowledge")

    for _ in range(5):
        episode()
    before = {one.code for one in watched.alerts()}
    found = [one["code"] for one in reader.pages("alerts", episode, state="all", limit=2)]
    assert len(before) == 5
    assert len(found) == len(set(found))
    assert before <= set(found)


def test_events_continue_before_a_number(watched, reader):
    in_session(watched.officer).post("incidents", place="26506", title="Cây đổ", severity=3)
    page = reader.get("events", limit=1)[1]
    more = reader.get("events", before=page["next"], limit=1)[1] if page["next"] else {"items": []}
    assert page["items"][0]["action"] in ("incident.open", "session.begin")
    assert all(one["seq"] < page["items"][0]["seq"] for one in more["items"])


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("things", {"limit": 0}, "limit"),
        ("things", {"limit": 501}, "limit"),
        ("things", {"limit": "ten"}, "limit"),
        ("things", {"after": "made-up"}, "after"),
        ("things", {"after": "W251bGxd"}, "after"),
        ("things", {"q": "a\0b"}, "q"),
        ("places", {"on": "yesterday"}, "on"),
        ("places", {"on": "0001-01-01"}, "on"),
        ("alerts", {"state": "angry"}, "state"),
        ("alerts", {"state": "all", "after": "2026-11-21T09:00:00~1"}, "after"),
        ("incidents", {"after": "x"}, "after"),
        ("incidents", {"state": "lost"}, "state"),
        ("events", {"until": "9999-12-31"}, "until"),
        ("series/AQ-001/pm25", {"from": "0001-01-01T00:00:00Z"}, "from"),
        ("series/AQ-001/pm25", {"from": "2026-11-21T09:00:00"}, "from"),
        ("series/AQ-001/pm25", {"from": "2026-11-22T09:00:00Z", "to": "2026-11-21T09:00:00Z"}, "to"),
        ("series/AQ-001/pm25", {"points": 2}, "points"),
        ("series/AQ-001/pm25", {"every": "1y"}, "every"),
        ("series/AQ-001/pm25", {"every": "0s"}, "every"),
        ("series/AQ-001/pm25", {"every": "9999999999999d"}, "every"),
    ],
)
def test_a_value_that_cannot_be_accepted_is_named(reader, path, query, field):
    status, problem = reader.get(path, **query)
    assert status == 422
    assert field in {error["field"] for error in problem["errors"]}
    assert all(error["error"] for error in problem["errors"])


def test_the_value_is_shown_with_what_to_do(reader):
    error = reader.get("things", limit=501)[1]["errors"][0]
    assert error == {"field": "limit", "value": 501, "error": "give a number from 1 to 500"}


def test_moments_have_their_offset_and_buckets_begin_at_local_midnight(watched, reader):
    watched.send((0, 37.2))
    latest = reader.get("latest", things="AQ-001", series="pm25")[1]["items"]
    assert [(one["at"], one["value"], one["freshness"]) for one in latest] == [("2026-11-21T02:00:00Z", 37.2, "live")]
    local = {"from": "2026-11-21T09:00:00+07:00", "to": "2026-11-21T02:00:01Z"}
    assert reader.get("series/AQ-001/pm25", **local)[1]["points"] == [["2026-11-21T02:00:00Z", 37.2]]
    buckets = reader.get("series/AQ-001/pm25", every="1d", to="2026-11-21T17:00:00Z")[1]["buckets"]
    assert [(one["start"], one["n"]) for one in buckets] == [("2026-11-20T17:00:00Z", 1)]


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_an_answer_never_holds_what_json_has_no_word_for(watched, reader, value):
    watched.send((0, 1.0))
    with connection.cursor() as cursor:
        for table in ("latest", "reading"):
            cursor.execute(f"UPDATE {table} SET value = %s", [value])
    Thing.objects.update(fields={})

    def refuse(word):
        raise AssertionError(word)

    for path in ("latest", "series/AQ-001/pm25", "series/AQ-001/pm25?every=5m"):
        answer = reader.client.get(f"/api/v1/{path}", headers=reader.headers)
        assert answer.status_code == 200
        json.loads(answer.content, parse_constant=refuse)


def test_quality_of_sources_is_told(watched, reader):
    watched.send((0, 37.2))
    (source,) = reader.get("sources/quality")[1]
    assert (source["source"], source["scores"]["right"], source["states"]["live"]) == ("tram-khi", 1.0, 1)
    assert reader.get("sources/tram-khi")[1]["thing_count"] == 1
    assert reader.get("sources/tram-khi/log") == (200, [])


@pytest.mark.parametrize("role", sorted(facts().roles))
def test_every_role_sees_the_same_alerts_as_on_screen(watched, role):
    hd = watched.hd
    new_station(hd, "AQ-002", watched.station.source, place=hd.elsewhere)
    watched.start(says())
    for thing in ("AQ-001", "AQ-002"):
        watched.measured((0, 80), thing=thing)
    assert Alert.objects.count() == 2
    for place, office in ((hd.province, hd.centre), (hd.here, hd.committee), (hd.elsewhere, hd.other_committee)):
        actor = hd.officer(role, office, place)
        status, page = in_session(actor).get("alerts")
        seen = set(Alert.objects.filter(visible(actor, Alert)).values_list("code", flat=True))
        assert {one["code"] for one in page.get("items", [])} == seen
        assert status == 200 or not seen


def test_lists_ask_as_many_questions_for_many_rows_as_for_few(watched, reader, django_assert_max_num_queries):
    for number in range(2, 14):
        new_station(watched.hd, f"AQ-{number:03}", watched.station.source)
    watched.start(says())
    for thing in Thing.objects.all():
        watched.measured((0, 80), thing=thing.code)
    for path in ("alerts", "things", "sources", "rules", "places", "offices", "events"):
        reader.get(path)
        with django_assert_max_num_queries(6):
            assert reader.get(path)[0] == 200


def test_readings_are_exported_and_say_what_brought_them(watched, at, reader):
    at(10)
    watched.send((1, 41.5), (2, 42.5))
    answer = reader.client.get(
        "/api/v1/readings/export?things=AQ-001&from=2026-11-21T09:00:00%2B07:00", headers=reader.headers
    )
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[4] for line in lines] == ["value", "41.5", "42.5"]
    status, why = reader.get("readings/AQ-001/pm25/why")
    assert (status, why["value"], why["brought"]["sender"], why["brought"]["line"]) == (200, 42.5, "khoa-thu", 2)
    assert reader.get("readings/AQ-001/none/why")[0] == 404
    assert reader.get("readings/export")[0] in (400, 422)
