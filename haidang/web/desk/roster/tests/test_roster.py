"""The roster: who is there now, the week, and every change of it."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from haidang.core.directory.models import Seat, Shift
from haidang.kernel import clock
from haidang.kernel.clock import HO_CHI_MINH
from haidang.web.tests.browsing import HTMX, text

SEVEN = datetime(2026, 11, 23, 7, 0, tzinfo=HO_CHI_MINH)


@pytest.fixture(autouse=True)
def _at_seven():
    with clock.frozen(SEVEN):
        yield


def planned(desk, hours=-1, lasting=8):
    begin = SEVEN + timedelta(hours=hours)
    return Shift.objects.create(
        office=desk.hd.centre, name_vi="Ca sáng", name_en="Morning", starts_at=begin,
        ends_at=begin + timedelta(hours=lasting),
    )  # fmt: skip


@pytest.fixture
def now(desk):
    """The watch of this moment, with the duty officer on it."""
    shift = planned(desk)
    Seat.objects.create(shift=shift, person=desk.person("duty_officer"), position="officer")
    return shift


@pytest.fixture
def lead(desk):
    return desk.client("shift_lead")


@pytest.mark.parametrize("role", ["shift_lead", "duty_officer", "administrator", "auditor", "leader"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_watch_room_sees_the_roster(desk, now, role, language):
    client = desk.client(role, language)
    assert client.get("/roster/").status_code == 200
    assert client.get(reverse("roster_shift", args=[now.pk])).status_code == 200


def test_others_are_told_why_not(desk):
    answer = desk.client("integrator").get("/roster/")
    assert answer.status_code == 403
    assert "cần vai trò" in text(answer)


def test_a_desk_without_a_sign_of_life_stands_out(desk, lead, now):
    assert "chưa ai vào ca" in text(lead.get("/roster/"))
    Seat.objects.update(seen_at=SEVEN)
    page = text(lead.get("/roster/", headers=HTMX))
    assert "chưa ai vào ca" not in page
    assert "có người" in page


def test_an_officer_takes_the_desk(desk, now):
    client = desk.client("duty_officer")
    assert "Vào ca" in text(client.get("/roster/"))
    client.post(reverse("roster_take", args=[now.seats.get().pk]))
    assert now.seats.get().seen_at == SEVEN
    assert desk.actions() == ["seat.take"]


def test_nobody_takes_the_seat_of_another_without_the_right(desk, now):
    client = desk.client("leader")
    assert client.post(reverse("roster_take", args=[now.seats.get().pk])).status_code == 403


def test_people_are_put_on_a_watch_and_taken_off(desk, lead):
    shift = planned(desk, hours=10)
    who = desk.person("duty_officer")
    lead.post(reverse("roster_seat", args=[shift.pk]), {"person": who.pk, "position": "lead"})
    seat = Seat.objects.get(shift=shift)
    assert (seat.person, seat.position) == (who, "lead")
    lead.post(reverse("roster_clear", args=[seat.pk]))
    assert not Seat.objects.filter(shift=shift).exists()
    assert desk.actions() == ["roster.change", "roster.change"]


def test_somebody_stands_in_for_a_reason(desk, lead, now):
    seat, other = now.seats.get(), desk.person("leader")
    url = reverse("roster_stand_in", args=[seat.pk])
    refused = lead.post(url, {"person": other.pk, "why": " "}, headers=HTMX)
    assert refused.status_code == 422
    assert f'<option value="{other.pk}" selected>' in text(refused)
    lead.post(url, {"person": other.pk, "why": "ốm"}, headers=HTMX)
    seat.refresh_from_db()
    assert (seat.person, seat.stands_in_for) == (other, desk.person("duty_officer"))
    assert desk.actions() == ["roster.change"]


def test_nobody_sits_at_two_desks(desk, lead, now):
    other = planned(desk, hours=0)
    answer = lead.post(
        reverse("roster_seat", args=[other.pk]), {"person": desk.person("duty_officer").pk, "position": "officer"}
    )
    assert answer.status_code == 422
    assert "đã có ca" in text(answer)


WATCH = {
    "office": "IOC", "name_vi": "Ca tăng cường", "name_en": "Extra", "on": "2026-11-24", "starts": "22:00", "ends": "06:00",
}  # fmt: skip


def test_a_night_watch_ends_on_the_next_day(desk, lead):
    lead.post(reverse("roster_add"), WATCH)
    shift = Shift.objects.get(name_vi="Ca tăng cường")
    assert shift.ends_at - shift.starts_at == timedelta(hours=8)
    assert "Ca tăng cường" in text(lead.get("/roster/"))
    assert desk.actions() == ["roster.change"]


def test_a_watch_that_is_there_is_not_added_twice(desk, lead):
    lead.post(reverse("roster_add"), WATCH)
    again = lead.post(reverse("roster_add"), WATCH)
    assert again.status_code == 422
    assert "Đã có ca bắt đầu lúc này" in text(again)
    assert 'value="Ca tăng cường"' in text(again)


def test_a_watch_to_come_is_cancelled_and_one_under_way_is_not(desk, lead, now):
    ahead = planned(desk, hours=20)
    lead.post(reverse("roster_cancel", args=[ahead.pk]))
    ahead.refresh_from_db()
    assert ahead.is_cancelled
    assert lead.post(reverse("roster_cancel", args=[now.pk])).status_code == 409


def test_who_may_not_change_the_roster_gets_no_form(desk, now):
    client = desk.client("duty_officer")
    for name, number in (("roster_seat", now.pk), ("roster_stand_in", now.seats.get().pk)):
        assert client.get(reverse(name, args=[number])).status_code == 403
    assert "Xếp người" not in text(client.get(reverse("roster_shift", args=[now.pk])))


@pytest.mark.parametrize("first", ["2026-12-01", "hom-nay", "0001-01-01", "9999-12-31"])
def test_any_week_can_be_asked_for(lead, first):
    assert lead.get(f"/roster/?from={first}").status_code == 200
