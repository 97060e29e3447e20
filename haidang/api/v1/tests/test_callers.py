"""Who may call: a key, a session with its CSRF token, nobody."""

import pytest

from haidang.core.directory.models import Key
from haidang.kernel import clock

from .calling import Caller, in_session, with_key

LISTS = [
    "places", "offices", "things", "latest", "series/AQ-001/pm25", "sources", "sources/quality", "strangers", "rules",
    "alerts", "incidents", "exercises", "events", "search?q=aq",
]  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_a_key_reads_what_its_scopes_say(reader, path):
    assert reader.get(path)[0] == 200


@pytest.mark.parametrize("path", [path for path in LISTS if path != "events"])
def test_a_session_reads_what_its_duties_say(officer, path):
    assert officer.get(path)[0] == 200


@pytest.mark.parametrize("path", [*LISTS, "webhooks", "things/AQ-001", "alerts/CB-261121-0001"])
def test_nobody_is_asked_who_they_are(nobody, path):
    assert nobody.get(path)[0] == 401


@pytest.mark.parametrize("path", ["things", "alerts/x/acknowledge", "incidents", "webhooks", "exercises", "rules"])
def test_nobody_is_asked_who_they_are_before_anything_is_read_from_them(nobody, path):
    assert nobody.call("POST", path, b"{")[0] == 401


@pytest.mark.parametrize("path", ["rules", "alerts", "incidents", "exercises", "events", "webhooks"])
def test_a_key_without_the_scope_is_told_why(watched, path):
    status, problem = with_key("ingest").get(path)
    assert status == 403
    assert problem["detail"]


def test_a_refused_write_says_why(watched, reader):
    watched.start({**_rule()})
    watched.measured((0, 80))
    status, problem = reader.post(f"alerts/{watched.alert().code}/acknowledge")
    assert status == 403
    assert "nhận cảnh báo" in problem["detail"]


def _rule():
    from haidang.core.rules.tests.watched import says

    return says()


def test_a_session_needs_its_csrf_token_to_write(officer):
    del officer.headers["x-csrftoken"]
    status, problem = officer.post("incidents", place="26506", title="Cây đổ", severity=3)
    assert (status, problem["title"]) == (403, "Not allowed")
    assert officer.get("incidents")[1]["items"] == []


def test_a_key_needs_no_csrf_token(watched):
    assert with_key("read", "incidents").post("incidents", place="26506", title="Cây đổ", severity=3)[0] == 201


def test_a_bad_key_is_not_made_up_for_by_a_session(officer):
    officer.headers["authorization"] = "Bearer hd_wrong"
    assert officer.get("things")[0] == 401


def test_a_closed_key_is_nobody(watched):
    caller = with_key("read")
    Key.objects.update(revoked_at=clock.now())
    assert caller.get("things")[0] == 401


def test_somebody_whose_account_was_closed_is_nobody(watched, officer):
    person = watched.person(watched.officer)
    person.is_active = False
    person.save()
    assert officer.get("things")[0] == 401


@pytest.mark.parametrize(
    "path",
    [
        "places/0", "offices/0", "things/0", "series/0/0", "series/AQ-001/0", "sources/0", "sources/0/log", "rules/0",
        "rules/99999999999999999999", "alerts/0", "alerts/²", "incidents/0", "incidents/0/tasks", "incidents/0/steps",
        "incidents/0/alerts", "incidents/0/log", "tasks/0", "webhooks/0/deliveries", "nothing", "things/AQ-001/more",
    ],
)  # fmt: skip
def test_what_is_not_there_is_missing(watched, path):
    administrator = in_session(watched.hd.officer("administrator", watched.hd.centre, watched.hd.province))
    assert administrator.get(path)[0] == 404


def test_what_is_hidden_is_missing_too(watched):
    elsewhere = with_key("read", place=watched.hd.elsewhere)
    watched.start(_rule())
    watched.measured((0, 80))
    assert elsewhere.get(f"alerts/{watched.alert().code}")[0] == 404
    assert elsewhere.get("alerts")[1]["items"] == []


def test_the_description_is_open_to_all():
    assert Caller().client.get("/api/v1/openapi.json").status_code == 200
