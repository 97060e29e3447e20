"""The legal clock, worked by hand on the calendar of calendar_of_2026."""

import json
from datetime import time
from itertools import permutations

import msgspec
import pytest

from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.legal_clock import Clock, ClockRules, Extend, Pause, Resume, Stop, as_dict, read
from haidang.kernel.strict import ManifestError

from .calendar_of_2026 import HOURS, at, hours

TWICE = ClockRules(supplements_at_most=2)


def clock(limit: str = "5wd", started: str = "9/2 09:00", **rules) -> Clock:
    return Clock(limit=limit, started_at=at(started), rules=ClockRules(**rules))


def extend(one: Clock, moment: str, by: str, *, with_letter: bool = True) -> Clock:
    return one.extend(at(moment), by, "Phải đo lại thửa đất", with_letter=with_letter, hours=HOURS)


def standing(one: Clock, moment: str):
    return one.standing(HOURS, at(moment))


@pytest.mark.parametrize(
    ("limit", "started", "due"),
    [
        ("4wh", "12/2 10:00", "12/2 15:30"),  # over lunch
        ("8wh", "12/2 17:30", "13/2 17:00"),  # received after office hours
        ("8wh", "13/2 15:00", "23/2 15:00"),  # Friday before Tết: 2 h, then 6 h
        ("8wh", "13/2 23:59", "23/2 17:00"),
        ("2wd", "12/2 09:00", "23/2 17:00"),
        ("15wd", "9/2 09:00", "9/3 17:00"),  # 4 days until 13/2, 5 until 27/2, 5 until 6/3, 9/3
        ("0wd", "12/2 09:00", "12/2 17:00"),
        ("30d", "12/2 09:00", "16/3 17:00"),  # 14/3 is a Saturday
        ("5d", "12/2 09:00", "23/2 17:00"),  # 17/2 is the first day of the year
        ("1d", "12/2 09:00", "13/2 17:00"),
        ("1d", "9/1 09:00", "10/1 17:00"),  # the Saturday that is worked
    ],
)
def test_the_deadline_of_a_limit(limit, started, due):
    now = standing(clock(limit, started), started)
    assert now.due_at == now.original_due_at == at(due)
    assert now.state == "running"


def test_a_clock_tells_what_is_spent_and_what_is_left():
    now = standing(clock("16wh", "12/2 09:00"), "12/2 14:00")
    assert (now.spent, now.left) == (hours(3.5), hours(12.5))
    assert now.broke_at is None
    assert now.on_time_original
    assert now.on_time_with_extension


def test_waiting_for_the_citizen_moves_both_deadlines_by_the_working_time_waited():
    """8 working hours from Thursday 12/2, 09:00; asked at 10:00, answered on Monday 23/2 at 10:00: 9.5 h waited."""
    one = clock("8wh", "12/2 09:00").pause(at("12/2 10:00"), "Thiếu bản vẽ").resume(at("23/2 10:00"))
    now = standing(one, "23/2 10:00")
    assert now.due_at == now.original_due_at == at("24/2 09:00")
    assert (now.spent, now.left) == (hours(1), hours(7))


def test_while_paused_the_deadline_moves_along_and_nothing_is_spent():
    one = clock("8wh", "12/2 09:00").pause(at("12/2 10:00"), "Thiếu bản vẽ")
    friday, after_tet = standing(one, "13/2 10:00"), standing(one, "23/2 10:00")
    assert friday.is_paused
    assert (friday.due_at, after_tet.due_at) == (at("23/2 09:00"), at("24/2 09:00"))
    assert friday.spent == after_tet.spent == hours(1)
    assert friday.left == after_tet.left == hours(7)
    assert after_tet.on_time_original


def test_waiting_over_the_weekend_moves_nothing():
    one = clock("8wh", "9/1 09:00").pause(at("10/1 17:00"), "Chờ nộp lệ phí", waits_for="payment")
    assert standing(one.resume(at("12/1 07:30")), "12/1 08:00").due_at == at("10/1 09:00")


