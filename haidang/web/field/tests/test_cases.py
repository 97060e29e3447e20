"""Reports on the phone of whoever goes there: without script by plain forms, and as its outbox sends them later."""

import io

import pytest

from haidang.core.cases import actions
from haidang.core.cases.models import Line
from haidang.core.cases.opening import Someone
from haidang.core.cases.tests import counter as counters
from haidang.core.files import rows
from haidang.core.files.receiving import receive
from haidang.core.files.tests.samples import picture
from haidang.kernel import clock
from haidang.web.tests.browsing import browser, read

PROVED = counters.FLOW | {
    "moves": [
        counters.move("handle", "new", "handling"),
        counters.move("finish", "handling", "done", needs=["answer", "proof_after"]),
        counters.move("ask", "new handling", "asked", needs=["answer"]),
    ]
}


@pytest.fixture(autouse=True)
def at_nine(counter):
    """In place of the hour of the desk of incidents."""
    with clock.frozen(counters.MONDAY):
        yield


@pytest.fixture
def counter(db):
    one = counters.build()
    one.take(counters.domain(flows=[PROVED]))
    return one


@pytest.fixture
def case(counter):
    people = [Someone("reporter", name="Trần Thị B", phone="0901234567")]
    return counter.open(text="Rác tràn cả ra đường", people=people, address="Thùy Vân")


@pytest.fixture
def phone(counter):
    """Of somebody in the commune's field unit."""
    return browser(counter.hd.officer("field_unit", counter.hd.committee, counter.hd.here))


@pytest.fixture
def clerk(counter):
    return browser(counter.clerk)


def jpeg(colour=(10, 10), name="sau.jpg"):
    file = io.BytesIO(picture((320, 240 + colour[0])))
    file.name = name
    return file


def url(case, what=""):
    return f"/field/cases/{case.code}/{what}"


def send(client, case, what, data, number="one"):
    return client.post(url(case, what), data, headers={"X-Outbox": number})


def test_the_list_has_what_i_hold_then_what_nobody_holds(counter, case, clerk, phone):
    page = read(clerk.get("/field/"))
    assert page.index("Bạn không giữ phản ánh nào") < page.index("Chưa ai giữ, ở cơ quan tôi") < page.index(case.code)
    for said in ("Thùy Vân, Phường Vũng Tàu", "còn ", 'data-lon="107.080000"', "?sort=near"):
        assert said in page
    clerk.post(url(case, "take"), {"seen": ""})
    page = read(clerk.get("/field/?sort=near"))
    assert case.code in page
    assert "Chưa ai giữ, ở cơ quan tôi" not in page
    assert case.code not in read(phone.get("/field/"))  # somebody else's now
    assert case.code not in read(browser(counter.other_clerk).get("/field/"))


def test_without_script_the_nearest_to_my_place_come_first(counter, clerk):
    counter.hd.here.lon, counter.hd.here.lat = 107.08, 10.35
    counter.hd.here.save()
    far = counter.open(point=counters.Point(107.18, 10.35))
    near = counter.open(point=counters.Point(107.081, 10.35))
    assert read(clerk.get("/field/")).index(far.code) < read(clerk.get("/field/")).index(near.code)
    page = read(clerk.get("/field/?sort=near"))
    assert page.index(near.code) < page.index(far.code)
    assert "109 m" in page
    assert "10,9 km" in page


def test_the_page_says_what_and_where_but_not_who_sent_it(case, phone):
    page = read(phone.get(url(case)))
    for said in (case.title, "Rác tràn cả ra đường", "geo:10.35000,107.08000", "handle", "Chưa ai giữ"):
        assert said in page
    for secret in ("Trần", "0901234567", case.secret):
        assert secret not in page


def test_it_is_handled_photographed_and_finished_by_plain_forms(case, phone, counter):
    assert phone.post(url(case, "moves/handle"), {"handle-seen": "new"}).status_code == 302
    assert "cần ảnh sau khi xử lý" in read(phone.get(url(case)))
    assert phone.post(url(case, "photo"), {"role": "after", "file": jpeg()}).status_code == 302
    assert phone.post(url(case, "note"), {"text": "Xe rác hỏng"}).status_code == 302
    assert "Xe rác hỏng" in read(phone.get(url(case)))
    sent = phone.post(url(case, "moves/finish"), {"finish-seen": "handling", "finish-text": "Đã dọn sạch"})
    assert sent["Location"] == "/field/"
    fresh = counter.fresh(case)
    assert (fresh.state, fresh.answer, [one.role for one in fresh.papers.all()]) == ("done", "Đã dọn sạch", ["after"])


