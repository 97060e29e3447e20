"""The list of incidents and the page of one, through a browser's eyes."""

import pytest
from django.urls import reverse

from haidang.core.incidents import actions
from haidang.core.incidents.models import Incident, LogEntry, Task
from haidang.core.incidents.tests.watch_room import after
from haidang.web.tests.browsing import HTMX, browser, read, text
from haidang.web.tests.watch_room import MAY_READ


@pytest.fixture
def incident(desk):
    return desk.open()


def page(client, incident):
    return read(client.get(incident.link))


def url(name, incident, *more):
    return reverse(name, args=[incident.code, *more])


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("role", MAY_READ)
def test_everybody_who_reads_incidents_reads_them_in_their_language(desk, incident, role, language):
    client = browser(desk.hd.officer(role, desk.hd.centre, desk.hd.province), language)
    assert incident.code in text(client.get("/incidents/"))
    assert f'<html lang="{language}"' in page(client, incident)


def test_who_may_not_read_incidents_is_told_why(desk, incident):
    client = browser(desk.hd.officer("integrator", desk.hd.centre, desk.hd.province))
    assert client.get("/incidents/").status_code == 403
    assert client.get(incident.link).status_code == 403


def test_an_incident_elsewhere_is_not_found(desk, incident):
    client = browser(desk.hd.officer("commune_officer", desk.hd.other_committee, desk.hd.elsewhere))
    assert client.get(incident.link).status_code == 404


def test_who_only_reads_gets_no_buttons(desk, incident):
    client = browser(desk.hd.officer("auditor", desk.hd.centre, desk.hd.province))
    shown = page(client, incident)
    assert url("step_tick", incident, "confirm") not in shown
    assert url("incident_close", incident) not in shown


def test_a_person_opens_an_incident_at_a_place(desk, officer):
    given = {"title": "Cây đổ chắn đường", "severity": "3", "place": desk.hd.here.pk}
    answer = officer.post("/incidents/new", given)
    incident = Incident.objects.get()
    assert answer["Location"] == incident.link
    assert (incident.title, incident.severity, incident.origin) == ("Cây đổ chắn đường", 3, "person")


def test_a_commune_opens_incidents_of_its_own_and_of_no_other(desk):
    client = browser(desk.hd.officer("commune_officer", desk.hd.committee, desk.hd.here))
    assert "/incidents/new" in text(client.get("/incidents/"))
    assert client.get("/incidents/new").status_code == 200
    given = {"title": "Cây đổ chắn đường", "severity": "3"}
    assert client.post("/incidents/new", given | {"place": desk.hd.elsewhere.pk}).status_code in (403, 422)
    assert client.post("/incidents/new", given | {"place": desk.hd.here.pk}).status_code == 302
    assert Incident.objects.count() == 1


def test_opening_keeps_what_was_typed_and_names_the_field(desk, officer):
    answer = officer.post("/incidents/new", {"title": "Cây đổ", "severity": "2", "place": "", "lat": "abc"})
    assert answer.status_code == 422
    assert 'value="Cây đổ"' in text(answer)
    assert 'value="abc"' in text(answer)
    assert answer.context["form"].errors.keys() == {"place", "lat"}


def test_the_primary_button_is_the_next_step(desk, officer, incident):
    assert "Hoàn thành bước 1" in page(officer, incident)
    officer.post(url("step_tick", incident, "confirm"))
    shown = page(officer, incident)
    assert "Hoàn thành bước 2" in shown
    assert "1/3" in shown


def test_a_step_ticked_twice_says_who_did_it(desk, officer, incident):
    tick = url("step_tick", incident, "confirm")
    officer.post(tick, headers=HTMX)
    answer = officer.post(tick, headers=HTMX)
    assert answer.status_code == 409
    assert "Bước này đã xong" in text(answer)


def test_a_step_is_done_with_a_note_skipped_for_a_reason_and_taken_back(desk, officer, incident):
    officer.post(url("step_tick_note", incident, "confirm"), {"note": "qua camera"})
    refused = officer.post(url("step_skip", incident, "leaders"), {"reason": ""}, headers=HTMX)
    assert refused.status_code == 422
    officer.post(url("step_skip", incident, "leaders"), {"reason": "nước dưới 50 cm"})
    shown = page(officer, incident)
    assert "qua camera" in shown
    assert "nước dưới 50 cm" in shown
    officer.post(url("step_untick", incident, "confirm"))
    assert desk.step(incident, "confirm").state == "open"


def test_a_line_is_written_and_the_log_is_narrowed_by_kind(desk, officer, incident):
    officer.post(url("incident_log_add", incident), {"text": "nhờ @BOM-02 đến ngay"})
    assert LogEntry.objects.filter(kind="person", text_vi="nhờ @BOM-02 đến ngay").exists()
    narrowed = text(officer.get(url("incident_log", incident) + "?log=field", headers=HTMX))
    assert "nhờ @BOM-02" not in narrowed
    assert "nhờ @BOM-02" in text(officer.get(url("incident_log", incident) + "?log=action", headers=HTMX))


def test_an_empty_line_is_refused(desk, officer, incident):
    assert officer.post(url("incident_log_add", incident), {"text": " "}).status_code == 422


def test_the_nearest_unit_is_sent_in_one_click(desk, officer, incident):
    shown = page(officer, incident)
    assert shown.index("Đội bơm 2") < shown.index("Đội bơm 7")
    officer.post(url("incident_send", incident), {"unit": "BOM-02"})
    task = Task.objects.get()
    assert task.unit == desk.crew
    incident.refresh_from_db()
    assert incident.phase == "dispatched"
    assert task.code in page(officer, incident)