def test_waiting_in_calendar_days_leaves_out_the_midnights_waited_over():
    """30 days from 2/3 end on Wednesday 1/4; two midnights waited over make Friday 3/4."""
    one = clock("30d", "2/3 09:00").pause(at("10/3 15:00"), "Thiếu bản vẽ").resume(at("12/3 08:00"))
    assert standing(one, "12/3 09:00").due_at == at("3/4 17:00")


def test_a_deadline_breaks_at_the_moment_it_passes():
    one = clock("8wh", "12/2 09:00")
    assert standing(one, "13/2 09:00").broke_at is None
    late = standing(one, "13/2 10:00")
    assert late.broke_at == late.original_broke_at == at("13/2 09:00")
    assert late.left == -hours(1)
    assert not late.on_time_original


def test_finished_in_time_stays_in_time():
    now = standing(clock("8wh", "12/2 09:00").stop(at("13/2 09:00")), "27/2 09:00")
    assert (now.state, now.on_time_original, now.broke_at, now.left) == ("stopped", True, None, hours(0))


def test_a_wait_that_begins_late_repairs_nothing():
    one = clock("8wh", "12/2 09:00").pause(at("13/2 10:00"), "Thiếu bản vẽ").resume(at("23/2 10:00"))
    now = standing(one, "23/2 11:00")
    assert now.due_at == now.broke_at == at("13/2 09:00")
    assert not now.on_time_original


def test_ended_while_waiting_is_in_time():
    one = clock("8wh", "12/2 09:00").pause(at("13/2 09:00"), "Thiếu bản vẽ").stop(at("13/2 20:00"))
    now = standing(one, "23/2 08:00")
    assert (now.state, now.on_time_original, now.broke_at) == ("stopped", True, None)


def test_an_extension_moves_one_deadline_and_not_the_original():
    """2 working days from 9/2 end on 11/2; 2 more end on 13/2. Done on 12/2."""
    one = extend(clock("2wd"), "11/2 09:00", "2wd").stop(at("12/2 10:00"))
    now = standing(one, "12/2 10:00")
    assert (now.original_due_at, now.due_at) == (at("11/2 17:00"), at("13/2 17:00"))
    assert (now.on_time_original, now.on_time_with_extension) == (False, True)
    assert (now.original_broke_at, now.broke_at) == (at("11/2 17:00"), None)
    assert now.is_late_for_766


def test_the_past_is_seen_as_it_was():
    one = extend(clock("2wd"), "11/2 09:00", "2wd").stop(at("12/2 10:00"))
    before = standing(one, "10/2 09:00")
    assert (before.state, before.due_at, before.extensions) == ("running", at("11/2 17:00"), 0)


def test_a_wait_between_the_two_deadlines_moves_only_the_later_one():
    one = extend(clock("2wd"), "11/2 09:00", "2wd").pause(at("12/2 09:00"), "Thiếu bản vẽ").resume(at("13/2 09:00"))
    now = standing(one, "13/2 09:00")
    assert (now.original_due_at, now.due_at) == (at("11/2 17:00"), at("23/2 17:00"))


def test_what_is_received_late_counts_from_the_next_working_day():
    rules = {"late_from": time(15, 0)}
    assert standing(clock("0wd", "12/2 14:59", **rules), "12/2 15:00").due_at == at("12/2 17:00")
    assert standing(clock("0wd", "12/2 15:00", **rules), "12/2 15:00").due_at == at("13/2 17:00")
    assert standing(clock("0wd", "14/2 09:00", **rules), "14/2 09:00").due_at == at("23/2 17:00")
    assert standing(clock("2wh", "13/2 16:00", **rules), "13/2 16:00").due_at == at("23/2 09:30")


