import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from haidang.kernel import time_limit
from haidang.kernel.time_limit import TimeLimit


def test_limits_are_read():
    assert time_limit.parse("8wh") == TimeLimit(8, "wh")
    assert time_limit.parse("15wd") == TimeLimit(15, "wd")
    assert time_limit.parse("30d") == TimeLimit(30, "d")
    assert time_limit.parse("0wd") == TimeLimit(0, "wd")


@pytest.mark.parametrize(
    "text", ["", "8", "wh", "8h", "8 wh", "8WH", "-8wh", "0wh", "0d", "08wh", "1.5wd", "10000d", "٣d", "8wh\n"]
)
def test_anything_else_is_refused_with_the_remedy(text):
    with pytest.raises(ValueError, match="not a time limit: write for example 8wh"):
        time_limit.parse(text)


def test_limits_are_shown_in_words():
    with override("vi"):
        assert time_limit.shown(TimeLimit(15, "wd")) == "15 ngày làm việc"
        assert time_limit.shown(TimeLimit(8, "wh")) == "8 giờ làm việc"
        assert time_limit.shown(TimeLimit(30, "d")) == "30 ngày"
        assert time_limit.shown(TimeLimit(0, "wd")) == "trong ngày làm việc"


@given(st.integers(1, 9999), st.sampled_from(["wh", "wd", "d"]))
def test_what_is_written_is_read_again(length, unit):
    limit = TimeLimit(length, unit)
    assert time_limit.parse(str(limit)) == limit


@given(st.text(alphabet="0123456789whd .-", max_size=6))
def test_no_text_is_half_understood(text):
    try:
        limit = time_limit.parse(text)
    except ValueError:
        return
    assert str(limit) == text
