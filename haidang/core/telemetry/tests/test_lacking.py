"""What is said of days that cannot be read."""

from datetime import date, timedelta

from haidang.core.telemetry import lacking
from haidang.kernel import clock

FIRST = date(2026, 11, 16)
START = clock.start_of(FIRST)
DAY = timedelta(days=1)


def test_days_in_a_row_are_one_span_cut_to_what_is_drawn():
    days = {FIRST + n * DAY: "missing" for n in (0, 1, 3, 9)}
    noon, end = START + DAY / 2, START + 5 * DAY
    found = [(one.since, one.until) for one in lacking.spans(days, noon, end)]
    assert found == [(noon, START + 2 * DAY), (START + 3 * DAY, START + 4 * DAY)]


def test_those_who_run_the_centre_are_told_the_remedy_and_everybody_the_days():
    days = {FIRST: "missing"}
    assert "16/11/2026" in lacking.told(days)
    assert "archive/2026-11-16.parquet" in lacking.told(days)
    assert "16/11/2026" in lacking.told_all(days)
    assert "parquet" not in lacking.told_all(days)
    assert lacking.in_chart(days, START, START + DAY)["lacking"]["spans"] == [
        [int(START.timestamp() * 1000), int((START + DAY).timestamp() * 1000)]
    ]
    assert (lacking.told({}), lacking.told_all({}), lacking.in_chart({}, START, START + DAY)) == ("", "", {})
