"""Starting and stopping exercises on the screen."""

import pytest
from django.urls import reverse

from haidang.core.sharing.models import Exercise
from haidang.web.tests.browsing import HTMX, text

PM25 = {"pm25_episode-peak": "160", "pm25_episode-hours": "0,5", "pm25_episode-place": "HD", "pm25_episode-seed": "7"}


@pytest.fixture
def lead(desk):
    return desk.client("shift_lead")


def start(client, key="pm25_episode", **changed):
    return client.post(reverse("exercise_start", args=[key]), PM25 | changed)


def test_scenarios_stand_there_with_their_numbers_and_their_mark(lead):
    page = text(lead.get("/exercises/"))
    assert "Đợt ô nhiễm PM2.5" in page
    assert 'value="160"' in page
    assert "DIỄN TẬP" in page


@pytest.mark.parametrize("role", ["administrator", "auditor", "duty_officer"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_many_may_see_them(desk, role, language):
    assert desk.client(role, language).get("/exercises/").status_code == 200


def test_a_unit_in_the_field_may_not(desk):
    assert desk.client("field_unit").get("/exercises/").status_code == 403


def test_an_exercise_is_started_and_stopped(desk, lead):
    assert start(lead).status_code == 302
    exercise = Exercise.objects.get()
    assert (exercise.parameters["hours"], exercise.seed) == (0.5, 7)
    assert desk.actions() == ["exercise.start"]
    page = text(lead.get("/exercises/", headers=HTMX))
    assert exercise.code in page
    assert "data-countdown" in page
    lead.post(reverse("exercise_stop", args=[exercise.code]))
    assert desk.actions() == ["exercise.stop"]
    assert "dừng bởi" in text(lead.get("/exercises/"))


def test_a_number_out_of_bounds_is_said_beside_it_and_kept(desk, lead):
    answer = start(lead, **{"pm25_episode-peak": "9000"})
    assert answer.status_code == 422
    assert 'value="9000"' in text(answer)
    assert "phải từ" in text(answer)
    assert desk.actions() == []


def test_the_same_scenario_is_not_played_twice_at_once(lead):
    start(lead)
    answer = start(lead)
    assert answer.status_code == 422
    assert "đang chạy" in text(answer)


def test_what_plays_says_so_in_place_of_its_form(lead):
    start(lead)
    page = text(lead.get("/exercises/"))
    assert "đang diễn; dừng nó rồi mới diễn lại được" in page
    assert 'name="pm25_episode-peak"' not in page
    assert 'name="flood_at_high_tide-hours"' in page


def test_who_may_only_look_gets_no_button_and_is_refused(desk):
    client = desk.client("duty_officer")
    assert "Bắt đầu diễn" not in text(client.get("/exercises/"))
    assert start(client).status_code == 403
    assert not Exercise.objects.exists()


def test_an_unknown_scenario_is_not_there(lead):
    assert start(lead, key="bao_so_9").status_code == 404
