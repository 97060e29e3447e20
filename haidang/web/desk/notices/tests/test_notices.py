"""The bell and the list behind it."""

import pytest

from haidang.core.rules.alerts import actions
from haidang.web.tests.browsing import browser, read


@pytest.fixture
def lead(room):
    """A shift lead who has been given an alert."""
    alert = room.raised()
    actions.assign(room.watched.officer, alert, person=room.watched.person(room.watched.lead))
    return browser(room.watched.lead)


def test_who_is_told_reads_it_and_follows_its_link(room, lead):
    page = read(lead.get("/notices/"))
    assert "Giao cảnh báo CB-261121-0001" in page
    assert room.watched.alert().link in page
    assert "chưa đọc" in page


def test_the_bell_counts_what_is_unread_until_it_is_read(lead):
    assert "chưa đọc" in read(lead.get("/notices/count/"))
    assert lead.post("/notices/read/").status_code == 302
    assert "chưa đọc" not in read(lead.get("/notices/count/"))


def test_who_was_told_nothing_is_told_so(room):
    assert "Chưa có thông báo nào" in read(room.client("auditor").get("/notices/"))


@pytest.mark.parametrize("role", ["commune_officer", "field_unit", "wall"])
def test_everybody_who_signed_in_has_a_bell_of_their_own(room, role):
    assert room.client(role).get("/notices/").status_code == 200
    assert room.client(role).get("/notices/count/").status_code == 200
