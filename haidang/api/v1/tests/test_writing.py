"""Writes go through the same actions as the screens."""

import json

import pytest

from haidang.core.audit.models import Event
from haidang.core.rules.tests.watched import says
from haidang.core.sharing import deliveries
from haidang.core.telemetry.models import UnknownThing

from .calling import in_session, with_key


@pytest.fixture
def alert(watched):
    watched.start(says())
    watched.measured((0, 80))
    return watched.alert()


@pytest.fixture
def things(watched):
    return with_key("read", "things")


STATION = {"code": "AQ-009", "type": "air_station", "name_vi": "Trạm 9", "place": "26506", "source": "tram-khi"}


def test_a_thing_is_made_and_changed(watched, things):
    status, made = things.post("things", **STATION)
    assert status == 201
    assert {one["key"] for one in made["series"]} >= {"pm25"}
    status, changed = things.patch("things/AQ-009", name_vi="Trạm Bãi Sau", lon=107.1, lat=10.34)
    assert (status, changed["name_vi"], changed["lon"]) == (200, "Trạm Bãi Sau", 107.1)
    until = "2026-11-21T12:00:00+07:00"
    status, changed = things.patch("things/AQ-009", state="out_of_service", state_why="bảo trì", state_until=until)
    assert (changed["state"], changed["state_until"], changed["name_vi"]) == ("out_of_service", until, "Trạm Bãi Sau")
    assert list(Event.objects.order_by("seq").values_list("action", flat=True)) == [
        "thing.create", "thing.change", "thing.change",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_vi": None}, "name_vi"),
        ({"name_vi": " "}, "name_vi"),
        ({"name_vi": "a\0"}, "name_vi"),
        ({"lon": 200, "lat": 10}, "lat"),
        ({"lon": 107.1}, "lat"),
        ({"lon": "east"}, "lon"),
        ({"state": "broken"}, "state"),
        ({"state": None}, "state"),
        ({"state_until": "2026-11-21T12:00:00"}, "state_until"),
        ({"fields": {"colour": 1}}, "fields.colour"),
        ({"fields": None}, "fields"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_change_is_named_and_nothing_changes(watched, things, change, field):
    status, problem = things.patch("things/AQ-001", **change)
    assert (status, problem["errors"][0]["field"].removeprefix("body.")) == (422, field)
    assert not Event.objects.exists()


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe{}", b'{"lon": NaN}', b'{"name_vi": "\\ud800"}', b"\xef\xbb\xbf{}"])
def test_what_is_not_json_is_refused(things, body):
    status, problem = things.call("PATCH", "things/AQ-001", body)
    assert (status, problem["title"]) == (400, "The request is not valid")


def test_a_body_that_is_too_large_is_refused(things, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert things.patch("things/AQ-001", name_vi="x" * 2000)[0] == 413


def test_a_list_is_not_a_body(things):
    assert things.call("PATCH", "things/AQ-001", [1])[0] == 422


def test_a_key_changes_only_the_things_it_speaks_for(watched):
    narrow = with_key("read", "things", things=["WL-*"])
    assert narrow.patch("things/AQ-001", name_vi="Khác")[0] == 403


def test_an_alert_is_acknowledged_assigned_noted_and_closed(alert, watched, officer):
    path = f"alerts/{alert.code}"
    assert officer.get(path)[1]["why"]
    assert officer.post(f"{path}/acknowledge", note="đã gọi trạm")[1]["state"] == "acknowledged"
    assert officer.post(f"{path}/acknowledge")[0] == 409
    assert officer.post(f"{path}/assign", office="CCBVMT")[0] == 200
    assert officer.post(f"{path}/assign", person=watched.person(watched.lead).account)[0] == 200
    assert officer.post(f"{path}/assign", office="UFO")[0] == 404
    assert officer.post(f"{path}/assign")[0] == 422
    assert officer.post(f"{path}/note", text="chờ kết quả")[1]["note"] == "chờ kết quả"
    assert officer.post(f"{path}/escalate", reason="cần ý kiến")[1]["level"] == 1
    assert officer.post(f"{path}/deescalate", reason="đã rõ")[1]["level"] == 0
    assert officer.post(f"{path}/close")[0] == 422
    assert officer.post(f"{path}/close", reason="thiết bị hỏng")[1]["state"] == "closed"
    assert officer.post(f"{path}/acknowledge")[0] == 409


def test_an_alert_is_shelved_and_taken_back(alert, officer):
    path = f"alerts/{alert.code}"
    for minutes in (5, 481, 10**30, None, "long"):
        status, problem = officer.post(f"{path}/shelve", minutes=minutes, reason="bảo trì")
        assert (status, problem["errors"][0]["field"]) == (422, "minutes")
    assert officer.post(f"{path}/shelve", minutes=60, reason="bảo trì")[1]["shelved_until"]
    assert officer.post(f"{path}/unshelve")[1]["shelved_until"] is None
    assert officer.post(f"{path}/unshelve")[0] == 409


def test_a_group_of_alerts_is_listed_acknowledged_and_shelved_whole(alert, officer):
    [group] = officer.get("alerts/groups")[1]
    assert (group["count"], group["unacknowledged"], group["severity"]) == (1, 1, alert.severity)
    assert officer.get(f"alerts/{alert.code}")[1]["group"] == group["key"]
    path = f"alerts/groups/{group['key']}"
    assert officer.post(f"{path}/acknowledge", note="Cả nhóm")[1] == {"done": [alert.code], "refused": {}}
    assert officer.post(f"{path}/shelve", minutes=30, reason=" ")[0] == 422
    assert officer.post(f"{path}/shelve", minutes=30, reason="Bảo trì")[1]["done"] == [alert.code]
    assert officer.post("alerts/groups/x9/acknowledge")[0] == 422
    assert officer.post(f"alerts/{alert.code}/regrade", severity=4, reason="Nhẹ")[1]["severity"] == 4


def test_an_incident_is_opened_from_an_alert_worked_and_closed(alert, watched, officer):
    status, incident = officer.post("incidents", alert=alert.code)
    assert status == 201
    path = f"incidents/{incident['code']}"
    assert [one["code"] for one in officer.get(f"{path}/alerts")[1]] == [alert.code]
    assert officer.post("incidents", alert=alert.code)[0] == 409
    assert officer.post(f"{path}/log", text="đã đến nơi")[0] == 201
    assert officer.post(f"{path}/log", text=" ")[0] == 422
    assert officer.post(f"{path}/move", key="dance")[0] in (409, 422)
    assert officer.post(f"{path}/move", key="verify")[1]["phase"] != incident["phase"]
    assert officer.post(f"{path}/rate", severity=1, reason="lan rộng")[1]["severity"] == 1
    assert officer.post(f"{path}/assign", office="CCBVMT")[1]["office"] == "CCBVMT"

    status, task = officer.post(f"{path}/tasks", office="CCBVMT", text="Kiểm tra trạm", minutes=30)
    assert (status, task["incident"], task["due_at"]) == (201, incident["code"], "2026-11-21T09:30:00+07:00")
    assert officer.post(f"{path}/tasks", text="ai?")[1]["errors"][0]["field"] == "office"
    assert officer.post(f"tasks/{task['code']}/receive")[1]["state"] == "received"
    assert officer.post(f"tasks/{task['code']}/report", text="đang đi", move="depart", point=[107.1, 10.3])[0] == 200
    assert officer.post(f"tasks/{task['code']}/report", point=[500, 0], text="?")[0] == 422
    assert officer.post(f"{path}/close", outcome="xong", lessons="không")[0] == 409
    done = officer.post(f"tasks/{task['code']}/done", proof="ảnh hiện trường")[1]
    assert (done["state"], [one["state"] for one in done["receipts"]][-1]) == ("done", "done")
    assert [one["code"] for one in officer.get(f"{path}/tasks")[1]] == [task["code"]]

    for step in officer.get(f"{path}/steps")[1]:
        assert officer.post(f"{path}/steps/{step['key']}/skip", reason="không cần")[1]["state"] == "skipped"
    status, closed = officer.post(f"{path}/close", outcome="xong", lessons="gọi sớm hơn")
    assert (status, bool(closed["closed_at"])) == (200, True)
    assert officer.post(f"{path}/reopen", reason="tái diễn")[1]["closed_at"] is None
    assert "đã đến nơi" in {line["text_vi"] for line in officer.get(f"{path}/log")[1]}


def test_an_alert_is_linked_and_let_go(alert, officer):
    incident = officer.post("incidents", place="26506", title="Khói", severity=3, point=[107.08, 10.35])[1]
    path = f"incidents/{incident['code']}"
    assert officer.post(f"{path}/alerts", alert=alert.code)[1]["incident_code"] == incident["code"]
    assert officer.post(f"{path}/alerts", alert="CB-000000-0000")[0] == 404
    assert officer.post(f"{path}/alerts/{alert.code}/unlink", reason="nhầm")[0] == 204
    assert officer.get(f"alerts/{alert.code}")[1]["incident_code"] == ""


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "alert"),
        ({"place": "26506", "severity": 3}, "title"),
        ({"place": "26506", "title": "x", "severity": 9}, "severity"),
        ({"place": "26506", "title": "x", "severity": 3, "point": [999, 0]}, "point"),
        ({"place": "26506", "title": "x", "severity": 3, "point": [1]}, "point"),
    ],
)
def test_an_incident_that_cannot_be_opened_says_why(officer, body, field):
    status, problem = officer.post("incidents", **body)
    assert status == 422
    assert problem["errors"][0]["field"].removeprefix("body.").startswith(field)


