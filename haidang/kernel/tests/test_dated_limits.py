"""Limits as dated facts: which of them holds on a day."""

from datetime import date, timedelta

import pytest

from haidang.kernel.dated_limits import Limit, in_force
from haidang.kernel.strict import ManifestError, convert

WORDS = {"vi": "Cách nhau", "en": "Apart"}
ROW = {"key": "apart", "words": WORDS, "value": 800, "unit": "metres", "source": "thử", "trust": "X"}


def limits(*rows: dict[str, object]) -> list[Limit]:
    return convert([ROW | row for row in rows], list[Limit], "limits.toml")


def test_a_later_row_takes_the_place_of_an_earlier_one_from_its_day_on():
    rows = limits({}, {"value": 500, "valid_from": date(2027, 1, 1)})
    assert [one.value for one in in_force(rows, date(2026, 12, 31))] == [800]
    assert [one.value for one in in_force(rows, date(2027, 1, 1))] == [500]


def test_a_limit_ends_before_its_last_day():
    rows = limits({"valid_to": date(2027, 1, 1)})
    assert in_force(rows, date(2027, 1, 1)) == []


def test_a_limit_of_time_has_a_length():
    [one] = limits({"value": 12, "unit": "hours"})
    assert one.length == timedelta(hours=12)


def test_a_limit_of_nothing_is_refused():
    with pytest.raises(ManifestError, match="value"):
        limits({"value": 0})