def test_a_unit_that_is_busy_cannot_be_chosen(desk, officer, incident):
    actions.send_unit(desk.officer, incident, desk.crew)
    answer = officer.post(url("incident_send", incident), {"unit": "BOM-02"}, headers=HTMX)
    assert answer.status_code == 422


def test_a_task_of_an_office_is_given_and_reported_at_the_desk(desk, officer, incident):
    given = {"office": desk.hd.committee.pk, "text": "Rà soát hộ cần sơ tán", "minutes": "30"}
    officer.post(url("incident_task", incident), given)
    task = Task.objects.get()
    assert task.due_at == after(minutes=30)
    assert url("task_move", incident, task.code, "finish") in page(officer, incident)
    missing = officer.post(url("task_move", incident, task.code, "finish"), {"proof": ""})
    assert missing.status_code == 422
    officer.post(url("task_move", incident, task.code, "accept"))
    officer.post(url("task_move", incident, task.code, "finish"), {"proof": "12 hộ đã rõ"})
    task.refresh_from_db()
    assert (task.state, task.proof) == ("done", "12 hộ đã rõ")
    assert "12 hộ đã rõ" in page(officer, incident)


def test_a_task_for_a_step_begins_with_its_words(desk, officer, incident):
    step = desk.step(incident, "pumps")
    asked = text(officer.get(f"{url('incident_task', incident)}?step={step.pk}", headers=HTMX))
    assert "Kích hoạt trạm bơm</textarea>" in asked


def test_the_phase_is_moved_and_a_move_that_is_not_open_says_why(desk, officer, incident):
    move = url("incident_move", incident)
    officer.post(move, {"move": "handle"})
    answer = officer.post(move, {"move": "verify"})
    assert answer.status_code == 409
    assert "Không thể" in text(answer)


def test_severity_and_owner_are_changed_for_a_reason(desk, officer, incident):
    officer.post(url("incident_rate", incident), {"severity": "1", "reason": "nước lên nhanh"})
    officer.post(url("incident_assign", incident), {"owner": desk.person(desk.lead).pk})
    incident.refresh_from_db()
    assert (incident.severity, str(incident.owner_id)) == (1, desk.lead.id)


def test_closing_names_what_stands_in_the_way(desk, officer, incident):
    asked = text(officer.get(url("incident_close", incident), headers=HTMX))
    assert "bước 1 chưa làm" in asked
    assert "<textarea" not in asked


def test_closing_needs_outcome_and_lessons_and_reopening_a_reason(desk, officer, incident):
    for key in ("confirm", "pumps"):
        actions.tick(desk.officer, desk.step(incident, key))
    close = url("incident_close", incident)
    refused = officer.post(close, {"outcome": "Hết ngập", "lessons": ""})
    assert refused.status_code == 422
    assert "Hết ngập</textarea>" in text(refused)
    officer.post(close, {"outcome": "Hết ngập", "lessons": "Đặt bơm sớm hơn"})
    shown = page(officer, incident)
    assert "Đặt bơm sớm hơn" in shown
    assert url("incident_reopen", incident) in shown
    officer.post(url("incident_reopen", incident), {"reason": "nước lên lại"})
    incident.refresh_from_db()
    assert incident.is_open


def test_linking_an_alert_that_is_not_there_names_the_code(desk, officer, incident):
    answer = officer.post(url("incident_link", incident), {"code": "CB-1"})
    assert answer.status_code == 422
    assert "Không có cảnh báo mang mã này." in text(answer)


def test_live_brings_every_part_that_changes(desk, officer, incident):
    live = text(officer.get(url("incident_live", incident), headers=HTMX))
    assert live.count("hx-swap-oob") == 11


@pytest.mark.parametrize("name", ["scene", "units", "things"])
def test_the_map_gets_points(desk, officer, incident, name):
    answer = officer.get(url("incident_layer", incident, name))
    assert answer.json()["type"] == "FeatureCollection"
    if name != "things":
        assert answer.json()["features"]


def test_a_layer_that_is_not_there_is_not_found(desk, officer, incident):
    assert officer.get(url("incident_layer", incident, "ships")).status_code == 404


def test_tabs_filters_and_search_narrow_the_list(desk, officer, incident):
    other = desk.open(title="Mất điện phường Bà Rịa", severity=4)
    assert {row["incident"] for row in officer.get("/incidents/").context["rows"]} == {incident, other}
    for query in ("severity=4", "q=mat+dien", "phase=received&severity=4", "tab=mine&q=bà+rịa"):
        assert [row["incident"] for row in officer.get(f"/incidents/?{query}").context["rows"]] == [other]
    assert not officer.get("/incidents/?tab=closed").context["rows"]
    assert "Bỏ mọi bộ lọc" in text(officer.get("/incidents/?severity=1"))


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(desk, officer, django_assert_max_num_queries):
    for _number in range(12):
        desk.open()
    with django_assert_max_num_queries(25):
        officer.get("/incidents/")


def test_the_page_asks_few_questions_however_much_happened(desk, officer, incident, django_assert_max_num_queries):
    for number in range(5):
        actions.create_task(desk.officer, incident, desk.hd.committee, f"Việc {number}")
        actions.add_log(desk.officer, incident, f"Dòng {number}")
    with django_assert_max_num_queries(60):
        officer.get(incident.link)
