"""The score rule and the on-time rules, against a slow plain re-count that walks through minutes."""

from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from haidang.core.service_index import facts, periods
from haidang.core.service_index.on_time import Timing, judged
from haidang.kernel.action import Invalid
from haidang.kernel.clock import HO_CHI_MINH

START = datetime(2026, 11, 2, 8, 0, tzinfo=HO_CHI_MINH)


def at(hour):
    return START + timedelta(hours=hour)


def plain(start, end):
    return max(end - start, timedelta(0))


@given(st.floats(0, 1), st.floats(0.5, 20), st.none() | st.floats(1, 100))
def test_points_follow_the_share_up_to_the_target(share, most, target):
    given_ = facts.points(share, most, target)
    full = 100 if target is None else target
    if share * 100 >= full:
        assert given_ == round(most, 2)
    else:
        assert given_ == pytest.approx(share * 100 / full * most, abs=0.006)
    assert 0 <= given_ <= round(most, 2)


def test_points_of_the_decision():
    assert (facts.points(0.8, 2, 80), facts.points(0.4, 2, 80), facts.points(0.9, 20, 100)) == (2, 1, 18)


def test_the_groups_make_a_hundred_and_name_what_is_unknown():
    index = facts.index()
    assert sum(group.max for group in index.groups) == 100
    assert {one.key for one in index.indicators() if one.max is None and one.formula == "share"} == {
        "3.1",
        "3.2",
        "3.3",
    }
    assert [index.class_of(total).vi for total in (95, 90, 80, 70, 50, 49.9, 0)] == [
        "Xuất sắc", "Xuất sắc", "Tốt", "Khá", "Trung bình", "Yếu", "Yếu",
    ]  # fmt: skip


moments = st.integers(0, 400)


@st.composite
def timings(draw):
    ended = draw(st.none() | moments)
    asked = sorted(draw(st.lists(moments, max_size=2, unique=True)))
    supplements = []
    for number, ask in enumerate(asked):
        until = asked[number + 1] if number + 1 < len(asked) else 400
        answer = (
            draw(st.none() | st.integers(ask, until)) if number + 1 == len(asked) else draw(st.integers(ask, until))
        )
        supplements.append((at(ask), None if answer is None else at(answer)))
    promised = draw(st.none() | moments)
    limit = draw(st.none() | st.integers(1, 200))
    return Timing(
        START, None if promised is None else at(promised), None if limit is None else timedelta(hours=limit),
        None if ended is None else at(ended), supplements,
    )  # fmt: skip


def slow(one, period_end):
    """On time or not, by walking hour by hour; None where nothing says until when."""
    asked = [ask for ask, _answer in one.supplements if ask <= period_end]
    if len(asked) >= 2:
        return False
    waiting = [ask for ask, answer in one.supplements if answer is None and ask <= period_end]
    if one.ended_at is not None and one.ended_at <= period_end:
        end = one.ended_at
    elif waiting:
        end = waiting[0]
    else:
        end = period_end
    if one.promised_at is not None:
        return not end > one.promised_at
    if one.limit is None:
        return None
    used, hour = timedelta(0), START
    while hour < end:
        if not any(answer is not None and ask <= hour < answer for ask, answer in one.supplements):
            used += timedelta(hours=1)
        hour += timedelta(hours=1)
    return used <= one.limit


@given(timings(), st.integers(1, 420))
def test_on_time_is_what_a_slow_count_says(one, period_end):
    assume(one.ended_at is None or all(ask <= one.ended_at for ask, _answer in one.supplements))
    assume(one.ended_at is None or all(answer is None or answer <= one.ended_at for _ask, answer in one.supplements))
    assert judged(one, at(period_end), plain).is_on_time == slow(one, at(period_end))


@pytest.mark.parametrize(
    ("one", "why", "good"),
    [
        (Timing(START, at(10), None, at(9)), "in_time", True),
        (Timing(START, at(10), None, at(11)), "late", False),
        (Timing(START, at(10), None, at(10)), "in_time", True),
        (Timing(START, at(300), None, None), "running", True),
        (Timing(START, at(10), None, None), "running_late", False),
        (Timing(START, at(10), None, None, [(at(9), None)]), "waiting", True),
        (Timing(START, at(10), None, None, [(at(11), None)]), "waiting_late", False),
        (Timing(START, at(300), None, at(50), [(at(2), at(3)), (at(4), at(5))]), "asked_twice", False),
        (Timing(START, None, None, at(5)), "no_deadline", None),
        (Timing(START, None, timedelta(hours=5), at(9), [(at(2), at(6))]), "in_time", True),
        (Timing(START, None, timedelta(hours=5), at(10), [(at(2), at(6))]), "late", False),
        (Timing(START, at(10), None, at(250)), "running_late", False),
    ],
)
def test_each_reason_is_named(one, why, good):
    verdict = judged(one, at(200), plain)
    assert (verdict.why, verdict.is_on_time) == (why, good)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [("2026-11", "2026-11-01", "2026-11-30"), ("2026-Q1", "2026-01-01", "2026-03-31"), ("2026-Q4", "2026-10-01", "2026-12-31"),
     ("2026", "2026-01-01", "2026-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2026-12", "2026-12-01", "2026-12-31")],
)  # fmt: skip
def test_a_period_has_its_days(key, first, last):
    one = periods.read(key)
    assert (one.first.isoformat(), one.last.isoformat()) == (first, last)


@pytest.mark.parametrize("key", ["", "2026-13", "2026-00", "2026-Q5", "26-1", "2026-1", "x", "2026-11-01", "9999"])
def test_what_is_no_period_is_refused(key):
    with pytest.raises(Invalid):
        periods.read(key)
