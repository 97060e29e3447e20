from datetime import datetime, timedelta

import pytest

from haidang.core.directory.queries import on_shift, shifts_between, unattended_desks
from haidang.core.directory.rostering import (
    add_shift,
    cancel_shift,
    clear_seat,
    keep_seats,
    set_seat,
    stand_in,
    take_seat,
)
from haidang.kernel import clock
from haidang.kernel.action import Invalid, NotPossible, Refused
from haidang.kernel.clock import HO_CHI_MINH

SIX = datetime(2026, 11, 21, 6, tzinfo=HO_CHI_MINH)
HOUR = timedelta(hours=1)


@pytest.fixture
def lead(hd):
    return hd.officer("shift_lead", hd.centre, hd.province)


@pytest.fixture
def morning(hd, lead):
    with clock.frozen(SIX - 3 * HOUR):
        yield add_shift(
            lead, hd.centre, name_vi="Ca sáng", name_en="Morning", starts_at=SIX, ends_at=SIX + timedelta(hours=8)
        )


@pytest.fixture
def an(hd):
    return hd.person("an", office=hd.centre)


def test_who_is_on_shift_is_known_at_every_moment(hd, lead, morning, an):
    binh = hd.person("binh")
    set_seat(lead, morning, an)
    set_seat(lead, morning, binh, position="lead")
    assert [seat.person for seat in on_shift(hd.centre, SIX)] == [binh, an]
    assert on_shift(hd.centre, SIX - timedelta(seconds=1)) == []
    assert on_shift(hd.centre, morning.ends_at) == []
    assert [shift.seats.count() for shift in shifts_between(lead, SIX, SIX + HOUR)] == [2]


def test_a_stand_in_sits_for_somebody(hd, lead, morning, an):
    binh = hd.person("binh")
    seat = stand_in(lead, set_seat(lead, morning, an), binh, why="ốm")
    assert (seat.person, seat.stands_in_for) == (binh, an)
    back = stand_in(lead, seat, an, why="đã khỏe")
    assert (back.person, back.stands_in_for) == (an, None)


def test_nobody_sits_at_two_desks_at_once(hd, lead, morning, an):
    set_seat(lead, morning, an)
    other = add_shift(
        lead, hd.department, name_vi="Ca ngày", name_en="Day", starts_at=SIX + HOUR, ends_at=SIX + 3 * HOUR
    )
    with pytest.raises(NotPossible, match="đã có ca"):
        set_seat(lead, other, an)


def test_a_watch_that_is_over_stays_as_it_was(lead, morning, an):
    seat = set_seat(lead, morning, an)
    with clock.frozen(morning.ends_at):
        for change in (lambda: set_seat(lead, morning, an), lambda: clear_seat(lead, seat)):
            with pytest.raises(NotPossible):
                change()
    with clock.frozen(SIX), pytest.raises(NotPossible):
        cancel_shift(lead, morning)


def test_a_desk_nobody_takes_is_unattended_after_a_quarter_of_an_hour(lead, morning, an):
    seat = set_seat(lead, morning, an)
    assert unattended_desks(SIX + timedelta(minutes=14)) == []
    (desk,) = unattended_desks(SIX + timedelta(minutes=15))
    assert (desk.shift, desk.silent_since, desk.was_taken) == (morning, SIX, False)
    with clock.frozen(SIX + timedelta(minutes=5)):
        take_seat(an.as_actor(), seat)
    assert unattended_desks(SIX + timedelta(minutes=19)) == []
    (desk,) = unattended_desks(SIX + timedelta(minutes=20))
    assert desk.was_taken


def test_a_living_screen_keeps_the_desk_attended(lead, morning, an):
    seat = set_seat(lead, morning, an)
    with clock.frozen(SIX):
        assert keep_seats(an) == 0
        take_seat(an.as_actor(), seat)
    with clock.frozen(SIX + HOUR):
        assert keep_seats(an) == 1
    assert unattended_desks(SIX + HOUR + timedelta(minutes=10)) == []


def test_a_seat_is_taken_by_its_person_and_in_its_time(hd, lead, morning, an):
    seat = set_seat(lead, morning, an)
    with clock.frozen(SIX), pytest.raises(Refused):
        take_seat(hd.person("binh").as_actor(), seat)
    with clock.frozen(SIX - HOUR), pytest.raises(NotPossible):
        take_seat(an.as_actor(), seat)


def test_a_wrong_shift_or_seat_is_refused_by_field(hd, lead, morning, an):
    with pytest.raises(Invalid) as refused:
        add_shift(lead, hd.centre, name_vi="Ca", name_en="S", starts_at=SIX, ends_at=SIX)
    assert refused.value.field == "ends_at"
    with pytest.raises(Invalid) as refused:
        add_shift(lead, hd.centre, name_vi="Ca", name_en="S", starts_at=SIX, ends_at=SIX + HOUR)
    assert refused.value.field == "starts_at"
    with pytest.raises(Invalid) as refused:
        set_seat(lead, morning, an, position="king")
    assert refused.value.field == "position"
