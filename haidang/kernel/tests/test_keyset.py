"""Where a page ended, written and read back."""

from datetime import datetime

import pytest

from haidang.kernel import clock, keyset
from haidang.kernel.action import Invalid

AT = datetime(2026, 11, 22, 9, 30, tzinfo=clock.HO_CHI_MINH)


@pytest.mark.parametrize("end", [(AT, 7), (None, 7)])
def test_what_was_said_is_read_back(end):
    assert keyset.read(keyset.said(*end)) == end


@pytest.mark.parametrize("text", ["x", "2026-11-22~7", "2026-11-22T09:30:00~7", f"{AT.isoformat()}~x", "~"])
def test_what_no_page_said_is_refused(text):
    with pytest.raises(Invalid):
        keyset.read(text)


def test_a_list_without_empty_moments_refuses_a_page_that_ended_in_one():
    with pytest.raises(Invalid):
        keyset.older("opened_at", "~7")