def test_a_rule_is_made_changed_narrowed_switched_and_tried(watched, lead):
    watched.start(says())
    watched.send((0, 20.0), (1, 60.0), (2, 20.0))
    number = watched.rule().pk
    path = f"rules/{number}"
    whole = lead.get(path)[1]
    assert (whole["version"], whole["facts"]["when"]["value"]) == (1, 50.0)
    status, _problem = lead.post(f"{path}/change", facts={**whole["facts"], "severity": 7}, why="thử")
    assert status == 422
    facts = {**whole["facts"], "severity": 1}
    changed = lead.post(f"{path}/change", facts=facts, why="gần trường học", version=1)[1]["rule"]
    assert (changed["version"], changed["is_overridden"]) == (2, True)
    assert lead.post(f"{path}/change", facts=facts, why="chậm", version=1)[0] == 409
    tried = {"since": "2026-11-21T08:00:00+07:00", "until": "2026-11-21T10:00:00+07:00"}
    status, found = lead.get(f"{path}/replay", **tried)
    assert (status, [one["thing"] for one in found["episodes"]], found["readings"]) == (200, ["AQ-001"], 3)
    status, narrower = lead.post(f"{path}/narrow", thing="AQ-001", changes={"when": {"value": 60}}, why="nền cao")
    assert (status, narrower["rule"]["scope"], narrower["rule"]["thing"]) == (201, "thing", "AQ-001")
    assert lead.post(f"{path}/enable", enabled=False, why="bảo trì")[1]["rule"]["is_enabled"] is False
    assert lead.post(f"{path}/restore", why="về mặc định")[1]["rule"]["facts"]["severity"] == 2
    own = {**whole["facts"], "key": "own_rule"}
    made = lead.post("rules", place="26506", domain="environment", facts=own, why="của phường")[1]
    assert made["rule"]["place"] == "26506"
    assert lead.post("rules", domain="environment", facts=own, why="ở đâu?")[1]["errors"][0]["field"] == "place"
    assert lead.post("rules", place="26506", domain="space", facts=own, why="x")[0] == 422


