"""The page that plays an incident again, and its data."""

from haidang.core.incidents.actions import open_incident, send_unit
from haidang.core.incidents.tests.watch_room import SCENE, unit
from haidang.web.tests.browsing import read


def test_the_page_tells_the_log_and_what_moves(room):
    alert = room.raised()
    incident = open_incident(room.watched.officer, alert)
    send_unit(room.watched.officer, incident, unit(room.hd, "BOM-02", "Đội bơm 2", SCENE))
    html = read(room.officer.get(f"/incidents/{incident.code}/replay/"))
    assert "<ioc-replay" in html
    assert incident.log.first().text_vi in html
    assert f"/incidents/{incident.code}/replay/" in read(room.officer.get(incident.link))

    data = room.officer.get(f"/incidents/{incident.code}/replay.json").json()
    assert data["start"] < data["opened"] < data["end"]
    assert [one["id"] for one in data["alerts"]] == [alert.code]
    assert data["alerts"][0]["stands"][0][1] == "new"
    assert data["units"][0]["stands"][-1][3] == "Đã giao việc"


def test_who_may_not_see_the_incident_sees_no_replay(room):
    incident = open_incident(room.watched.officer, room.raised())
    assert room.client("integrator").get(f"/incidents/{incident.code}/replay/").status_code in (403, 404)
    assert room.client("integrator").get(f"/incidents/{incident.code}/replay.json").status_code in (403, 404)
    assert room.officer.get("/incidents/SC-000000-0000/replay/").status_code == 404
