"""tus over HTTP, door by door."""

import hashlib
from base64 import b64encode
from urllib.parse import urlsplit

import pytest

from haidang.core.cases.models import Case
from haidang.core.files.models import Upload
from haidang.core.files.store import store
from haidang.core.files.tests.samples import picture

BODY = picture((640, 480))
DOOR = "/app/uploads/"
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"

pytestmark = pytest.mark.django_db


WHOLE = len(BODY)


def begun(client, size=WHOLE, name="hố ga.jpg"):
    metadata = f"filename {b64encode(name.encode()).decode()}"
    answer = client.post(DOOR, headers=TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata})
    assert answer.status_code == 201, answer.content
    return urlsplit(answer["Location"]).path


def bring(client, place, offset, body, **headers):
    told = TUS | {"Upload-Offset": str(offset)} | headers
    return client.generic("PATCH", place, body, content_type=PIECE, headers=told)


def offset(client, place):
    return int(client.head(place, headers=TUS)["Upload-Offset"])


def test_what_is_spoken_here(client):
    answer = client.options(DOOR)
    assert (answer.status_code, answer["Tus-Version"]) == (204, "1.0.0")
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "termination", "expiration", "checksum"}


def test_a_file_comes_in_pieces_and_goes_with_a_report(client, town):
    place = begun(client)
    assert bring(client, place, 0, BODY[:1000])["Upload-Offset"] == "1000"
    assert offset(client, place) == 1000
    assert bring(client, place, 1000, BODY[1000:]).status_code == 204
    case = town.sent(client, uploaded=place.rpartition("/")[2])
    file = case.papers.get().file
    assert (file.name, store().open(file.sha256).read()) == ("hố ga.jpg", BODY)


def test_a_form_that_is_sent_again_after_a_lost_answer_still_has_its_photo(client, town):
    place = begun(client)
    bring(client, place, 0, BODY)
    form = town.form(uploaded=place.rpartition("/")[2])
    first, second = client.post("/app/report/", form), client.post("/app/report/", form)
    assert first["Location"] == second["Location"]
    assert Case.objects.get().papers.count() == 1


def test_an_upload_that_is_not_whole_is_told_and_the_words_stay(client, town):
    answer = town.send(client, uploaded=begun(client).rpartition("/")[2])
    assert answer.status_code == 422
    assert "còn thiếu" in answer.content.decode()
    assert not Case.objects.exists()


def test_who_is_at_the_wrong_place_is_told_the_right_one(client):
    place = begun(client)
    bring(client, place, 0, BODY[:500])
    answer = bring(client, place, 0, BODY)
    assert (answer.status_code, answer["Upload-Offset"]) == (409, "500")


def test_one_may_give_up(client):
    place = begun(client)
    assert client.delete(place, headers=TUS).status_code == 204
    assert client.head(place, headers=TUS).status_code == 404
    assert not Upload.objects.exists()


def test_a_piece_that_was_changed_on_its_way_is_not_kept(client):
    place = begun(client)
    right = f"sha1 {b64encode(hashlib.sha1(BODY, usedforsecurity=False).digest()).decode()}"
    assert bring(client, place, 0, BODY[:-1] + b"x", **{"Upload-Checksum": right}).status_code == 460
    assert offset(client, place) == 0
    assert bring(client, place, 0, BODY, **{"Upload-Checksum": right}).status_code == 204
    assert bring(client, place, 0, BODY, **{"Upload-Checksum": "crc32 x"}).status_code == 400


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 412), (TUS, 400), (TUS | {"Upload-Length": "-1"}, 400), (TUS | {"Upload-Length": "200000000"}, 413)],
)
def test_what_is_not_understood_is_refused(client, headers, status):
    assert client.post(DOOR, headers=headers).status_code == status


def test_another_kind_of_body_is_refused(client):
    answer = client.generic(
        "PATCH", begun(client), BODY, content_type="text/plain", headers=TUS | {"Upload-Offset": "0"}
    )
    assert answer.status_code == 415
