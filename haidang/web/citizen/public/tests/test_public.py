"""What everybody may see of reports, and what they may not."""

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from haidang.core.cases import actions
from haidang.core.files.models import File
from haidang.core.files.tests.samples import picture
from haidang.web.tests.browsing import read

pytestmark = pytest.mark.django_db


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
    assert (len(client.get(f"/app/reports/map.geojson?{asked}").json()["features"]) == 1) == is_there


def test_a_wrong_cursor_is_refused(client, case):
    assert client.get("/app/reports/?after=x").status_code == 422


def test_the_page_shows_the_title_and_not_the_sender_nor_the_address(client, case):
    page = read(client.get(f"/app/reports/{case.code}/"))
    assert "Rác tràn ra đường" in page
    for secret in ("Lan", "Trần Phú", "0903", case.secret, "107.0812"):
        assert secret not in page


def test_the_point_is_rounded_on_the_map(client, case):
    (feature,) = client.get("/app/reports/map.geojson").json()["features"]
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
