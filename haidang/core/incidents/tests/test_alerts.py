"""From an alert to its incident and back."""

import pytest

from haidang.core.incidents import actions
from haidang.core.incidents.models import Incident
from haidang.core.rules.models import Alert
from haidang.core.rules.tests.watched import build, says
from haidang.kernel import clock, registry
from haidang.kernel.action import NotPossible

from .watch_room import NINE, SCENE, flood
from .watch_room import build as build_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(db, monkeypatch):
    monkeypatch.setattr(registry, "playbook", lambda domain, key: flood() if key == "flood" else None)
    with clock.frozen(NINE):
        watched = build()
        watched.station.lon, watched.station.lat = SCENE
        watched.station.save()
        watched.start(
            says(playbook="flood"), says(key="no2_high", series="no2", name={"vi": "NO2 cao", "en": "NO2 high"})
        )
        watched.measured((0, 80.0))
        watched.measured((0, 90.0), series="no2")
        yield watched


@pytest.fixture
def desk(room):
    return build_desk(room.hd)


def alerts():
    return list(Alert.objects.order_by("pk"))


def test_one_click_gives_the_incident_all_the_alert_knows(desk):
    alert = alerts()[0]
    incident = actions.open_incident(desk.officer, alert)
    assert (incident.title, incident.severity, incident.place, incident.point) == (
        alert.title_vi,
        alert.severity,
        alert.place,
        SCENE,
    )
    assert (incident.origin, incident.playbook_key, incident.is_simulated) == ("alert", "flood", True)
    assert incident.steps.count() == 3
    assert alert.code in incident.log.get().text_vi


def test_opening_acknowledges_and_links_the_alert(desk):
    incident = actions.open_incident(desk.officer, alerts()[0])
    alert = alerts()[0]
    assert (alert.state, alert.incident_code, alert.incident_link.incident) == ("acknowledged", incident.code, incident)


def test_a_second_incident_for_the_same_alert_is_refused_and_names_the_first(desk):
    first = actions.open_incident(desk.officer, alerts()[0])
    with pytest.raises(NotPossible, match=first.code):
        actions.open_incident(desk.lead, alerts()[0])
    assert Incident.objects.count() == 1


def test_another_alert_can_be_linked(desk):
    incident = actions.open_incident(desk.officer, alerts()[0])
    actions.link_alert(desk.officer, incident, alerts()[1])
    assert [one.incident_code for one in alerts()] == [incident.code, incident.code]
    with pytest.raises(NotPossible, match="sự cố này"):
        actions.link_alert(desk.officer, incident, alerts()[1])


def test_an_alert_of_one_incident_is_not_linked_to_another(desk):
    first = actions.open_incident(desk.officer, alerts()[0])
    second = actions.open_incident(desk.officer, alerts()[1])
    with pytest.raises(NotPossible, match=first.code):
        actions.link_alert(desk.officer, second, alerts()[0])


def test_a_linked_alert_can_be_let_go_and_taken_by_another(desk):
    first = actions.open_incident(desk.officer, alerts()[0])
    actions.unlink_alert(desk.officer, first, alerts()[0], reason="khác nguyên nhân")
    second = actions.open_incident(desk.officer, alerts()[0])
    assert alerts()[0].incident_code == second.code
    with pytest.raises(NotPossible, match="không thuộc"):
        actions.unlink_alert(desk.officer, first, alerts()[0], reason="nhầm")


def test_the_events_carry_the_codes_of_the_alerts(desk):
    incident = actions.open_incident(desk.officer, alerts()[0])
    actions.link_alert(desk.officer, incident, alerts()[1])
    told = [event.facts.get("alerts") for event in desk.events() if event.subject_kind == "incident"]
    codes = [one.code for one in alerts()]
    assert told == [codes[:1], codes]


def test_what_the_opener_says_wins(desk):
    incident = actions.open_incident(desk.officer, alerts()[0], title="Cháy bãi rác", severity=1, playbook=("", ""))
    assert (incident.title, incident.severity, incident.playbook) == ("Cháy bãi rác", 1, {})
