"""The map at a moment that has passed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from haidang.core.cases import actions as cases
from haidang.core.cases.tests.counter import MONDAY, after
from haidang.core.cases.tests.counter import build as build_counter
from haidang.core.rules.alerts import actions as rules
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.web.desk.map.layers import Asked, case_layer
from haidang.web.tests.browsing import read


@pytest.fixture
def past(room):
    """Calm at nine, an alert at one minute past, closed half an hour later, looked at from two hours later."""
    Thing.objects.filter(pk=room.watched.station.pk).update(lon=107.08, lat=10.35)
    alert = room.raised()
    with clock.frozen(alert.raised_at + timedelta(minutes=30)):
        rules.close(room.watched.officer, alert, reason="Đã dập")
    with clock.frozen(alert.raised_at + timedelta(hours=2)):
        yield room, alert


def on_the_map(room, name, at):
    answer = room.officer.get(reverse("map_layer", args=[name]), {"at": at.isoformat()} if at else {})
    return [one["properties"] for one in answer.json()["features"]]


def test_an_alert_closed_since_is_on_the_map_of_then(past):
    room, alert = past
    assert on_the_map(room, "alerts", None) == []
    [then] = on_the_map(room, "alerts", alert.raised_at + timedelta(minutes=5))
    assert (then["id"], then["sev"], then["is_new"]) == (alert.code, alert.severity, True)
    [station] = on_the_map(room, alert.domain, alert.raised_at + timedelta(minutes=2))
    assert (station["sev"], station["silent"]) == (alert.severity, False)
    [station] = on_the_map(room, alert.domain, alert.raised_at + timedelta(minutes=50))
    assert (station["sev"], station["silent"]) == (None, True)


def test_a_thing_tells_what_it_had_measured_then(past):
    room, alert = past
    at = (alert.raised_at + timedelta(minutes=1)).isoformat()
    html = read(room.officer.get(reverse("thing_then", args=["AQ-001"]), {"at": at}))
    assert "60,0" in html
    assert "không phải bây giờ" in html
    assert alert.link in html


def test_a_moment_out_of_reach_is_refused(past):
    room, _alert = past
    for at in ("2026-01-01T00:00:00+07:00", "hôm qua", "2026-11-21T09:00"):
        assert room.officer.get(reverse("map_layer", args=["alerts"]), {"at": at}).status_code in (400, 422)


def test_the_page_has_the_slider(room):
    assert "<ioc-past" in read(room.officer.get("/map/"))


def test_cases_that_were_open_then_are_on_the_map_of_then(db):
    counter = build_counter()
    with clock.frozen(MONDAY):
        case = counter.open()
    with clock.frozen(after(hours=2)):
        cases.move(counter.centre, case, "take")
        cases.move(counter.clerk, case, "finish", text="Đã dọn")
    with clock.frozen(after(hours=4)):
        cases.respond(counter.holder(case), counter.fresh(case), "reopen", text="Rác vẫn còn")

    def there(hours):
        return [one["properties"]["id"] for one in case_layer(counter.centre, "test", Asked(at=after(hours=hours)))]

    assert [there(hours) for hours in (-1, 1, 3, 5)] == [[], [case.code], [], [case.code]]
    assert [one["properties"]["id"] for one in case_layer(counter.centre, "test")] == [case.code]
