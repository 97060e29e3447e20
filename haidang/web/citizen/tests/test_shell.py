"""The app within a messenger."""

import pytest
from msgspec import structs

from haidang.provinces import pack
from haidang.web.tests.browsing import read

pytestmark = pytest.mark.django_db


def test_a_messenger_hides_our_frame_until_it_is_asked_for_again(client, town):
    assert "in-shell" in read(client.get("/app/?shell=zalo"))
    assert "in-shell" in read(client.get("/app/help/"))
    assert "in-shell" not in read(client.get("/app/?shell=web"))
    assert "in-shell" not in read(client.get("/app/help/"))
    assert "in-shell" not in read(client.get("/app/?shell=%22onload"))


def test_nobody_frames_the_app_unless_the_province_names_them(client, town, monkeypatch):
    answer = client.get("/app/?shell=zalo")
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    named = structs.replace(pack.chosen().app, frame_hosts=["https://h5.example.vn"])
    monkeypatch.setitem(pack.chosen().__dict__, "app", named)
    answer = client.get("/app/?shell=zalo")
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors https://h5.example.vn" in answer["Content-Security-Policy"]
    assert client.get("/accounts/login/")["X-Frame-Options"] == "DENY"


def test_in_a_frame_cookies_are_marked_for_it(client, town, monkeypatch, settings):
    named = structs.replace(pack.chosen().app, frame_hosts=["https://h5.example.vn"])
    monkeypatch.setitem(pack.chosen().__dict__, "app", named)
    settings.BEHIND_TLS = True
    client.get("/app/report/", headers={"Sec-Fetch-Dest": "iframe"})
    assert client.cookies["voice"]["samesite"] == "None"
