"""One's own case by its link, and finding it by code and telephone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from haidang.core.cases import actions
from haidang.core.files.tests.samples import picture
from haidang.web.citizen.tests.town import link
from haidang.web.tests.browsing import read

pytestmark = pytest.mark.django_db


def photo():
    return SimpleUploadedFile("a.jpg", picture(), "image/jpeg")


@pytest.fixture
def case(client, town):
    return town.sent(client, photos=[photo()], phone="+84 903 123 456", name="Lan")


def test_the_page_has_code_state_qr_link_and_due_date(client, case):
    answer = client.get(link(case))
    page = read(answer)
    assert case.code in page
    assert "<svg" in page
    assert f"http://testserver{link(case)}" in page
    assert "còn" in page
    assert answer["X-Robots-Tag"].startswith("noindex")
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def test_a_wrong_secret_is_no_page(client, case):
    assert client.get(f"/app/r/{case.code}/wrong/").status_code == 404
    assert client.get(f"/app/r/PA-000000-0000/{case.secret}/").status_code == 404


def test_the_slip_carries_code_and_secret(client, case):
    page = read(client.get(link(case, "slip")))
    assert case.secret in page
    assert "Mã bí mật" in page


def test_what_was_sent_is_shown_to_whoever_has_the_link_alone(client, case):
    token = case.papers.get().file.token
    assert f"files/{token}/" in read(client.get(link(case)))
    answer = client.get(link(case, "files", token))
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    assert client.get(f"/app/files/{token}/").status_code == 404


def test_a_player_gets_the_piece_it_asks_for(client, case):
    url = link(case, "files", case.papers.get().file.token)
    answer = client.get(url, headers={"range": "bytes=0-9"})
    assert (answer.status_code, len(b"".join(answer.streaming_content))) == (206, 10)
    assert client.get(url, headers={"range": "bytes=999999999-"}).status_code == 416


def test_the_officers_notes_stay_with_the_officers(client, town, case):
    actions.note(town.counter.centre, case, "nghi là tin giả")
    actions.reply(town.counter.centre, case, "Chúng tôi đang đến")
    page = read(client.get(link(case)))
    assert "Chúng tôi đang đến" in page
    assert "tin giả" not in page


def test_one_may_write_and_send_another_photo(client, case):
    answer = client.post(link(case, "write"), {"say-text": "Thêm ảnh", "say-attached": [photo()]})
    assert answer.status_code == 302
    assert "Thêm ảnh" in read(client.get(link(case)))


def test_a_message_with_a_program_is_refused_and_stays(client, case):
    bad = SimpleUploadedFile("a.jpg", b"MZ" + b"\0" * 90, "image/jpeg")
    page = read(client.post(link(case, "write"), {"say-text": "Xem tệp này", "say-attached": [bad]}), 422)
    assert "Đây là chương trình" in page
    assert "Xem tệp này" in page


def test_an_empty_message_is_told_so(client, case):
    assert "say-text_error" in read(client.post(link(case, "write"), {"say-text": ""}), 422)


def test_what_was_asked_for_is_supplied(client, town, case):
    actions.move(town.counter.centre, case, "ask", text="Nhà số mấy?")
    page = read(client.get(link(case)))
    assert "Nhà số mấy?" in page
    assert "Thời hạn tạm dừng" in page
    assert client.post(link(case, "do", "supply"), {"supply-text": "Số 12"}).status_code == 302
    assert town.counter.fresh(case).state == "handling"


def test_it_is_opened_again_only_with_a_reason(client, town, case):
    actions.move(town.counter.centre, case, "take")
    actions.move(town.counter.centre, case, "finish", text="Đã dọn")
    assert "Đã dọn" in read(client.get(link(case)))
    assert client.post(link(case, "do", "reopen"), {"reopen-text": ""}).status_code == 422
    assert client.post(link(case, "do", "reopen"), {"reopen-text": "Vẫn còn rác"}).status_code == 302
    assert town.counter.fresh(case).reopened == 1


def test_a_move_that_is_no_longer_open_is_told_so(client, case):
    assert "vừa chuyển bước" in read(client.post(link(case, "do", "reopen"), {"reopen-text": "x"}), 409)
    assert client.post(link(case, "do", "finish"), {}).status_code == 409


def test_the_outcome_is_rated_once_it_is_there(client, town, case):
    assert client.post(link(case, "rate"), {"rate-score": "3"}).status_code == 422
    actions.move(town.counter.centre, case, "take")
    actions.move(town.counter.centre, case, "finish", text="Đã dọn")
    assert "Hài lòng" in read(client.get(link(case)))
    assert client.post(link(case, "rate"), {"rate-score": "9"}).status_code == 422
    assert client.post(link(case, "rate"), {"rate-score": "3", "rate-text": "nhanh"}).status_code == 302
    assert "Cảm ơn bạn đã đánh giá" in read(client.get(link(case)))


def test_a_case_is_found_by_code_and_telephone_however_it_is_written(client, case):
    for phone in ("0903123456", "+84 903 123 456", "0903.123.456"):
        answer = client.post("/app/track/", {"code": case.code.lower(), "key": phone})
        assert answer["Location"] == link(case)
    assert client.post("/app/track/", {"code": case.code, "key": case.secret})["Location"] == link(case)


def test_a_wrong_code_and_a_wrong_telephone_get_the_same_answer(client, case):
    pages = [
        read(client.post("/app/track/", {"code": code, "key": key}), 422)
        for code, key in ((case.code, "0900000000"), ("PA-000000-0001", "0903123456"), (case.code, "abc"))
    ]
    assert all("không khớp" in page for page in pages)


def test_a_case_without_a_telephone_is_not_found_by_an_empty_one(client, town):
    case = town.sent(client)
    assert client.post("/app/track/", {"code": case.code, "key": "-"}).status_code == 422


def test_guessing_is_stopped(client, case):
    for number in range(12):
        client.post("/app/track/", {"code": case.code, "key": f"09000000{number:02}"})
    answer = client.post("/app/track/", {"code": case.code, "key": "0903123456"})
    assert "Đã thử nhiều lần" in read(answer, 422)


def test_this_device_remembers_its_cases_until_told_not_to(client, case):
    assert case.title in read(client.get("/app/me/"))
    assert case.title in read(client.get("/app/"))
    client.post(link(case, "forget"))
    assert case.title not in read(client.get("/app/me/"))


def test_a_cookie_that_was_changed_shows_nobody_elses_cases(client, case):
    client.cookies["mine"] = client.cookies["mine"].value[:-2] + "xx"
    assert case.title not in read(client.get("/app/me/"))
