"""The engine, reading by reading: one rule on one series unless a test says otherwise. Minutes stand for moments."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from haidang.core.rules.judging.engine import LEVEL, MEAN, RATE, SERIES, SILENCE, WEEK, Engine, Plan, Readings
from haidang.core.rules.judging.phases import OPENED, RETURNED
from haidang.core.rules.tests.slowly import Instance, Slowly

MINUTE = 60_000_000
START = 1_795_000_000_000_000


def at(minute):
    return START + round(minute * MINUTE)


def minute(moment):
    return (moment - START) / MINUTE


def rule(**given):
    facts = {
        "rule": 1, "series": 7, "kind": LEVEL, "sign": 1.0, "high": 50.0, "for_us": 0, "clear_us": 0,
        "window_us": 0, "absolute": False, "expected": -1, "cadence_us": MINUTE,
    } | given  # fmt: skip
    return {"low": facts["high"]} | facts


def engine_of(*rules):
    types = {"rule": np.int64, "series": np.int64, "kind": np.uint8, "sign": float, "high": float, "low": float,
             "absolute": bool}  # fmt: skip
    names = Plan.__slots__
    return Engine(Plan(**{name: np.array([one[name] for one in rules], types.get(name, np.int64)) for name in names}))


def readings(*rows):
    """Rows of (series, minute, value[, quality[, late]])."""
    full = [(*row, *(0, 0)[len(row) - 3 :]) for row in rows]
    columns = list(zip(*full, strict=True))
    return Readings(
        np.array(columns[0], np.int32),
        np.array([at(one) for one in columns[1]], np.int64),
        np.array(columns[2], np.float64),
        np.array(columns[3], np.uint8),
        np.array(columns[4], np.uint8),
    )


def told(engine, *rows, now=None):
    """Feed one batch and say what moved: (what, minute, value)."""
    batch = readings(*rows)
    engine.feed(batch, at(now) if now is not None else int(batch.at.max()))
    return said(engine)


def said(engine):
    return [(one.what, minute(one.at), one.value) for one in engine.moves()]


def ticked(engine, now):
    engine.tick(at(now))
    return said(engine)


def test_a_value_over_the_limit_opens():
    engine = engine_of(rule())
    assert told(engine, (7, 0, 50.0)) == []
    assert told(engine, (7, 1, 50.1)) == [(OPENED, 1, 50.1)]
    assert told(engine, (7, 2, 60.0)) == []


def test_it_returns_at_the_clear_limit_not_before():
    engine = engine_of(rule(low=45.0))
    told(engine, (7, 0, 60.0))
    assert told(engine, (7, 1, 47.0)) == []
    assert told(engine, (7, 2, 45.0)) == [(RETURNED, 2, 45.0)]


def test_a_rule_below_a_limit_sees_the_negative():
    engine = engine_of(rule(sign=-1.0, high=-3.0))
    assert told(engine, (7, 0, 3.5)) == []
    assert told(engine, (7, 1, 2.5)) == [(OPENED, 1, -2.5)]
    assert engine.shown(0, -2.5) == 2.5


def test_a_duration_ends_by_the_clock_while_the_value_holds():
    engine = engine_of(rule(for_us=5 * MINUTE, cadence_us=10 * MINUTE))
    assert told(engine, (7, 0, 60.0)) == []
    assert ticked(engine, 4.9) == []
    assert ticked(engine, 5) == [(OPENED, 5, 60.0)]


def test_a_duration_does_not_end_by_the_clock_when_the_series_went_silent():
    engine = engine_of(rule(for_us=5 * MINUTE))
    told(engine, (7, 0, 60.0), (7, 1, 60.0))
    assert ticked(engine, 6) == []
    assert told(engine, (7, 7, 61.0)) == [(OPENED, 7, 61.0)]


def test_a_normal_value_ends_what_was_pending():
    engine = engine_of(rule(for_us=5 * MINUTE))
    assert told(engine, *[(7, n, 60.0) for n in range(5)], (7, 5, 40.0)) == []
    assert ticked(engine, 6) == []


def test_a_return_waits_for_its_duration_and_is_called_off_by_a_bad_value():
    engine = engine_of(rule(clear_us=3 * MINUTE))
    told(engine, (7, 0, 60.0))
    assert told(engine, (7, 1, 40.0), (7, 2, 60.0), (7, 3, 40.0), (7, 4, 40.0)) == []
    assert ticked(engine, 6) == [(RETURNED, 6, 40.0)]


def test_several_moves_of_one_batch_come_in_order():
    engine = engine_of(rule())
    assert told(engine, (7, 0, 60.0), (7, 1, 40.0), (7, 2, 70.0)) == [
        (OPENED, 0, 60.0),
        (RETURNED, 1, 40.0),
        (OPENED, 2, 70.0),
    ]


def test_only_good_readings_open():
    engine = engine_of(rule())
    assert told(engine, *[(7, n, 99.0, n) for n in range(1, 8)]) == []


def test_a_late_reading_never_opens_but_may_return():
    engine = engine_of(rule())
    assert told(engine, (7, 0, 99.0, 0, 1)) == []
    assert told(engine, (7, 1, 99.0, 6, 0)) == []
    assert told(engine, (7, 2, 99.0)) == [(OPENED, 2, 99.0)]
    assert told(engine, (7, 3, 10.0, 6, 1)) == [(RETURNED, 3, 10.0)]


def test_a_reading_out_of_order_is_not_judged():
    engine = engine_of(rule())
    told(engine, (7, 5, 40.0))
    assert told(engine, (7, 4, 99.0)) == []


def test_a_correction_of_the_last_reading_is_judged():
    engine = engine_of(rule())
    told(engine, (7, 5, 99.0))
    assert told(engine, (7, 5, 40.0)) == [(RETURNED, 5, 40.0)]


def test_of_two_readings_for_one_moment_the_last_counts():
    engine = engine_of(rule())
    assert told(engine, (7, 1, 99.0), (7, 1, 40.0)) == []


def test_readings_of_other_series_and_unknown_series_do_nothing():
    engine = engine_of(rule())
    assert told(engine, (1, 0, 99.0), (8, 0, 99.0), (99_999, 0, 99.0)) == []


def test_silence_opens_on_time_and_returns_with_the_next_reading_of_any_quality():
    engine = engine_of(rule(kind=SILENCE, window_us=5 * MINUTE))
    told(engine, (7, 0, 1.0), now=0.1)
    assert ticked(engine, 4.99) == []
    assert [(what, when) for what, when, _ in ticked(engine, 5)] == [(OPENED, 5)]
    assert ticked(engine, 9) == []
    assert [(what, when) for what, when, _ in told(engine, (7, 10, 1.0, 2))] == [(RETURNED, 10)]


def test_an_old_reading_does_not_end_a_silence():
    engine = engine_of(rule(kind=SILENCE, window_us=5 * MINUTE))
    told(engine, (7, 0, 1.0))
    ticked(engine, 20)
    assert told(engine, (7, 3, 1.0), now=21) == []


def test_a_reading_from_the_future_does_not_put_silence_off():
    engine = engine_of(rule(kind=SILENCE, window_us=5 * MINUTE))
    told(engine, (7, 4, 1.0), now=0)
    assert [when for _, when, _ in ticked(engine, 5)] == [5]


def test_a_series_that_never_spoke_is_not_silent():
    assert ticked(engine_of(rule(kind=SILENCE, window_us=MINUTE)), 1000) == []


def test_a_mean_needs_most_of_its_window():
    engine = engine_of(rule(kind=MEAN, window_us=60 * MINUTE))
    assert told(engine, *[(7, n, 90.0) for n in range(44)]) == []
    assert told(engine, (7, 44, 90.0)) == [(OPENED, 44, 90.0)]


def test_a_mean_forgets_what_left_the_window():
    engine = engine_of(rule(kind=MEAN, window_us=60 * MINUTE))
    assert told(engine, *[(7, n, 90.0) for n in range(60)])[0][0] == OPENED
    what, when, mean = told(engine, *[(7, 60 + n, 0.0) for n in range(30)])[0]
    assert (what, when, round(mean, 3)) == (RETURNED, 86, 49.5)
    assert told(engine, *[(7, 90 + n, 0.0) for n in range(30)]) == []


def test_a_rate_is_the_change_scaled_to_its_time():
    engine = engine_of(rule(kind=RATE, window_us=60 * MINUTE, high=0.3))
    assert told(engine, (7, 0, 1.0), (7, 20, 1.2)) == []
    what, when, rate = told(engine, (7, 30, 1.25))[0]
    assert (what, when) == (OPENED, 30)
    assert abs(rate - 0.5) < 1e-9


def test_a_deviation_compares_with_the_expected_value_of_the_same_moment():
    engine = engine_of(rule(kind=SERIES, expected=8, high=0.5, absolute=True))
    assert told(engine, (7, 0, 9.0)) == []
    assert told(engine, (8, 1, 2.0), (7, 1, 2.4)) == []
    assert told(engine, (8, 2, 2.0), (7, 2, 1.25)) == [(OPENED, 2, 0.75)]
    assert told(engine, (7, 30, 9.0)) == []


def test_an_expected_value_holds_as_long_as_the_judged_series_may_take():
    slow = rule(rule=2, series=9, kind=SERIES, expected=8, high=0.5, cadence_us=30 * MINUTE)
    engine = engine_of(rule(kind=SERIES, expected=8, high=0.5, cadence_us=MINUTE), slow)
    assert told(engine, (8, 0, 2.0), (7, 10, 9.0)) == []
    assert told(engine, (9, 10, 9.0)) == [(OPENED, 10, 7.0)]


def test_a_deviation_from_the_usual_hour_needs_to_know_it():
    engine = engine_of(rule(kind=WEEK, high=10.0))
    assert told(engine, (7, 0, 99.0)) == []
    engine.weeks.usual[0, :] = 5.0
    assert told(engine, (7, 1, 14.0)) == []
    assert told(engine, (7, 2, 16.0)) == [(OPENED, 2, 11.0)]


def test_a_new_engine_goes_on_where_the_old_one_stopped():
    rules = (rule(for_us=5 * MINUTE, cadence_us=10 * MINUTE), rule(rule=2, series=9))
    old, new = engine_of(*rules), engine_of(*rules)
    told(old, (7, 0, 60.0), (9, 0, 99.0))
    new.load(old.changed())
    new.remember(old.ids, old.last_at, old.last_value, old.alive_at)
    assert ticked(new, 5) == [(OPENED, 5, 60.0)]
    assert told(new, (9, 1, 1.0)) == [(RETURNED, 1, 1.0)]
    assert len(old.changed().which) == 0


instances = st.builds(
    Instance,
    rule=st.just(0),
    series=st.integers(1, 3),
    kind=st.sampled_from([LEVEL, LEVEL, LEVEL, MEAN, RATE, SERIES, SILENCE]),
    sign=st.sampled_from([1.0, -1.0]),
    high=st.integers(-2, 6).map(float),
    low=st.integers(0, 2).map(float),
    for_us=st.sampled_from([0, 0, 1, 2, 4]).map(lambda n: n * MINUTE),
    clear_us=st.sampled_from([0, 0, 1, 3]).map(lambda n: n * MINUTE),
    window_us=st.sampled_from([2, 5, 60]).map(lambda n: n * MINUTE),
    absolute=st.booleans(),
    expected=st.integers(1, 3),
    cadence_us=st.sampled_from([1, 3]).map(lambda n: n * MINUTE),
)
row = st.tuples(
    st.integers(1, 4),
    st.integers(-2, 6),
    st.integers(-1, 8).map(float),
    st.sampled_from([0, 0, 0, 0, 0, 2, 6]),
    st.sampled_from([0, 0, 0, 0, 1]),
)
batches = st.lists(st.lists(row, max_size=8), max_size=12)


@settings(max_examples=200, deadline=None)
@given(st.lists(instances, min_size=1, max_size=6), batches)
def test_the_arrays_judge_as_plain_words_do(rules, work):
    for number, one in enumerate(rules):
        one.rule, one.low = number, one.high - one.low
    plain = Slowly(rules)
    engine = engine_of(*[{name: getattr(one, name) for name in Plan.__slots__} for one in rules])
    now = 10
    for batch in work:
        rows = [(series, max(now + step, 0), value, quality, late) for series, step, value, quality, late in batch]
        if rows:
            engine.feed(readings(*rows), at(now))
            plain.feed([(series, at(when), *rest) for series, when, *rest in rows], at(now))
        now += 2
        if len(batch) % 2:
            engine.tick(at(now))
            plain.tick(at(now))
    moves = {one.rule: [] for one in rules}
    for one in engine.moves():
        moves[int(engine.plan.rule[one.which])].append((one.what, one.at))
    assert moves == {one.rule: one.moves for one in rules}