def test_every_change_of_a_rule_answers_its_effect_and_a_dry_run_changes_nothing(watched, lead, at):
    watched.start(says())
    watched.send((0, 20.0), (1, 60.0), (2, 20.0))
    at(10)
    path = f"rules/{watched.rule().pk}"
    facts = lead.get(path)[1]["facts"]
    higher = {**facts, "when": {"kind": "threshold", "value": 80.0}}
    events = Event.objects.count()
    status, tried = lead.post(f"{path}/change", facts=higher, why="nền cao", dry_run=True, hours=2)
    assert (status, tried["dry_run"], tried["rule"], tried["no_effect_because"]) == (200, True, None, "")
    effect = tried["effect"]
    assert (effect["gone"], effect["new"], effect["now"]["raised"], effect["then"]["raised"]) == (1, 0, 1, 0)
    assert [one["thing"] for one in effect["gone_alerts"]] == ["AQ-001"]
    remind = {**facts, "remind": {"every": "30s", "to": ["desk"]}}
    reminded = lead.post(f"{path}/change", facts=remind, why="nhắc", dry_run=True, hours=2)[1]["effect"]
    assert (reminded["kept"], reminded["now"]["reminders"], reminded["then"]["reminders"]) == (1, 0, 2)
    for wrong, expected in (({"version": 9}, 409), ({"why": " "}, 422), ({"facts": {**facts, "clear": 90.0}}, 422)):
        given = {"facts": facts, "why": "thử", "dry_run": True} | wrong
        assert lead.post(f"{path}/change", **given)[0] == expected
    assert (lead.get(path)[1]["version"], Event.objects.count()) == (1, events)
    switched = lead.post(f"{path}/enable", enabled=False, why="bảo trì", hours=2)[1]
    assert (switched["effect"]["gone"], switched["effect"]["then"], switched["rule"]["is_enabled"]) == (1, None, False)


def test_a_duty_officer_changes_no_rule(watched, officer):
    watched.start(says())
    status, problem = officer.post(f"rules/{watched.rule().pk}/enable", enabled=False, why="ồn")
    assert status == 403
    assert problem["detail"]


