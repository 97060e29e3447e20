"""What the desk asks: what is open, in which order, how many, how fast they come."""

from datetime import timedelta

import pytest

from haidang.core.rules.alerts import actions
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import alarm_quality, queries
from haidang.core.rules.reading.queries import Wanted
from haidang.core.rules.reading.rate import raised_lately, rate
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
    first = rate(busy.officer)
    assert (first.last_hour, first.bearable, first.is_flood) == (3, 6, False)
    for number in range(4, 13):
        new_station(busy.hd, f"AQ-{number:03}", busy.station.source)
    busy.judge.take_up()
    for number in range(4, 13):
        busy.measured((0, 99.0), thing=f"AQ-{number:03}")
    assert rate(busy.officer).is_flood


def test_what_a_first_look_finds_is_no_flood(watched, at):
    """Twelve stations that measure once a day were above the limit two hours before there was a rule."""
    for number in range(12):
        one = new_station(watched.hd, f"DY-{number:03}", watched.station.source)
        one.series.update(cadence_seconds=86_400)
    watched.start()
    for number in range(12):
        watched.measured((0, 99.0), thing=f"DY-{number:03}")
    at(120)
    watched.start(says())
    assert Alert.objects.filter(closed_at=None).count() == 12
    found = rate(watched.officer)
    assert (found.is_flood, found.last_hour, found.stood, sum(raised_lately(watched.officer))) == (False, 0, 12, 0)
    at(125)
    report = alarm_quality.report(watched.officer, NINE, NINE + timedelta(hours=3))
    assert (report.raised, report.stood, report.floods) == (12, 12, [])


def test_the_first_figure_of_what_is_measured_daily_was_found_and_the_second_is_new(watched, at):
    for code in ("DY-001", "DY-002"):
        new_station(watched.hd, code, watched.station.source).series.update(cadence_seconds=86_400)
    watched.start(says())
    watched.measured((0, 99.0), thing="DY-001")
    watched.measured((0, 10.0), thing="DY-002")
    watched.measured((0, 99.0), thing="AQ-001")  # sends every minute: its first reading counts
    at(30)
    watched.measured((30, 99.0), thing="DY-002")
    stood = dict(Alert.objects.values_list("thing__code", "stood"))
    assert stood == {"DY-001": True, "AQ-001": False, "DY-002": False}
    found = rate(watched.officer)
    assert (found.last_hour, found.stood) == (2, 1)


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