def test_what_is_missing_is_said_beside_what_was_typed(case, phone):
    phone.post(url(case, "moves/handle"))
    page = read(phone.post(url(case, "moves/finish"), {"finish-seen": "handling", "finish-text": "Xong"}), 409)
    assert "cần ảnh sau khi xử lý" in page
    assert "Xong" in page
    wrong = io.BytesIO(b"MZ\x90\x00" + b"\x00" * 500)
    wrong.name = "a.jpg"
    assert phone.post(url(case, "photo"), {"role": "after", "file": wrong}).status_code == 422
    assert phone.post(url(case, "photo"), {"role": "after"}).status_code == 422
    assert phone.post(url(case, "photo"), {"role": "result", "file": jpeg()}).status_code == 422
    assert not case.papers.exists()


def test_whoever_comes_second_is_told_and_keeps_what_they_wrote(counter, case, phone):
    actions.move(counter.clerk, case, "ask", text="Ở đâu?", seen="new")
    typed = {"ask-seen": "new", "ask-text": "Số nhà bao nhiêu, đi từ hướng nào?"}
    page = read(phone.post(url(case, "moves/ask"), typed), 409)
    assert "Người khác vừa chuyển" in page
    assert "Số nhà bao nhiêu" in page
    assert "chưa gửi được" in page


def test_two_who_take_it_at_once(case, clerk, counter):
    seen = f"new~{case.office_id}~"
    assert clerk.post(url(case, "take"), {"seen": seen}).status_code == 302
    another = browser(counter.hd.officer("commune_officer", counter.hd.committee, counter.hd.here))
    assert "Người khác vừa giao lại" in read(another.post(url(case, "take"), {"seen": seen}), 409)


def test_the_outbox_sends_in_order_and_twice_is_once(case, phone, counter):
    assert send(phone, case, "moves/handle", {"handle-seen": "new"}, "1").json() == {"said": "Đã chuyển bước."}
    assert send(phone, case, "moves/handle", {"handle-seen": "new"}, "1").status_code == 200
    for _again in range(2):
        assert send(phone, case, "photo", {"role": "after", "file": jpeg()}, "2").json() == {"said": "Đã gửi ảnh."}
        assert send(phone, case, "note", {"text": "Xong lúc mất mạng"}, "3").status_code == 200
    assert case.papers.count() == 1
    assert Line.objects.filter(case=case, kind="note").count() == 1
    assert send(phone, case, "moves/finish", {"finish-seen": "handling", "finish-text": "Sạch"}, "4").status_code == 200
    assert counter.fresh(case).state == "done"


def test_the_outbox_is_told_of_a_conflict_in_words(case, phone, counter):
    actions.move(counter.clerk, case, "ask", text="Ở đâu?", seen="new")
    late = send(phone, case, "moves/handle", {"handle-seen": "new"})
    assert late.status_code == 409
    assert "Người khác vừa chuyển" in late.json()["said"]
    assert send(phone, case, "note", {"text": " "}).status_code == 422
    assert (
        send(phone, case, "photo", {"role": "after", "file": jpeg()}, "2").status_code == 200
    )  # photos are still taken


def test_only_the_office_handles_it(case, counter):
    stranger = browser(counter.hd.officer("field_unit", counter.hd.other_committee, counter.hd.elsewhere))
    assert stranger.get(url(case)).status_code == 404
    assert send(stranger, case, "note", {"text": "a"}).status_code == 404
    reader = browser(counter.hd.officer("auditor", counter.hd.centre, counter.hd.province))
    assert "handle-seen" not in read(reader.get(url(case)))
    refused = send(reader, case, "moves/handle", {"handle-seen": "new"})
    assert refused.status_code == 403
    assert refused.json()["said"]


def test_a_unit_neither_takes_nor_looks_at_people(case, phone, clerk):
    assert f"{url(case)}take" not in read(phone.get(url(case)))
    assert send(phone, case, "take", {"seen": ""}).status_code == 403
    assert f"{url(case)}take" in read(clerk.get(url(case)))
    assert url(case) in read(clerk.get(case.link))  # the desk leads to the phone's page
    assert phone.post(f"{case.link}people", {"why": "hỏi đường"}).status_code == 403


def test_the_worker_and_the_token_are_there_for_whoever_is_signed_in(phone, client):
    assert "field-pages" in read(phone.get("/field/sw.js"))
    facts = phone.get("/field/ready").json()
    assert facts["csrf"]
    assert phone.get("/field/")["X-Reader"] == facts["who"]
    assert client.get("/field/ready").status_code == 302


def test_a_photo_beyond_ones_classes_of_data_comes_without_faces_or_not_at_all(case, phone, counter):
    held = receive(io.BytesIO(picture((320, 240))), name="a.jpg", data_class="personal")
    file = actions.attach(counter.clerk, case, held, role="before").papers.get().file
    page = read(phone.get(url(case)))
    assert file.token not in page
    assert "Chưa có bản đã che mặt, biển số" in page
    copy = rows.derive(file, rows.Made("public", "0" * 64, 10_000, 200, 150), clock.now())
    assert copy.token in read(phone.get(url(case)))
