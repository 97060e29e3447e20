"""The phone of a field unit, through a browser's eyes: with script (htmx) and without."""

import pytest
from django.urls import reverse

from haidang.core.incidents import actions, check_ins, drawings, shapes
from haidang.core.incidents.models import LogEntry, Task
from haidang.core.incidents.tests.watch_room import after
from haidang.kernel import clock
from haidang.kernel.geo import Point
from haidang.web.tests.browsing import HTMX, browser, read


@pytest.fixture
def task(desk):
    return actions.send_unit(desk.officer, desk.open(), desk.crew, text="Bơm nước đường 30/4")


def act(client, task, move, data=None, **more):
    prefixed = {f"{move}-{name}": value for name, value in (data or {}).items()}
    return client.post(reverse("task_act", args=[task.code, move]), prefixed, **more)


def test_a_task_stands_in_the_list_with_place_distance_and_time_left(desk, phone, task):
    page = read(phone.get("/field/"))
    assert "Bơm nước đường 30/4" in page
    assert "Phường Vũng Tàu" in page
    assert "0 m" in page
    assert "còn 1 giờ" in page
    assert "Đội bơm 2" in page


def test_without_tasks_the_phone_says_so(phone):
    assert "Không có nhiệm vụ nào đang chờ" in read(phone.get("/field/"))


def test_the_list_renews_itself(phone, task):
    fragment = read(phone.get("/field/", headers=HTMX))
    assert task.code in fragment
    assert "<html" not in fragment


def test_the_task_page_says_what_where_and_whom_to_call(phone, task):
    page = read(phone.get(task.link))
    for said in (
        "Bơm nước đường 30/4",
        "10,35000, 107,08000",
        "geo:10.35000,107.08000",
        "tel:114",
        task.incident.title,
    ):
        assert said in page
    assert f"{reverse('map')}?map=10.35000,107.08000,15" in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_phone_speaks_the_language_of_its_person(desk, task, language):
    assert f'<html lang="{language}"' in read(browser(desk.driver, language).get(task.link))


def test_from_accepted_to_done(desk, phone, task):
    for move, state, next_words in (
        ("accept", "accepted", "Lên đường"),
        ("depart", "on_the_way", "Đã đến nơi"),
        ("arrive", "arrived", "Báo xong"),
    ):
        assert act(phone, task, move).status_code == 302
        task.refresh_from_db()
        assert task.state == state
        assert next_words in read(phone.get(task.link))
    answer = act(phone, task, "finish", {"proof": "Nước đã rút"})
    assert answer.headers["Location"] == reverse("field")
    task.refresh_from_db()
    assert (task.state, task.proof) == ("done", "Nước đã rút")
    assert "Nước đã rút" in read(phone.get(task.link))


def test_where_the_phone_is_moves_the_unit(desk, phone, task):
    act(phone, task, "depart", {"lon": "107.1234", "lat": "10.4321"})
    desk.crew.refresh_from_db()
    assert Point(desk.crew.lon, desk.crew.lat) == Point(107.1234, 10.4321)


@pytest.mark.parametrize(("lon", "lat"), [("", ""), ("400", "10"), ("107", ""), ("nan", "10")])
def test_a_place_that_makes_no_sense_stops_nobody(desk, phone, task, lon, lat):
    before = Point(desk.crew.lon, desk.crew.lat)
    assert act(phone, task, "depart", {"lon": lon, "lat": lat}).status_code == 302
    desk.crew.refresh_from_db()
    task.refresh_from_db()
    assert task.state == "on_the_way"
    assert Point(desk.crew.lon, desk.crew.lat) == before


def test_a_press_of_a_button_by_htmx_tells_the_page_to_renew_itself(phone, task):
    answer = act(phone, task, "accept", headers=HTMX)
    assert answer.status_code == 200
    assert "ioc:done" in answer.headers["HX-Trigger"]


def test_what_is_written_is_kept_in_the_log_and_the_form_is_empty_again(phone, task):
    answer = act(phone, task, "report", {"text": "Nước cao 40 cm"}, headers=HTMX)
    assert "Nước cao 40 cm" not in read(answer)
    assert "ioc:toast" in answer.headers["HX-Trigger"]
    assert LogEntry.objects.filter(incident=task.incident, kind="report", text_vi__contains="Nước cao 40 cm").exists()