def test_the_way_of_counting_days_is_a_rule():
    assert standing(clock("2wd", counting="same_day"), "9/2 10:00").due_at == at("10/2 17:00")
    assert standing(clock("2wd", counting="same_time"), "9/2 10:00").due_at == at("11/2 09:00")
    assert standing(clock("2d", counting="same_day"), "9/2 10:00").due_at == at("10/2 17:00")


def test_supplements_are_asked_for_once():
    one = clock().pause(at("10/2 09:00"), "Thiếu bản vẽ").resume(at("10/2 15:00"))
    with pytest.raises(NotPossible, match="Đã yêu cầu bổ sung 1 lần; quy định cho phép nhiều nhất 1 lần"):
        one.pause(at("11/2 09:00"), "Còn thiếu chữ ký")
    assert not standing(one, "11/2 09:00").is_late_for_766


def test_waiting_for_a_payment_is_no_request_for_supplements():
    one = clock().pause(at("10/2 09:00"), "Thiếu bản vẽ").resume(at("10/2 15:00"))
    one = one.pause(at("11/2 09:00"), "Chờ nộp thuế", waits_for="payment")
    assert standing(one, "11/2 10:00").supplements == 1


def test_a_second_request_where_it_is_allowed_makes_the_dossier_late_for_the_index():
    one = Clock(limit="5wd", started_at=at("9/2 09:00"), rules=TWICE)
    one = one.pause(at("10/2 09:00"), "Thiếu bản vẽ").resume(at("10/2 15:00")).pause(at("11/2 09:00"), "Thiếu chữ ký")
    now = standing(one, "11/2 10:00")
    assert now.on_time_original
    assert now.is_late_for_766


@pytest.mark.parametrize(
    ("move", "said"),
    [
        (lambda one: one.resume(at("10/2 09:00")), "không có lần tạm dừng nào"),
        (
            lambda one: one.pause(at("10/2 09:00"), "a").pause(at("10/2 10:00"), "b"),
            "đã ngừng tính từ 09:00 10/02/2026",
        ),
        (lambda one: one.stop(at("10/2 09:00")).resume(at("10/2 10:00")), "đã kết thúc lúc 09:00 10/02/2026"),
        (lambda one: one.stop(at("10/2 09:00")).stop(at("10/2 10:00")), "đã kết thúc"),
        (lambda one: extend(extend(one, "10/2 09:00", "1wd"), "10/2 10:00", "1wd"), "Đã gia hạn 1 lần"),
        (lambda one: extend(one, "24/2 09:00", "1wd"), "Đã quá hạn từ 17:00 23/02/2026"),
    ],
)
def test_a_move_that_is_not_open_says_why(move, said):
    with pytest.raises(NotPossible, match=said):
        move(clock())


@pytest.mark.parametrize(
    ("move", "field", "said"),
    [
        (lambda one: one.pause(at("9/2 08:59"), "a"), "at", "09:00 09/02/2026"),
        (lambda one: one.pause(at("10/2 09:00"), "a").resume(at("10/2 08:00")), "at", "09:00 10/02/2026"),
        (lambda one: one.pause(at("10/2 09:00"), " "), "why", "lý do tạm dừng"),
        (lambda one: one.extend(at("10/2 09:00"), "1wd", "", with_letter=True, hours=HOURS), "why", "lý do gia hạn"),
        (lambda one: extend(one, "10/2 09:00", "1wd", with_letter=False), "with_letter", "văn bản xin lỗi"),
        (lambda one: extend(one, "10/2 09:00", "8wh"), "by", "5 ngày làm việc"),
        (lambda one: extend(one, "10/2 09:00", "a week"), "by", "5wd"),
        (lambda one: extend(one, "10/2 09:00", "0wd"), "by", "5wd"),
        (lambda one: extend(one, "10/2 09:00", "6wd"), "by", "cộng lại nhiều nhất 5 ngày làm việc"),
    ],
)
def test_input_that_cannot_be_taken_names_its_field(move, field, said):
    with pytest.raises(Invalid, match=said) as refused:
        move(clock())
    assert refused.value.field == field


