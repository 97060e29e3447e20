"""What holds for every calendar, moment and length: 2024 to 2027, in weeks of several shapes."""

from datetime import date, datetime, time, timedelta
from time import perf_counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.legal_clock import Clock, ClockRules, as_dict, read
from haidang.kernel.working_time import BASIS, Block, WorkingTime

from .calendar_of_2026 import AFTERNOON, HOURS, MORNING, at

NOTHING, INSTANT = timedelta(0), timedelta(microseconds=1)
FIRST = date(2024, 1, 1)

WEEKS = {
    "office": [Block(day, *half) for day in range(5) for half in (MORNING, AFTERNOON)],
    "with Saturday mornings": [
        *(Block(day, *half) for day in range(5) for half in (MORNING, AFTERNOON)),
        Block(5, *MORNING),
    ],
    "one odd day": [Block(2, time(9, 10, 11), time(9, 47)), Block(2, time(9, 47), time(23, 59, 59))],
    "round the clock, nearly": [Block(day, time(0, 0), time(23, 59)) for day in range(7)],
}


def calendar(week: str, every: int, offset: int) -> WorkingTime:
    """A week with each `every`-th day off, and the tenth day after it worked with its hours."""
    off = [FIRST + timedelta(days=day) for day in range(offset, 1461, every)]
    worked = {day + timedelta(days=10): day for day in off if day + timedelta(days=10) not in off}
    return WorkingTime(blocks=tuple(WEEKS[week]), days_off=frozenset(off), worked=worked)


CALENDARS = [HOURS, *(calendar(week, every, 3) for week in WEEKS for every in (17, 400))]

calendars = st.sampled_from(CALENDARS)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)).map(lambda one: one.replace(tzinfo=HO_CHI_MINH))
lengths = st.timedeltas(NOTHING, timedelta(hours=3000)) | st.integers(0, 500).map(lambda hours: timedelta(hours=hours))
limits = st.integers(1, 60).flatmap(lambda n: st.sampled_from([f"{n}wh", f"{n}wd"]))
any_limits = limits | st.integers(1, 90).map(lambda n: f"{n}d")
rules = st.sampled_from(sorted(BASIS)).map(
    lambda counting: ClockRules(
        counting=counting, supplements_at_most=9, extensions_at_most=9, extension_share=None, extension_when_late=True
    )
)


def is_in_hours(hours: WorkingTime, moment: datetime) -> bool:
    return hours.is_open(moment) or hours.is_open(moment - INSTANT)


def walked(hours: WorkingTime, a: datetime, b: datetime) -> timedelta:
    """Working time from a until b, counted the slow way: each block of each day cut to the span."""
    total, day = NOTHING, a.date()
    while day <= b.date():
        if day not in hours.days_off:
            for block in hours.blocks:
                if block.weekday == hours.worked.get(day, day).weekday():
                    opens = max(datetime.combine(day, block.opens, HO_CHI_MINH), a)
                    closes = min(datetime.combine(day, block.closes, HO_CHI_MINH), b)
                    total += max(closes - opens, NOTHING)
        day += timedelta(days=1)
    return total


@given(calendars, moments, moments)
@settings(max_examples=50, deadline=None)
def test_between_is_what_one_counts_by_walking_the_days(hours, a, b):
    a, b = min(a, b), max(a, b)
    assert hours.between(a, b) == walked(hours, a, b)
    assert hours.between(b, a) == -hours.between(a, b)


@given(calendars, moments, lengths)
@settings(deadline=None)
def test_what_is_added_lies_between(hours, moment, length):
    assert hours.between(moment, hours.add(moment, length)) == length
    assert hours.between(hours.add(moment, -length), moment) == (
        length or -hours.between(moment, hours.add(moment, NOTHING))
    )


@given(calendars, moments, lengths, lengths)
@settings(deadline=None)
def test_adding_twice_is_adding_the_sum(hours, moment, one, other):
    assert hours.add(hours.add(moment, one), other) == hours.add(moment, one + other)


@given(calendars, moments, moments, lengths, lengths)
@settings(deadline=None)
def test_later_and_longer_never_end_earlier(hours, a, b, one, other):
    a, b, shorter, longer = min(a, b), max(a, b), min(one, other), max(one, other)
    assert hours.add(a, shorter) <= hours.add(b, longer)
    assert hours.add(a, -longer) <= hours.add(a, -shorter)


