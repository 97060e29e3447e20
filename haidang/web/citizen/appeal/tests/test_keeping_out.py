"""A sender who is kept out: what they are told, what they may do, what officers do about it."""

from datetime import timedelta

import pytest

from haidang.core.blocks import actions, queries
from haidang.core.blocks.marks import kept, marks
from haidang.core.blocks.models import Appeal, Block
from haidang.core.blocks.sender import BARRED
from haidang.core.cases import actions as cases
from haidang.core.cases.models import Case
from haidang.kernel.action import actions as registered
from haidang.web.tests.browsing import browser, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(town):
    from haidang.core.directory.models import Person

    return browser(Person.objects.get(pk=town.counter.centre.id))


@pytest.fixture
def case(client, town):
    client.get("/app/report/")
    return town.sent(client, phone="0903123456")


def block(officer, case, **given):
    answer = officer.post(f"/blocks/new/?case={case.code}", {"what": "device", "reason": "flood", "days": 7} | given)
    assert answer.status_code == 302, answer.content.decode()
    return Block.objects.get()


def test_the_marks_of_a_sender_are_hashes(client, town, case):
    assert set(kept(case.code)) == {"address", "device", "phone"}
    assert "0903123456" not in str(kept(case.code))


def test_an_officer_blocks_who_sent_a_report_and_they_are_told_in_plain_words(client, town, case, officer):
    block(officer, case)
    answer = town.send(client, text="Rác nữa này")
    page = read(answer, 403)
    for words in ("Gửi dồn dập", "Rác nữa này", 'href="tel:1022"', "/app/appeal/?ticket="):
        assert words in page
    assert Case.objects.count() == 1


def test_words_of_danger_put_the_emergency_numbers_first(client, town, case, officer):
    block(officer, case)
    assert "cz-danger on" in read(town.send(client, text="Cháy nhà, có người mắc kẹt bên trong"), 403)
    assert "cz-danger on" not in read(town.send(client, text="Rác tràn ra đường"), 403)


def test_every_door_of_the_app_asks(client, town, case, officer):
    """`core.blocks` tries the actions one by one; here: they exist, and doors that are none of them ask as well."""
    assert all(name in registered for name in BARRED)
    cases.publish(town.counter.centre, case)
    block(officer, case)
    assert "Gửi dồn dập" in read(client.post(f"/app/reports/{case.code}/support/"), 403)
    announced = {"Tus-Resumable": "1.0.0", "Upload-Length": "9"}
    assert "Gửi dồn dập" in read(client.post("/app/uploads/", headers=announced), 403)


def test_others_send_as_before(client, town, case, officer):
    block(officer, case)
    from django.test import Client

    other = Client()
    other.get("/app/report/")
    assert town.send(other).status_code == 302


def test_a_telephone_number_is_taken_from_the_case_and_the_look_is_journalled(client, town, case, officer):
    town.counter.events()
    block(officer, case, what="phone")
    assert {"case.look", "block.place"} <= {one.action for one in town.counter.events()}
    from django.test import Client

    assert town.send(Client(), phone="+84 903 123 456").status_code == 403


def test_the_appeal_goes_to_somebody_and_its_answer_comes_back(client, town, case, officer):
    block(officer, case)
    page = read(town.send(client), 403)
    ticket = page.partition("/app/appeal/?ticket=")[2].partition('"')[0]
    assert "Gửi dồn dập" in read(client.get(f"/app/appeal/?ticket={ticket}"))
    sent = client.post("/app/appeal/", {"text": "Máy này của cả trường"})
    answer = sent["Location"]
    assert "Đang chờ một người xem" in read(client.get(answer))
    assert "Máy này của cả trường" in read(officer.get("/blocks/"))
    code = Block.objects.get().code
    again = officer.post(f"/blocks/{code}/decide", {"is_upheld": "no", "answer": "Không"})
    assert "Người khác phải xem" in read(again, 422)
    officer.post(f"/blocks/{code}/decide", {"is_upheld": "yes", "answer": "Xin lỗi, đã bỏ chặn."})
    assert "Xin lỗi, đã bỏ chặn." in read(client.get(answer))
    assert town.send(client).status_code == 302


def test_who_is_not_blocked_is_told_so(client, town):
    assert "Bạn không bị chặn" in read(client.get("/app/appeal/"))
    assert client.get("/app/appeal/nothing/").status_code == 404
    assert not Appeal.objects.exists()


def test_a_number_can_be_blocked_by_itself_and_let_go(client, town, officer):
    facts = {"what": "phone", "phone": "0903 999 999", "reason": "abuse", "days": 1}
    assert "8 đến 15" in read(officer.post("/blocks/new/", facts | {"phone": "09"}), 422)
    officer.post("/blocks/new/", facts)
    made = Block.objects.get()
    assert made.hint == "…999"
    assert read(officer.get(made.link))
    officer.post(f"{made.link}lift", {"why": "nhầm"})
    assert queries.standing(marks(phone="0903999999")) is None


def test_a_commune_officer_blocks_nobody(client, town, case):
    from haidang.core.directory.models import Person

    clerk = browser(Person.objects.get(pk=town.counter.clerk.id))
    assert clerk.get("/blocks/").status_code == 403
    assert clerk.post(f"/blocks/new/?case={case.code}", {}).status_code == 403


def test_an_address_is_blocked_for_two_days_at_most(client, town, case, officer):
    answer = officer.post(f"/blocks/new/?case={case.code}", {"what": "address", "reason": "flood", "days": 7})
    assert "2 ngày" in read(answer, 422)
    assert timedelta(days=2) == actions.LONGEST_ADDRESS
