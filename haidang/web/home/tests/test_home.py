"""What a guest finds, and the choices of a browser."""

import pytest
from django.urls import reverse

from haidang.kernel import home
from haidang.web.tests.browsing import read

pytestmark = pytest.mark.django_db


def test_a_guest_finds_the_way_in_and_what_is_public(client):
    page = read(client.get("/", follow=True))
    assert reverse("account_login") in page
    assert reverse("public_page", args=["environment", "air"]) in page
    assert "Chất lượng không khí" in page


def test_the_first_language_is_vietnamese(client):
    assert '<html lang="vi"' in read(client.get("/app/", headers={"accept-language": "fr"}))


@pytest.mark.parametrize("path", ["/app/", "/accounts/login/"])
def test_the_language_can_be_switched_without_script(client, path):
    page = read(client.get(path))
    assert 'name="language" value="en"' in page
    answer = client.post("/language/", {"language": "en", "next": path})
    assert answer.headers["Location"] == path
    assert '<html lang="en"' in read(client.get(path))


def test_nobody_is_sent_elsewhere(client):
    answer = client.post("/language/", {"language": "en", "next": "https://elsewhere.test/"})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(
    ("role", "landing"),
    [
        ("wall", "wall"), ("field_unit", "field"), ("leader", "today"), ("duty_officer", "overview"),
        ("reception", "counter"), ("team_lead", "cases"),
        ("accountant", "payments"), ("data_protection", "corrections"), ("procedure_keeper", "procedures"),
    ],
)  # fmt: skip
def test_everybody_lands_where_their_work_is(room, role, landing):
    browser = room.client(role)
    assert browser.get("/")["Location"] == reverse(landing)
    assert browser.get(reverse(landing)).status_code == 200


def test_pages_say_that_a_demo_is_still_being_filled(db, client):
    filling = home.here().filling
    filling.touch()
    try:
        pages = [client.get(url).content.decode() for url in ("/app/", "/accounts/login/")]
    finally:
        filling.unlink()
    assert all("Đang nạp dữ liệu trình diễn" in page for page in pages)
    assert "Đang nạp dữ liệu trình diễn" not in client.get("/app/").content.decode()
