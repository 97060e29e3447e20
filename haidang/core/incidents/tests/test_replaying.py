"""What an incident looked like at each moment, told from what it kept."""

from datetime import timedelta

import pytest

from haidang.core.incidents import actions, drawings, past
from haidang.core.incidents.models import Incident
from haidang.core.incidents.replaying import LEAD, replay
from haidang.core.rules.alerts import actions as rules
from haidang.core.rules.tests.watched import SILENT, build, says
from haidang.kernel import clock
from haidang.kernel.geo import Point

from .watch_room import NINE, SCENE, after

THERE = Point(107.09, 10.36)


@pytest.fixture
def sent(desk):
    """Opened at nine; a crew sent after 5 minutes, on its way after 10 from elsewhere, at the scene after 20."""
    with clock.frozen(NINE):
        incident = desk.open()
    with clock.frozen(after(minutes=5)):
        task = actions.send_unit(desk.officer, incident, desk.crew)
    with clock.frozen(after(minutes=10)):
        actions.receive(desk.driver, task, move="accept")
        actions.report(desk.driver, task, move="depart", point=THERE)
    with clock.frozen(after(minutes=20)):
        actions.report(desk.driver, task, move="arrive", point=SCENE)
    return incident


def test_a_unit_stands_where_it_last_said_it_was(desk, sent):
    def where(minutes):
        [crew] = [one for one in past.units_at(desk.officer, after(minutes=minutes)) if one.unit == desk.crew]
        return crew.stand.state, (crew.stand.lon, crew.stand.lat)

    with clock.frozen(after(minutes=30)):
        assert where(1) == ("ready", THERE)  # not yet heard from: where it was first heard
        assert where(6)[0] == "assigned"
        assert where(12) == ("on_the_way", THERE)
        assert where(25) == ("at_scene", SCENE)


def test_a_replay_begins_before_the_incident_and_holds_its_log_oldest_first(desk, sent):
    with clock.frozen(after(minutes=30)):
        played = replay(desk.officer, sent)
    assert played.start == NINE - LEAD
    assert [line.at for line in played.log] == sorted(line.at for line in played.log)
    [way] = played.ways
    assert [stand.state for stand in way.stands][-1] == "at_scene"
    assert next(stay.phase for stay in played.phases) == "received"


def test_what_was_drawn_and_erased_again_is_in_the_replay(desk, sent):
    with clock.frozen(after(minutes=22)):
        made = drawings.draw(
            desk.officer, sent, "point", {"type": "Point", "coordinates": [107.08, 10.35]}, label="Bơm"
        )
    with clock.frozen(after(minutes=25)):
        drawings.erase(desk.officer, sent, made.code)
    with clock.frozen(after(minutes=30)):
        [drawn] = replay(desk.officer, sent).drawings
    assert (drawn.drawn_at, drawn.gone_at) == (after(minutes=22), after(minutes=25))


def test_what_was_closed_since_was_open_then_with_the_severity_it_had(desk):
    with clock.frozen(NINE):
        incident = desk.open(severity=3, playbook=("", ""))
    with clock.frozen(after(minutes=10)):
        actions.rate(desk.officer, incident, severity=1, reason="Nước lên nhanh")
    Incident.objects.update(closed_at=after(minutes=20))
    seen = {minutes: past.open_incidents_at(desk.officer, after(minutes=minutes)) for minutes in (-5, 5, 15, 25)}
    assert [[one.severity for one in found] for found in seen.values()] == [[], [3], [1], []]


def test_an_alert_has_the_state_of_that_moment(db):
    watched = build()
    with clock.frozen(after(minutes=2)):
        watched.start(says(), says(**SILENT))
        watched.measured((0, 20.0))
        watched.measured((1, 60.0))
    alert = watched.alert()
    with clock.frozen(after(minutes=9)):
        rules.acknowledge(watched.officer, alert)
    states = [
        [one.state for one in past.open_alerts_at(watched.officer, alert.raised_at + timedelta(minutes=minutes))]
        for minutes in (-3, 1, 8)
    ]
    assert states == [[], ["new"], ["acknowledged"]]


def test_nobody_is_shown_units_or_alerts_they_may_not_see(desk, sent):
    stranger = desk.hd.officer("reception", desk.hd.centre, desk.hd.province)
    assert past.units_at(stranger, after(minutes=25)) == []
    assert past.open_incidents_at(stranger, after(minutes=25)) == []
