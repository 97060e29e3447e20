"""What a new centre shows its administrator."""

from haidang.web.tests.browsing import read


def test_a_new_centre_leads_its_administrator_to_what_comes_next(room):
    page = read(room.client("administrator").get("/overview/"))
    officers = read(room.officer.get("/overview/"))
    assert "Trung tâm mới: việc cần làm tiếp" in page
    assert 'href="/people/keys/new/"' in page
    assert "việc cần làm tiếp" not in officers
