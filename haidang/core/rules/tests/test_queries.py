"""What the desk asks: what is open, in which order, how many, how fast they come."""

from datetime import timedelta

import pytest

from haidang.core.rules import actions, queries
from haidang.core.rules.models import Alert
from haidang.core.rules.queries import Wanted
from haidang.core.rules.tests.watched import NINE, minute, new_station, says

SEVERE = says(key="no2_high", series="no2", severity=1)


@pytest.fixture
def busy(watched):
    """Three stations: AQ-003's severe, AQ-001's acknowledged, AQ-002's new, in another commune."""
    for code, place in (("AQ-002", watched.hd.elsewhere), ("AQ-003", watched.hd.here)):
        new_station(watched.hd, code, watched.station.source, place)
    watched.start(says(), SEVERE)
    watched.measured((0, 99.0))
    actions.acknowledge(watched.officer, watched.alert())
    watched.measured((0, 99.0), thing="AQ-002")
    watched.measured((0, 99.0), thing="AQ-003", series="no2")
    return watched


def codes(alerts):
    return [one.thing.code for one in alerts]


def test_the_worst_stands_first_then_what_nobody_acknowledged(busy):
    assert codes(queries.open_alerts(busy.officer)) == ["AQ-003", "AQ-002", "AQ-001"]


def test_an_area_sees_its_own_alerts(busy):
    local = busy.hd.officer("commune_officer", busy.hd.other_committee, busy.hd.elsewhere, "internal", "public")
    assert codes(queries.open_alerts(local)) == ["AQ-002"]
    assert queries.counts_by_severity(local)[1].open == 0


def test_the_list_is_narrowed(busy):
    assert codes(queries.open_alerts(busy.officer, Wanted(severity=2, state="new"))) == ["AQ-002"]
    assert codes(queries.open_alerts(busy.officer, Wanted(place=busy.hd.elsewhere.path))) == ["AQ-002"]
    assert codes(queries.open_alerts(busy.officer, Wanted(thing="AQ-001"))) == ["AQ-001"]


def test_counts_by_level_place_and_domain(busy):
    levels = queries.counts_by_severity(busy.officer)
    assert (levels[1].open, levels[2].open, levels[2].new, levels[4].open) == (1, 2, 1, 0)
    assert queries.counts_by_place(busy.officer)[busy.hd.elsewhere.path].open == 1
    assert queries.counts_by_domain(busy.officer)["environment"].open == 3
    assert queries.worst_by_thing(busy.officer)["AQ-003"] == (1, 1)


def test_the_rate_says_when_it_is_a_flood(busy):
    first = queries.rate(busy.officer)
    assert (first.last_hour, first.bearable, first.is_flood) == (3, 6, False)
    for number in range(4, 13):
        new_station(busy.hd, f"AQ-{number:03}", busy.station.source)
    busy.judge.take_up()
    for number in range(4, 13):
        busy.measured((0, 99.0), thing=f"AQ-{number:03}")
    assert queries.rate(busy.officer).is_flood


def test_the_detail_has_the_curve_around_the_alert(watched, at):
    watched.start(says())
    at(20)
    watched.measured(*[(n, 40.0 if n < 5 else 99.0) for n in range(12)], (12, 40.0))
    one = queries.alert(watched.officer, watched.alert().code)
    curve = queries.curve(watched.officer, one)
    assert (len(curve.points), curve.limit, curve.clear) == (13, 50.0, 45.0)
    assert (curve.opened_at, curve.returned_at) == (minute(5), minute(12))
    assert [event.action for event in queries.history_of(watched.lead, one)] in ([], ["alert.return", "alert.raise"])


def test_what_is_not_yours_does_not_exist(busy):
    stranger = busy.hd.officer("commune_officer", busy.hd.other_committee, busy.hd.elsewhere)
    with pytest.raises(Alert.DoesNotExist):
        queries.alert(stranger, Alert.objects.get(thing__code="AQ-001").code)


def test_history_is_paged_without_gaps(busy):
    first = queries.history(busy.officer, limit=2)
    second = queries.history(busy.officer, before=first.before, limit=2)
    assert codes([*first.alerts, *second.alerts]) == ["AQ-003", "AQ-002", "AQ-001"]
    assert second.before is None


def test_the_quality_of_alarms_over_a_week(busy):
    found = queries.quality(busy.officer, NINE - timedelta(days=7), NINE + timedelta(minutes=1))
    assert (found.raised, found.by_severity[1], found.by_severity[2], found.floods) == (3, 1, 2, 0)
    assert found.top[0][0].vi == "PM2,5 cao"
