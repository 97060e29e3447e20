"""What everybody may see of reports, and what they may not."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from haidang.core.cases import actions
from haidang.core.files.models import File
from haidang.core.files.tests.samples import picture
from haidang.kernel.geo import Point
from haidang.web.tests.browsing import read

pytestmark = pytest.mark.django_db
TILE = "11/1633/964"
"""Of web maps, around 107.08 E 10.35 N."""


@pytest.fixture
def case(client, town):
    client.get("/app/report/")
    given = {"text": "Rác tràn ra đường. Nhà tôi số 5, gọi Lan", "phone": "0903123456", "address": "5 Trần Phú"}
    sent = town.sent(client, coordinates="10.351234, 107.081234", **given)
    return actions.publish(town.counter.centre, sent)


def test_only_what_was_published_is_listed(client, town, case):
    town.sent(client, text="Chuyện riêng trong nhà tôi")
    page = read(client.get("/app/reports/"))
    assert case.title in page
    assert "Chuyện riêng" not in page


@pytest.mark.parametrize(
    ("asked", "is_there"),
    [
        ("words=rac+tran", True), ("words=ngap", False), ("procedure=other", True), ("procedure=rubbish", False),
        ("place=26506", True), ("place=26560", False), ("state=open", True), ("state=done", False), ("state=%00x", True),
    ],
)  # fmt: skip
def test_the_list_is_narrowed(client, case, asked, is_there):
    assert (case.title in read(client.get(f"/app/reports/?{asked}"))) == is_there
    assert (len(client.get(f"/app/reports/tiles/{TILE}.geojson?{asked}").json()["features"]) == 1) == is_there


def test_a_wrong_cursor_is_refused(client, case):
    assert client.get("/app/reports/?after=x").status_code == 422


def test_the_page_shows_the_title_and_not_the_sender_nor_the_address(client, case):
    page = read(client.get(f"/app/reports/{case.code}/"))
    assert "Rác tràn ra đường" in page
    for secret in ("Lan", "Trần Phú", "0903", case.secret, "107.0812"):
        assert secret not in page


def test_the_point_is_rounded_on_the_map(client, case):
    (feature,) = client.get(f"/app/reports/tiles/{TILE}.geojson").json()["features"]
    assert feature["geometry"]["coordinates"] == [107.081, 10.351]


def test_what_is_not_published_has_no_page(client, town):
    case = town.sent(client)
    assert client.get(f"/app/reports/{case.code}/").status_code == 404
    assert client.post(f"/app/reports/{case.code}/support/").status_code == 404


def test_each_browser_says_me_too_once(client, client_of_another, town, case):
    for _ in range(2):
        client.post(f"/app/reports/{case.code}/support/")
    assert town.counter.fresh(case).supporters == 1
    client_of_another.get(f"/app/reports/{case.code}/")
    client_of_another.post(f"/app/reports/{case.code}/support/")
    assert town.counter.fresh(case).supporters == 2


def test_a_browser_without_cookies_is_told_why_it_does_not_count(client_of_another, town, case):
    answer = client_of_another.post(f"/app/reports/{case.code}/support/", follow=True)
    assert "chặn cookie" in unescape(answer.content.decode())
    assert town.counter.fresh(case).supporters == 0


@pytest.fixture
def client_of_another():
    from django.test import Client

    return Client()


def test_only_the_public_copy_of_a_photo_is_served(client, town):
    photo = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    case = town.sent(client, photos=[photo])
    original = case.papers.get().file
    copy = File.objects.create(
        token="copy", sha256=original.sha256, size=original.size, media_type="image/jpeg", name="a.jpg",
        data_class="internal", place=original.place, office=original.office, by="system:files",
        created_at=original.created_at, derived_from=original, derivation="public",
    )  # fmt: skip
    original.public_state = "ready"
    original.save()
    assert client.get("/app/files/copy/").status_code == 404
    actions.publish(town.counter.centre, case, papers_shown=[case.papers.get().pk])
    answer = client.get(f"/app/files/{copy.token}/")
    assert answer["Cache-Control"] == "public, max-age=600"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(f"/app/files/{original.token}/").status_code == 404
    assert "/app/files/copy/" in read(client.get(f"/app/reports/{case.code}/"))
    assert "/app/files/copy/" in read(client.get("/app/reports/"))


def several(town, client, count):
    for number in range(count):
        sent = town.counter.open("rubbish", title=f"Việc {number}", point=Point(107.08 + number / 10_000, 10.35))
        actions.publish(town.counter.centre, sent)


def asked_for(client, url):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_longer_list_asks_no_more_of_the_database(client, town):
    several(town, client, 2)
    client.get("/app/reports/")
    few = asked_for(client, "/app/reports/")
    several(town, client, 10)
    assert asked_for(client, "/app/reports/") == few


def test_what_lies_close_is_one_mark_with_a_number_and_what_stands_alone_leads_to_its_page(client, town):
    several(town, client, 3)
    alone = town.counter.open("rubbish", title="Ở xa", point=Point(107.16, 10.40))
    actions.publish(town.counter.centre, alone)
    features = client.get(f"/app/reports/tiles/{TILE}.geojson").json()["features"]
    assert sorted(one["properties"].get("point_count", 0) for one in features) == [0, 3]
    (single,) = (one["properties"] for one in features if "page" in one["properties"])
    assert (single["name"], single["page"]) == ("Ở xa", f"/app/reports/{alone.code}/")


def test_a_piece_of_the_map_that_did_not_change_is_not_sent_again(client, case):
    first = client.get(f"/app/reports/tiles/{TILE}.geojson")
    again = client.get(f"/app/reports/tiles/{TILE}.geojson", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age=60" in first["Cache-Control"]


@pytest.mark.parametrize("tile", ["3/0/0", "18/0/0", "11/2048/0"])
def test_there_is_no_piece_beyond_the_map(client, town, tile):
    assert client.get(f"/app/reports/tiles/{tile}.geojson").status_code == 404
