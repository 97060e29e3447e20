"""Numbers as people type them."""

import pytest

from haidang.kernel.typed_numbers import number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1 234,5", 1234.5), ("1.234.567", 1234567), ("1,234,567", 1234567),
        ("12,5", 12.5), ("12.5", 12.5), ("1.234", 1234), ("0.125", 0.125), ("1234.567", 1234.567), ("-3", -3),
        ("\u22123,5", -3.5), ("1,234", 1.234), ("100", 100), ("1.234.567,89", 1234567.89),
    ],
)  # fmt: skip
def test_both_ways_of_writing_are_read(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "abc", "1.23.4", "1,2.3,4", "12,34,567", "1e5", "nan", "1..2", "5%", "9" * 400])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="not a number"):
        number(text)
