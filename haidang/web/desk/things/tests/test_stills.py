"""The picture of a camera on the pages of the desk."""

import pytest

from haidang.core.stills import fetching, kept
from haidang.core.stills.models import Still as Row
from haidang.core.things.models import Source, Thing


@pytest.fixture
def camera(desk, outside, tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "folder", lambda: tmp_path)
    monkeypatch.setattr(fetching, "later", lambda work, **facts: work(**facts))  # at once
    source = Source.objects.create(key="cam", name_vi="Camera", name_en="c", door="ingest", data_class="internal")
    Thing.objects.create(
        code="CM-9", domain="security", type="camera", name_vi="Camera Bến Đá", name_en="", folded="", sort_key="",
        place=desk.hd.here, office=desk.hd.centre, source=source, lat=10.35, lon=107.07,
    )  # fmt: skip
    return desk


def text(answer):
    return answer.content.decode()


FORM = {"proof": "none", "every": "15s", "timeout": "4s", "data_class": "internal", "on": "on"}


def set_up(desk, **changed):
    form = FORM | {"address": "{outside}/cameras/CM-9.jpg"} | changed
    return desk.client("integrator").post("/things/CM-9/still/", form)


def test_a_camera_is_connected_on_screen_and_its_picture_stands_on_its_page_and_on_the_wall(camera):
    assert "Chưa nối hình" in text(camera.client("integrator").get("/things/CM-9/"))
    assert set_up(camera).status_code == 302
    browser = camera.client("duty_officer")
    browser.get("/things/CM-9/")
    page = text(browser.get("/things/CM-9/"))
    assert "/things/CM-9/still.jpg?of=CM-9" in page
    answer = browser.get("/things/CM-9/still.jpg?of=CM-9")
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    for part in ("/stills/?at=107.0701 10.3501&of=SC-1", "/stills/?on=wall&at=107.0701 10.3501"):
        assert "/things/CM-9/still.jpg" in text(browser.get(part))
    assert browser.get("/stills/?at=x").status_code == 404


def test_what_cannot_be_stays_on_the_form_and_others_may_not_change_it(camera):
    answer = set_up(camera, address="ftp://x/y.jpg")
    assert (answer.status_code, "http://" in text(answer)) == (422, True)
    assert camera.client("duty_officer").post("/things/CM-9/still/", FORM).status_code == 403
    assert not Row.objects.exists()


def test_a_camera_that_sees_people_shows_nothing_unasked_and_a_look_is_journalled(camera):
    set_up(camera, data_class="personal")
    browser = camera.client("duty_officer")
    browser.get("/things/CM-9/")
    page = text(browser.get("/things/CM-9/"))
    assert '<img src="/things/CM-9' not in page
    assert "Xem hình" in page
    assert "still.look" not in camera.actions()
    assert browser.get("/things/CM-9/still.jpg?of=CM-9").status_code == 200
    assert "still.look" in camera.actions()