def test_rules_say_how_far_a_limit_may_be_extended():
    two = clock("10wd", extensions_at_most=2, extension_share=0.5, extension_needs_letter=False)
    two = extend(two, "10/2 09:00", "3wd", with_letter=False)
    with pytest.raises(Invalid, match="nhiều nhất 5 ngày làm việc"):
        extend(two, "11/2 09:00", "3wd")
    assert standing(extend(two, "11/2 09:00", "2wd"), "11/2 09:00").extensions == 2
    assert extend(clock("5wd", extension_share=None), "10/2 09:00", "90wd").marks
    with pytest.raises(NotPossible, match="1 ngày làm việc quá ngắn"):
        extend(clock("1wd", extension_share=0.5), "10/2 09:00", "1wd")


def test_a_late_extension_where_it_is_allowed_leaves_the_break_to_be_seen():
    one = extend(clock("2wd", extension_when_late=True), "12/2 09:00", "2wd")
    now = standing(one.stop(at("13/2 09:00")), "13/2 09:00")
    assert (now.due_at, now.broke_at) == (at("13/2 17:00"), at("11/2 17:00"))
    assert (now.on_time_original, now.on_time_with_extension) == (False, True)


def test_marks_of_the_same_moment_may_come_in_any_order_that_is_possible():
    marks = [
        Resume(at=at("11/2 10:00")),
        Extend(at=at("11/2 10:00"), by="2wd", why="Đo lại", with_letter=True),
    ]
    begun = clock().pause(at("10/2 10:00"), "Thiếu bản vẽ")
    ends = {
        standing(msgspec.structs.replace(begun, marks=(*begun.marks, *order)), "12/2 09:00").due_at
        for order in permutations(marks)
    }
    assert ends == {at("26/2 17:00")}


def test_a_clock_goes_to_json_and_comes_back():
    one = extend(clock(late_from=time(15, 0)), "9/2 10:00", "2wd")
    one = one.pause(at("10/2 09:00"), "Thiếu bản vẽ").resume(at("10/2 15:00")).stop(at("12/2 09:00"))
    kept = json.loads(json.dumps(as_dict(one)))
    assert [mark["mark"] for mark in kept["marks"]] == ["extend", "pause", "resume", "stop"]
    assert read(kept) == one
    assert standing(read(kept), "12/2 09:00") == standing(one, "12/2 09:00")


@pytest.mark.parametrize(
    ("changed", "path", "remedy"),
    [
        ({"limit": "5 days"}, "limit", "matching regex"),
        ({"started_at": "2026-02-09T09:00:00"}, "started_at", "timezone"),
        ({"rules": {"extensions": 2}}, "rules.extensions", "did you mean"),
        ({"marks": [{"mark": "pause", "at": "2026-02-10T09:00:00+07:00"}]}, "marks[0]", "why"),
        ({"marks": [msgspec.to_builtins(Pause(at=at("8/2 09:00"), why="a"))]}, "marks[0].at", "forward in time"),
        ({"marks": [msgspec.to_builtins(Resume(at=at("10/2 09:00")))]}, "marks[0].mark", "take turns"),
        ({"marks": [msgspec.to_builtins(Stop(at=at("10/2 09:00")))] * 2}, "marks[1].mark", "nothing follows a stop"),
        (
            {"marks": [msgspec.to_builtins(Extend(at=at("10/2 09:00"), by="5d", why="a", with_letter=True))]},
            "marks[0].by",
            "unit of the limit, wd",
        ),
    ],
)
def test_a_kept_clock_that_cannot_be_names_path_and_remedy(changed, path, remedy):
    with pytest.raises(ManifestError, match=remedy) as refused:
        read(as_dict(clock()) | changed)
    assert refused.value.path == path
