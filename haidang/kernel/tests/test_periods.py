"""Periods by name: weeks of the ISO calendar, the same one of last year, what lies within."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haidang.kernel.periods import A_YEAR, KINDS, NoPeriod, between, containing, read

DAYS = st.dates(date(1990, 1, 1), date(2080, 12, 31))


@given(DAYS, st.sampled_from(KINDS))
def test_a_period_is_found_again_by_its_name_and_holds_its_day(day, kind):
    period = containing(day, kind)
    assert read(period.text) == period
    assert period.first <= day <= period.last
    assert period.next.previous == period
    assert period.moved(7).moved(-7) == period


@given(DAYS, st.sampled_from(["month", "quarter", "half", "year"]))
def test_the_same_one_of_last_year_is_so_many_back(day, kind):
    period = containing(day, kind)
    assert period.year_before == period.moved(-A_YEAR[kind])
    assert period.year_before.text[4:] == period.text[4:]


@given(DAYS)
def test_the_parts_of_a_year_fill_it(day):
    year = containing(day, "year")
    for kind in ("day", "month", "quarter", "half"):
        parts = list(year.parts(kind))
        assert (parts[0].first, parts[-1].last) == (year.first, year.last)
        assert parts == between(parts[0], parts[-1])


def test_weeks_are_of_the_iso_calendar():
    assert read("2026-W53").first == date(2026, 12, 28)
    assert read("2026-W53").year_before.text == "2025-W52"
    assert read("2024-02-29").year_before.text == "2023-02-28"


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-13", "2026-Q5", "2026-H3", "2026-W54", "2026-02-30", "tháng 5", "2026/05", "0001", "9999-12-31"],
)
def test_other_names_are_refused_with_their_form(text):
    with pytest.raises(NoPeriod, match="2025-Q3"):
        read(text)
