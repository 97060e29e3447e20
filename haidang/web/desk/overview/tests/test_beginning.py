"""What a new centre shows its administrator."""

from html import unescape

from haidang.web.desk.alerts.tests.watch_room import at_nine


def test_a_new_centre_leads_its_administrator_to_what_comes_next(room):
    with at_nine():
        page = unescape(room.client("administrator").get("/overview/").content.decode())
        officers = unescape(room.officer.get("/overview/").content.decode())
    assert "Trung tâm mới: việc cần làm tiếp" in page
    assert 'href="/people/keys/new/"' in page
    assert "việc cần làm tiếp" not in officers
