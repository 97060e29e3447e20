"""What the page of an incident, the lists and the wall show."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from haidang.core.incidents import actions, queries
from haidang.core.incidents.jobs import watch_deadlines
from haidang.core.incidents.queries import Filters
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.geo import Point, cell_of
from haidang.kernel.once import remembering

from .watch_room import NINE, SCENE, after, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(desk):
    with clock.frozen(NINE):
        return desk.open()


def thing(desk, code, lon, lat, place=None):
    words = {"name_vi": code, "name_en": code, "folded": code.lower(), "sort_key": code}
    cell = cell_of(Point(lon, lat))
    return Thing.objects.create(
        code=code, domain="test", type="gauge", place=place or desk.hd.here, lon=lon, lat=lat, cell=cell, **words
    )


def board(desk, incident, **length):
    with clock.frozen(after(**length)):
        return queries.board(desk.officer, queries.by_code(desk.officer, incident.code))


def test_the_stepper_says_how_long_each_phase_took(desk, incident):
    with clock.frozen(after(minutes=3)):
        actions.move(desk.officer, incident, "verify")
    with clock.frozen(after(minutes=10)):
        actions.send_unit(desk.officer, incident, desk.crew)
    stepper = board(desk, incident, minutes=22).stepper
    assert [(one.key, one.state, one.lasted_for) for one in stepper] == [
        ("received", "passed", timedelta(minutes=3)),
        ("verified", "passed", timedelta(minutes=7)),
        ("dispatched", "present", timedelta(minutes=12)),
        ("handling", "ahead", None),
        ("closed", "ahead", None),
    ]


def test_a_phase_that_was_skipped_has_no_time(desk, incident):
    with clock.frozen(after(minutes=3)):
        actions.move(desk.officer, incident, "handle")
    skipped = board(desk, incident, minutes=5).stepper[1]
    assert (skipped.state, skipped.started_at, skipped.lasted_for) == ("passed", None, None)


def test_the_next_step_and_the_countdown_stand_on_the_board(desk, incident):
    with clock.frozen(after(minutes=5)):
        actions.tick(desk.officer, desk.step(incident, "confirm"))
    shown = board(desk, incident, minutes=30)
    assert (shown.next_step.key, shown.steps_done, shown.left_for) == ("pumps", 1, timedelta(hours=2, minutes=30))
    assert [move.key for move in shown.moves] == ["verify", "dispatch", "handle", "close"]
    assert shown.blockers == ["bước 2 chưa làm (Kích hoạt trạm bơm)"]


def test_things_around_come_by_distance_and_in_two_rings(desk, incident):
    thing(desk, "FAR", SCENE.lon, SCENE.lat + 0.05)
    thing(desk, "RING", SCENE.lon, SCENE.lat + 0.015)
    thing(desk, "NEXT", SCENE.lon + 0.002, SCENE.lat)
    shown = board(desk, incident).things
    assert [(one.thing.code, one.is_near) for one in shown] == [("NEXT", True), ("RING", False)]


def test_units_come_by_distance_and_only_when_ready(desk, incident):
    assert [one.unit.code for one in board(desk, incident).units] == ["BOM-02", "BOM-07"]
    actions.send_unit(desk.officer, incident, desk.crew)
    shown = board(desk, incident)
    assert [one.unit.code for one in shown.units] == ["BOM-07"]
    assert [(one.task.unit.code, one.metres) for one in shown.tasks] == [("BOM-02", 0.0)]


def test_busy_units_tell_their_task(desk, incident):
    task = actions.send_unit(desk.officer, incident, desk.crew)
    near = queries.near_units(desk.officer, SCENE)
    assert [(one.unit.code, one.is_ready, one.task) for one in near] == [
        ("BOM-07", True, None),
        ("BOM-02", False, task),
    ]


def test_incidents_at_the_same_place_are_related(desk, incident):
    with clock.frozen(after(days=-30)):
        before = desk.open(title="Ngập đường 30/4 lần trước")
    other = actions.open_incident(desk.officer, desk.hd.elsewhere, title="Nơi khác", severity=3)
    related = board(desk, incident).related
    assert before in related
    assert other not in related


def test_a_board_costs_the_same_however_long_the_incident(desk, incident):
    def cost():
        with (
            clock.frozen(after(hours=1)),
            remembering(),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            queries.board(desk.officer, queries.by_code(desk.officer, incident.code))
        return len(asked)

    actions.send_unit(desk.officer, incident, desk.crew)
    thing(desk, "ONE", SCENE.lon, SCENE.lat)
    little = cost()
    for number in range(5):
        crew = unit(desk.hd, f"XE-{number}", f"Xe {number}", SCENE)
        actions.send_unit(desk.officer, incident, crew)
        actions.create_task(desk.officer, incident, desk.hd.committee, f"Việc {number}")
        actions.add_log(desk.officer, incident, f"Dòng {number}")
        unit(desk.hd, f"DU-{number}", f"Dự bị {number}", SCENE)
        thing(desk, f"T-{number}", SCENE.lon, SCENE.lat)
        desk.open(title=f"Khác {number}")
    assert cost() == little
    assert little <= 28


def test_the_list_finds_without_diacritics(desk, incident):
    assert queries.find(desk.officer, Filters(words="ngap duong vung tau")).rows == [incident]
    assert queries.find(desk.officer, Filters(words="chay")).rows == []
    assert queries.find(desk.officer, Filters(words=incident.code.lower())).rows == [incident]


def test_the_list_comes_in_pages_that_miss_and_repeat_nothing(desk):
    made = []
    for number in range(7):
        with clock.frozen(after(minutes=number // 2)):
            made.append(desk.open(title=f"Sự cố {number}"))
    seen, cursor = [], ""
    while True:
        page = queries.find(desk.officer, after=cursor, limit=3)
        seen += page.rows
        cursor = page.after
        if not cursor:
            break
    assert sorted(one.pk for one in seen) == [one.pk for one in made]
    assert [one.opened_at for one in seen] == sorted((one.opened_at for one in made), reverse=True)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(state="open"), 1),
        (Filters(state="closed"), 1),
        (Filters(severity=1), 1),
        (Filters(severity=4), 0),
        (Filters(place="HD/26506/"), 2),
        (Filters(place="HD/26560/"), 0),
        (Filters(office="IOC"), 2),
        (Filters(phase="closed"), 1),
        (Filters(is_exercise=True), 0),
        (Filters(state="overdue"), 0),
    ],
)
def test_filters_narrow_the_list(desk, filters, found):
    desk.open(severity=1)
    closed = desk.open(playbook=("", ""))
    actions.close(desk.officer, closed, outcome="Xong", lessons="Không")
    assert len(queries.find(desk.officer, filters).rows) == found


def test_a_wrong_filter_or_cursor_is_named(desk):
    with pytest.raises(Invalid, match="state"):
        queries.find(desk.officer, Filters(state="sleeping"))
    with pytest.raises(Invalid, match="after"):
        queries.find(desk.officer, after="yesterday")


def test_counts_follow_the_clock(desk, incident):
    with clock.frozen(after(minutes=11)):
        watch_deadlines()
    counted = queries.counts(desk.officer)
    assert (counted.open, counted.overdue, counted.mine, counted.closed) == (1, 1, 1, 0)


def test_the_open_ones_come_worst_first_with_their_progress(desk, incident):
    worst = desk.open(severity=1)
    actions.tick(desk.officer, desk.step(incident, "confirm"))
    actions.send_unit(desk.officer, incident, desk.crew)
    rows = queries.open_incidents(desk.officer)
    assert rows == [worst, incident]
    assert (rows[1].steps_done, rows[1].steps_all, rows[1].tasks_open) == (1, 3, 1)


def test_what_may_be_the_same_matter_is_found_before_opening(desk, incident):
    near, far = Point(SCENE.lon, SCENE.lat + 0.005), Point(SCENE.lon, SCENE.lat + 0.05)
    assert queries.open_near(desk.officer, near, desk.hd.here) == [incident]
    assert queries.open_near(desk.officer, far, desk.hd.here) == []
    assert queries.open_near(desk.officer, None, desk.hd.here) == [incident]


def test_another_commune_sees_nothing_of_it(desk, incident):
    stranger = desk.hd.officer("commune_officer", desk.hd.other_committee, desk.hd.elsewhere)
    assert queries.open_incidents(stranger) == []
    assert queries.by_code(stranger, incident.code) is None
    assert queries.log_lines(stranger, incident) == []


def test_a_crew_sees_its_tasks_on_the_phone(desk, incident):
    with clock.frozen(after(minutes=1)):
        task = actions.send_unit(desk.officer, incident, desk.crew)
        actions.send_unit(desk.officer, incident, desk.far_crew)
    assert queries.my_tasks(desk.driver) == [task]
    with clock.frozen(after(minutes=9)):
        actions.finish(desk.driver, task, proof="xong")
    assert queries.my_tasks(desk.driver) == []
    assert queries.my_tasks(desk.driver, ended_since=NINE) == [task]


def test_an_office_sees_the_tasks_given_to_it(desk, incident):
    task = actions.create_task(desk.officer, incident, desk.hd.department, "Lấy mẫu nước")
    clerk = desk.hd.officer("department_officer", desk.hd.department, desk.hd.province)
    assert queries.my_tasks(clerk) == [task]
    assert queries.task_by_code(clerk, task.code) == task


def test_the_log_comes_newest_first_and_by_kind(desk, incident):
    entry = actions.add_log(desk.officer, incident, "Đã gọi phường")
    assert queries.log_lines(desk.officer, incident)[0] == entry
    assert queries.log_lines(desk.officer, incident, kinds=["person"]) == [entry]
    assert [one.kind for one in queries.log_lines(desk.officer, incident, before=entry.pk)] == ["action"]


def test_a_lane_shows_phases_the_deadline_and_what_is_past_it(desk):
    with clock.frozen(NINE):
        incident = desk.open(severity=1, playbook=("", ""))
    with clock.frozen(after(minutes=30)):
        actions.move(desk.officer, incident, "handle")
    with clock.frozen(after(minutes=90)):
        window, (lane,) = queries.lanes(desk.officer, back_for=timedelta(minutes=90), ahead_for=timedelta(minutes=30))
    assert [(one.phase, one.left, one.width) for one in lane.segments] == [("received", 0, 25), ("handling", 25, 50)]
    assert (lane.due, lane.overdue, lane.left_for) == (50, (50, 25), timedelta(minutes=-30))
    assert window.at(after(minutes=90)) == 75


def test_a_closed_incident_stays_on_the_wall_for_a_while(desk):
    with clock.frozen(NINE):
        incident = desk.open(playbook=("", ""))
    with clock.frozen(after(minutes=30)):
        actions.close(desk.officer, incident, outcome="Xong", lessons="Không")
    with clock.frozen(after(hours=1)):
        _window, (lane,) = queries.lanes(desk.officer)
    assert (lane.left_for, len(lane.segments)) == (None, 1)
    with clock.frozen(after(hours=4)):
        assert queries.lanes(desk.officer)[1] == []
