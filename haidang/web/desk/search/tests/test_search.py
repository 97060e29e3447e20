"""What the search box finds, for whom."""

from haidang.core.directory.models import Person
from haidang.core.incidents.actions import open_incident
from haidang.core.search import following
from haidang.web.tests.browsing import HTMX, read


def found(client, words):
    following.fill()
    return read(client.get("/search/", {"q": words}, headers=HTMX))


def test_words_are_found_without_diacritics_among_everything(room):
    alert = room.raised()
    incident = open_incident(room.watched.officer, alert)
    assert "/things/AQ-001/" in found(room.officer, "aq-001")
    assert alert.link in found(room.officer, "pm2,5 cao")
    assert incident.link in found(room.officer, incident.code)
    assert "/alerts/" in found(room.officer, "canh bao")


def test_a_place_leads_to_the_map_around_it(room):
    room.hd.here.lat, room.hd.here.lon = 10.35, 107.08
    room.hd.here.save()
    assert "/map/?map=10.35,107.08,12" in found(room.officer, "vung tau")


def test_a_person_leads_to_their_page(room):
    someone = Person.objects.get(pk=room.watched.officer.id)
    keeper = room.client("administrator")
    assert f"/people/{someone.pk}/" in found(keeper, someone.account)
    assert keeper.get(f"/people/{someone.pk}/").status_code == 200


def test_without_words_the_pages_are_offered(room):
    assert "/overview/" in found(room.officer, "")


def test_what_is_not_there_says_so(room):
    assert "Không tìm thấy gì" in found(room.officer, "zzzz")


def test_nobody_finds_what_they_may_not_see(room):
    room.raised()
    assert "CB-" not in found(room.client("integrator"), "pm2,5 cao")
    assert "/people/" not in found(room.client("field_unit"), "duty_officer")


def test_without_script_the_answer_is_a_page(room):
    assert "<html" in room.officer.get("/search/", {"q": "aq"}).content.decode()


def test_what_one_may_begin_is_offered_too(room):
    assert "/incidents/new" in found(room.officer, "mo su co")
    assert "/incidents/new" not in found(room.client("auditor"), "mo su co")


def test_one_kind_alone_is_listed_further(room):
    room.raised()
    following.fill()
    page = read(room.officer.get("/search/", {"q": "pm2,5", "kind": "alert"}))
    assert "CB-" in page
    assert "/things/AQ-001/" not in page