@pytest.mark.parametrize(("move", "field"), [("report", "text"), ("refuse", "reason"), ("finish", "proof")])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_what_must_be_written_is_asked_for_beside_its_field(phone, task, move, field, headers):
    page = read(act(phone, task, move, {field: "  "}, headers=headers), status=422)
    assert "field-error" in page
    assert Task.objects.get(pk=task.pk).state == "sent"


def test_a_refusal_gives_its_reason_and_leaves_the_unit_free(desk, phone, task):
    act(phone, task, "refuse", {"reason": "Xe hỏng"})
    desk.crew.refresh_from_db()
    task.refresh_from_db()
    assert (task.state, task.reason, desk.crew.state) == ("refused", "Xe hỏng", "ready")
    assert "Xe hỏng" in read(phone.get(task.link))


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_what_has_become_impossible_is_said(desk, phone, task, headers):
    actions.finish(desk.driver, task, proof="xong")
    said = read(act(phone, task, "depart", headers=headers), status=422)
    assert "Không thể “Lên đường”" in said


def test_what_was_typed_survives_a_refusal(desk, phone, task):
    actions.finish(desk.driver, task, proof="xong")
    assert "Còn một đoạn ngập" in read(act(phone, task, "finish", {"proof": "Còn một đoạn ngập"}, headers=HTMX), 422)


def test_opening_a_task_marks_it_seen_for_its_unit_only(desk, phone, task):
    seen = reverse("task_act", args=[task.code, "receive"])
    assert seen in read(phone.get(task.link))
    assert seen not in read(browser(desk.officer).get(task.link))
    act(phone, task, "receive", headers=HTMX)
    task.refresh_from_db()
    assert task.state == "received"


def test_a_done_task_offers_nothing(desk, phone, task):
    actions.finish(desk.driver, task, proof="xong")
    page = read(phone.get(task.link))
    assert "task_act" not in page
    assert reverse("task_act", args=[task.code, "report"]) not in page


def test_done_tasks_stay_in_the_list_for_half_a_day(desk, phone, task):
    actions.finish(desk.driver, task, proof="xong")
    assert "Đã xong trong 12 giờ qua" in read(phone.get("/field/"))
    with clock.frozen(after(hours=13)):
        assert task.code not in read(phone.get("/field/"))


def test_an_officer_opens_the_same_task_at_the_desk(desk, task):
    page = read(browser(desk.officer).get(task.link))
    assert 'class="desk"' in page
    assert reverse("incident", args=[task.incident.code]) in page


def test_a_stranger_does_not_find_the_task(desk, task):
    stranger = desk.hd.officer("field_unit", desk.hd.other_committee, desk.hd.province)
    assert browser(stranger).get(task.link).status_code == 404
    assert act(browser(stranger), task, "accept").status_code == 404


def test_a_move_that_does_not_exist_is_not_found(phone, task):
    assert act(phone, task, "dance").status_code == 404


def test_nothing_is_done_by_looking(phone, task):
    assert phone.get(reverse("task_act", args=[task.code, "accept"])).status_code == 405


def test_one_tap_checks_in_and_the_scene_is_shown_without_a_network(desk, phone, task):
    act(phone, task, "arrive")
    assert "Điểm danh mỗi 30 phút" in read(phone.get(task.link)), "as often as the severity asks"
    check_ins.watch(desk.officer, task, 15)
    ring = shapes.made_of("Polygon", shapes.circle(task.incident.point, 400))
    drawings.draw(desk.officer, task.incident, "hazard", ring, label="khí độc")
    page = read(phone.get(task.link))
    assert "Điểm danh mỗi 15 phút" in page
    assert "Vùng nguy hiểm · khí độc" in page
    assert "Quần đảo Trường Sa" in page
    with clock.frozen(after(minutes=10)):
        act(phone, task, "check", {"lon": "107.09", "lat": "10.36"})
    row = check_ins.of(Task.objects.get(pk=task.pk))
    assert (row.last_at, row.due_at) == (after(minutes=10), after(minutes=25))