@given(calendars, moments, lengths, st.integers(0, 300), st.sampled_from(sorted(BASIS)))
@settings(deadline=None)
def test_nothing_ends_outside_office_hours(hours, moment, length, days, counting):
    assert is_in_hours(hours, hours.add(moment, length))
    assert is_in_hours(hours, hours.add(moment, -length))
    assert is_in_hours(hours, hours.add_days(moment, days, counting))
    assert hours.is_open(hours.opens_after(moment))
    assert not hours.is_open(hours.closes_from(moment.date()))


@given(calendars, moments, st.integers(1, 300), st.integers(0, 300))
@settings(deadline=None)
def test_days_added_lie_between_and_end_with_the_day(hours, moment, days, more):
    due = hours.add_days(moment, days)
    assert hours.days_between(moment, due) == days
    assert due == hours.closes_from(due.date())
    assert hours.days_between(due, moment) == -days
    assert hours.add_days(due, more) == hours.add_days(moment, days + more)


@given(calendars, moments, moments, st.integers(0, 300), st.sampled_from(sorted(BASIS)))
@settings(deadline=None)
def test_who_comes_later_is_not_due_earlier(hours, a, b, days, counting):
    a, b = min(a, b), max(a, b)
    assert hours.add_days(a, days, counting) <= hours.add_days(b, days, counting)
    assert hours.add_days(a, days, counting) <= hours.add_days(a, days + 1, counting)


@given(calendars, moments, limits, rules, lengths, lengths)
@settings(deadline=None)
def test_a_wait_moves_both_deadlines_by_exactly_the_working_time_waited(hours, start, limit, by, after, wait):
    clock = Clock(limit=limit, started_at=start, rules=by)
    due_at = clock.standing(hours, start).due_at
    asked_at = min(start + after / 5, due_at)
    answered_at = asked_at + wait / 5
    now = clock.pause(asked_at, "?").resume(answered_at).standing(hours, answered_at)
    assert hours.between(due_at, now.due_at) == hours.between(asked_at, answered_at)
    assert now.original_due_at == now.due_at
    assert clock.pause(asked_at, "?").standing(hours, answered_at).due_at == now.due_at


@given(calendars, moments, any_limits, rules, st.lists(lengths, min_size=2, max_size=6), st.integers(0, 6))
@settings(deadline=None)
def test_it_does_not_matter_when_an_extension_is_given(hours, start, limit, by, steps, place):
    """Among waits that all begin in time, the extension may stand anywhere."""
    unit = limit.lstrip("0123456789")

    def due_at(extended_at: int) -> datetime:
        clock, moment = Clock(limit=limit, started_at=start, rules=by), start
        for number, step in enumerate(steps):
            if number == extended_at:
                clock = clock.extend(moment, f"7{unit}", "?", with_letter=True, hours=hours)
            moment += step / 50
            standing = clock.standing(hours, moment)
            assume(standing.is_paused or moment <= standing.original_due_at)
            clock = clock.resume(moment) if standing.is_paused else clock.pause(moment, "?")
        if extended_at >= len(steps):
            clock = clock.extend(moment, f"7{unit}", "?", with_letter=True, hours=hours)
        return clock.standing(hours, moment).due_at

    assert due_at(min(place, len(steps))) == due_at(0)


@given(calendars, moments, limits, rules, st.lists(lengths, max_size=6))
@settings(deadline=None)
def test_what_is_spent_and_what_is_left_make_the_whole(hours, start, limit, by, steps):
    clock, moment = Clock(limit=limit, started_at=start, rules=by), start
    whole = hours.between(start, clock.standing(hours, start).due_at)
    for step in steps:
        moment += step / 20
        now = clock.standing(hours, moment)
        assert now.spent + now.left == whole
        assert now.on_time_original == (now.original_broke_at is None)
        assert is_in_hours(hours, now.due_at)
        clock = clock.resume(moment) if now.is_paused else clock.pause(moment, "?")
    assert read(as_dict(clock)) == clock


@given(calendars, moments, any_limits, rules, lengths, lengths)
@settings(deadline=None)
def test_time_alone_never_brings_a_deadline_nearer(hours, start, limit, by, one, other):
    clock = Clock(limit=limit, started_at=start, rules=by).pause(start, "?")
    earlier, later = sorted([start + one, start + other])
    assert clock.standing(hours, earlier).due_at <= clock.standing(hours, later).due_at


def test_a_span_of_two_years_is_quick():
    start, end = at("12/2 09:00"), at("12/2 09:00") + timedelta(days=731)
    hours = WorkingTime(blocks=HOURS.blocks)
    began = perf_counter()
    for minute in range(1000):
        moment = start + timedelta(minutes=minute)
        hours.add(moment, timedelta(hours=4000))
        hours.add_days(moment, 500)
        hours.between(moment, end)
    assert perf_counter() - began < 1.5  # 60 µs a round where nothing else runs