def test_a_stranger_is_approved_dismissed_and_recalled(watched, lead):
    watched.send((0, 12.0), thing="AQ-777")
    watched.send((0, 12.0), thing="AQ-778")
    assert {one["code"]: one["series"] for one in lead.get("strangers")[1]} == {
        "AQ-777": {"pm25": 1}, "AQ-778": {"pm25": 1},
    }  # fmt: skip
    facts = {"type": "air_station", "name_vi": "Trạm mới", "place": "26506", "source": "tram-khi"}
    assert lead.post("strangers/AQ-777/approve", **facts, colour="red")[0] == 422
    assert lead.post("strangers/AQ-777/approve", **facts)[1]["code"] == "AQ-777"
    assert lead.get("latest", things="AQ-777")[1]["items"][0]["value"] == 12.0
    assert lead.post("strangers/AQ-778/dismiss", why="")[0] == 422
    assert lead.post("strangers/AQ-778/dismiss", why="không rõ chủ")[0] == 204
    assert lead.get("strangers", dismissed=True)[1][0]["dismissed_why"] == "không rõ chủ"
    assert lead.post("strangers/AQ-778/recall")[0] == 204
    assert UnknownThing.objects.get().dismissed_at is None


def test_who_sees_only_a_place_is_told_of_no_strangers(watched):
    watched.send((0, 12.0), thing="AQ-777")
    commune = in_session(watched.hd.officer("commune_officer", watched.hd.committee, watched.hd.here))
    assert commune.get("strangers") == (200, [])
    assert commune.post("strangers/AQ-777/dismiss", why="x")[0] == 404


def test_a_source_is_paused_for_a_reason(watched, lead):
    assert lead.post("sources/tram-khi/pause")[0] == 422
    assert lead.post("sources/tram-khi/pause", why="hiệu chuẩn")[1]["is_paused"] is True
    assert lead.post("sources/tram-khi/pause", paused=False)[1]["is_paused"] is False


def test_a_webhook_made_here_is_delivered_by_the_worker(watched, officer, receiver, queue):
    hooks = with_key("read", "webhooks")
    status, made = hooks.post("webhooks", url=receiver.url, events=["incident.*"])
    assert (status, made["secret"].startswith("whsec_")) == (201, True)
    assert "secret" not in hooks.get("webhooks")[1][0]
    incident = officer.post("incidents", place="26506", title="Cây đổ", severity=3)[1]
    assert queue[0][0] is deliveries.look_at_journal
    while queue:
        work, _at, arguments = queue.pop(0)
        work(**arguments)
    ((_path, headers, body),) = receiver.requests
    said = json.loads(body)
    assert (said["type"], said["data"]["subject"]["label"]) == ("incident.open", f"{incident['code']} Cây đổ")
    assert headers["webhook-signature"].startswith("v1,")
    assert [one["state"] for one in hooks.get(f"webhooks/{made['id']}/deliveries")[1]] == ["sent"]
    assert hooks.call("DELETE", f"webhooks/{made['id']}")[0] == 204
    assert hooks.get("webhooks") == (200, [])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": "ftp://a.vn", "events": ["*"]}, "url"),
        ({"url": "http://10.0.0.5/", "events": ["*"]}, "url"),
        ({"url": "https://93.184.216.34/", "events": []}, "events"),
        ({"url": "https://93.184.216.34/", "events": ["!"]}, "events"),
        ({"url": "https://93.184.216.34/", "events": ["person.change"]}, "events"),
    ],
)
def test_a_webhook_that_would_never_work_is_refused(watched, body, field):
    status, problem = with_key("read", "webhooks").post("webhooks", **body)
    assert (status, problem["errors"][0]["field"]) == (422, field)


def test_an_exercise_is_started_listed_and_stopped(watched):
    trainer = with_key("read", "exercises")
    status, made = trainer.post("exercises", scenario="pm25_episode", place="HD", parameters={"hours": 2}, seed=7)
    assert (status, made["seed"], made["parameters"]["hours"]) == (201, 7, 2.0)
    assert [one["code"] for one in trainer.get("exercises", state="active")[1]] == [made["code"]]
    assert trainer.post("exercises", scenario="pm25_episode", place="HD")[0] == 409
    assert trainer.post("exercises", scenario="earthquake", place="HD")[0] == 422
    assert trainer.post(f"exercises/{made['code']}/stop")[1]["stopped_at"]
    assert trainer.post(f"exercises/{made['code']}/stop")[0] == 409
    assert trainer.post("exercises/DT-0/stop")[0] == 404
    assert trainer.get("exercises", state="active") == (200, [])
