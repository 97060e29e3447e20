"""Filing a dossier page by page, without script."""

import html
import io
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from haidang.core.cases.models import Case
from haidang.core.files import uploads
from haidang.core.files.tests.samples import picture
from haidang.core.forms import actions, queries
from haidang.core.forms.checking import CHECK, PAPERS
from haidang.core.forms.models import Draft
from haidang.core.forms.tests.office import FORM
from haidang.kernel.action import PUBLIC
from haidang.kernel.clock import frozen, now
from haidang.provinces import connectors
from haidang.web.citizen.report.stamps import new_stamp

from .walker import APPLICANT, CHILD, FILER, HOME, pdf


def test_page_by_page_to_a_code_and_a_receipt(walk):
    assert "Nộp hồ sơ" in walk.client.get("/app/procedures/test/birth/").content.decode()
    walk.begin()
    walk.to_check()
    page = walk.see(CHECK)
    for said in ("Nguyễn Thị Hương", "01/11/2026", "giay.pdf", "8.000", "Phường Vũng Tàu"):
        assert said in page
    answer = walk.send()
    case = walk.case()
    assert answer["Location"] == f"/app/r/{case.code}/{case.secret}/"
    receipt = walk.client.get(answer["Location"]).content.decode()
    assert case.code in receipt
    assert "<svg" in receipt
    assert "phản ánh của bạn" not in receipt


def test_pressing_twice_going_back_and_sending_again_make_one_dossier(walk):
    walk.filled()
    first, second = walk.send(), None
    second = walk.client.post(f"{HOME}{CHECK}/", {"next": "1"})
    again = walk.client.get(f"{HOME}child/")
    assert first["Location"] == second["Location"] == again["Location"]
    assert Case.objects.count() == 1


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(walk):
    walk.begin()
    walk.say("filer", FILER)
    answer = walk.say("applicant", APPLICANT | {"identity": "12345"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "12 chữ số" in page
    assert 'value="12345"' in page
    assert 'value="12345"' in walk.see("applicant")
    walk.say("applicant", APPLICANT)
    assert "12345<" not in walk.see("applicant")


def test_an_answer_that_opens_a_question_shows_it_on_the_same_page(walk):
    walk.begin()
    walk.say("filer", FILER)
    walk.say("applicant", APPLICANT)
    hidden = re.search(r'data-on="q_married" data-for="yes" (hidden)?', walk.see("child"))
    assert hidden is not None
    assert hidden[1]
    answer = walk.say("child", CHILD | {"married": "yes"})
    assert answer.status_code == 422
    assert "mở thêm câu hỏi" in answer.content.decode()
    assert walk.say("child", CHILD | {"married": "yes", "certificate": "12/2020"})["Location"] == f"{HOME}marriage/"
    assert walk.say("child", CHILD | {"married": "no"})["Location"] == f"{HOME}delivery/"


def test_back_and_later_keep_what_is_half_said(walk):
    draft = walk.begin()
    walk.say("filer", FILER)
    assert walk.say("applicant", {"name": "Hương"}, press="back")["Location"] == f"{HOME}filer/"
    assert 'value="Hương"' in walk.see("applicant")
    assert walk.say("applicant", {"name": "Hương B"}, press="later")["Location"] == f"{HOME}later/"
    assert walk.office.fresh(draft).answers["name"] == "Hương B"


def test_a_form_is_left_under_a_code_and_opened_on_another_device(walk):
    draft = walk.begin()
    walk.say("filer", FILER)
    walk.say("applicant", APPLICANT, press="later")
    page = walk.client.post(f"{HOME}later/", {"phone": "0901 234 567"}).content.decode()
    assert draft.code in page
    other = Client()
    wrong = other.post("/app/apply/resume/", {"code": draft.code, "phone": "0900000000"})
    unknown = other.post("/app/apply/resume/", {"code": "2222-2222", "phone": "0900000000"})
    assert wrong.status_code == unknown.status_code == 422
    assert "không khớp" in wrong.content.decode()
    answer = other.post("/app/apply/resume/", {"code": draft.code.lower(), "phone": "+84901234567"})
    assert answer["Location"] == f"{HOME}applicant/"
    assert "Nguyễn Thị Hương" in other.get(answer["Location"]).content.decode()


def test_guessing_codes_comes_to_an_end(walk):
    draft = walk.begin()
    actions.leave(queries.holder(draft, PUBLIC), draft, "0901234567")
    stranger = Client()
    for _try in range(8):
        stranger.post("/app/apply/resume/", {"code": draft.code, "phone": "0900000001"})
    answer = stranger.post("/app/apply/resume/", {"code": draft.code, "phone": "0901234567"})
    assert answer.status_code == 422
    assert "nhiều lần" in answer.content.decode()


def test_two_devices_at_one_form_the_second_is_told_and_loses_nothing(walk):
    draft = walk.begin()
    actions.leave(queries.holder(draft, PUBLIC), draft, "0901234567")
    other = Client()
    other.get(HOME)
    other.post("/app/apply/resume/", {"code": draft.code, "phone": "0901234567"})
    walk.say("filer", FILER)
    old = re.search(r'name="seen" value="(\d+)"', walk.see("applicant"))[1]
    other.post(f"{HOME}applicant/", {"q_name": "Từ máy kia", "seen": old, "next": "1"})
    answer = walk.client.post(f"{HOME}applicant/", {"q_name": "Từ máy này", "seen": old, "next": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "sửa ở máy khác" in page
    assert "Từ máy này" in page
    assert walk.office.fresh(draft).answers["name"] == "Từ máy kia"
    walk.say("applicant", APPLICANT)
    assert walk.office.fresh(draft).answers["name"] == "Nguyễn Thị Hương"


def test_papers_are_taken_shown_and_taken_away_and_bad_ones_refused_in_words(walk):
    draft = walk.filled(file=False)
    assert walk.say(PAPERS).status_code == 422
    photo = SimpleUploadedFile("IMG_1.jpg", picture(), "image/jpeg")
    walk.say(PAPERS, press="upload", part_attestation=[pdf(), photo])
    rows = list(walk.office.fresh(draft).files.select_related("file"))
    assert [one.part for one in rows] == ["attestation", "attestation"]
    served = walk.client.get(f"{HOME}files/{rows[0].file.token}/")
    assert served["Content-Type"] == "application/pdf"
    assert Client().get(f"{HOME}files/{rows[0].file.token}/").status_code == 404
    walk.say(PAPERS, press="upload", remove_file=rows[0].pk)
    assert walk.office.fresh(draft).files.count() == 1
    evil = SimpleUploadedFile("giay.pdf", b"MZ\x90\x00 a program", "application/pdf")
    answer = walk.say(PAPERS, part_attestation=[evil])
    assert answer.status_code == 422
    assert "giay.pdf:" in answer.content.decode()


def test_a_paper_that_cannot_be_sent_comes_to_the_counter(walk):
    walk.filled(file=False)
    assert walk.say(PAPERS, brought_attestation="1").status_code == 302
    walk.send()
    assert "mang bản giấy đến quầy" in walk.case().text


def test_nothing_is_sent_before_it_is_agreed_to_and_vouched_for(walk):
    walk.filled()
    page = walk.send(without=("agree", "truth")).content.decode()
    assert "Cần đồng ý để cơ quan" in page
    assert "Đọc lại rồi đánh dấu" in page
    assert not Case.objects.exists()


def test_an_expired_stamp_asks_for_one_more_press_and_haste_for_a_riddle(walk):
    walk.filled()
    assert "mở đã lâu" in walk.send(stamp="cũ").content.decode()
    answer = walk.send(stamp=new_stamp().text)
    assert answer.status_code == 422
    assert "Viết bằng chữ số" in answer.content.decode()
    assert not Case.objects.exists()


def test_two_people_apply_together_and_one_is_taken_out_again(walk):
    draft = walk.begin()
    walk.say("filer", FILER | {"together": "yes"})
    one = {"co1_name": "Trần A", "co1_identity": "079085001235", "co1_consent": "code", "co1_contact": "0905 000 111"}
    assert walk.say("together", one, press="add")["Location"] == f"{HOME}together/"
    two = one | {"co2_name": "Trần B", "co2_identity": "079085001236", "co2_consent": "written"}
    walk.say("together", two)
    assert walk.office.fresh(draft).answers["co2_name"] == "Trần B"
    seen = re.search(r'name="seen" value="(\d+)"', walk.see("together"))[1]
    fields = {f"q_{key}": value for key, value in two.items()} | {"seen": seen, "remove": "1"}
    walk.client.post(f"{HOME}together/", fields)
    kept = walk.office.fresh(draft).answers
    assert (kept["co_count"], kept["co1_name"]) == (1, "Trần B")


def test_who_applies_too_answers_at_a_link_of_their_own(walk, outside):
    too = {"co1_name": "Trần A", "co1_identity": "079085001235", "co1_consent": "code", "co1_contact": "a@thu.vn"}
    draft = walk.filled({"together": "yes", "co_count": 1} | too)
    assert "Trần A chưa đồng ý" in walk.see(CHECK)
    assert walk.client.post(f"{HOME}{CHECK}/", {"send_code": "0"}).status_code == 302
    assert (
        "không đúng" in walk.client.post(f"{HOME}{CHECK}/", {"confirm_code": "0", "consent_code": "1"}).content.decode()
    )
    link = f"/app/agree/{draft.consents.get().token}/"
    assert "cùng đứng tên" in Client().get(link).content.decode()
    Client().post(link, {"no": "1"})
    assert "Trần A không đồng ý" in walk.send().content.decode()
    Client().post(link, {"yes": "1"})
    assert walk.send().status_code == 302
    assert "đã nộp" in Client().post(link, {"no": "1"}).content.decode()
    assert Client().get("/app/agree/nothing/").status_code == 404


def test_a_paper_that_came_in_pieces_stands_in_the_form_by_its_token(walk):
    draft = walk.filled()
    sent = pdf("giấy chứng sinh.pdf", "Mới").read()
    upload = uploads.create(whose="app:test", name="giấy chứng sinh.pdf", size=len(sent))
    half = walk.say(PAPERS, press="upload", part_attestation=upload.token).content.decode()
    assert "giấy chứng sinh.pdf: Tệp chưa gửi xong" in html.unescape(half)
    uploads.append(upload.token, 0, io.BytesIO(sent))
    for _twice in range(2):  # the answer to the first was lost
        walk.say(PAPERS, press="upload", part_attestation=upload.token, part_photo="")
    assert [one.file.name for one in draft.files.select_related("file")] == ["giay.pdf", "giấy chứng sinh.pdf"]
    assert walk.say(PAPERS, part_attestation="").status_code == 302  # as browsers send a field without a file
    assert "Lần gửi này" in walk.say(PAPERS, part_attestation="../../x").content.decode()


def test_a_newer_version_says_so_and_goes_on_with_what_fits(walk):
    walk.begin()
    walk.say("filer", FILER)
    walk.say("applicant", APPLICANT)
    walk.office.publish(form=[FORM[0] | {"questions": FORM[0]["questions"][1:]}, *FORM[1:]])
    answer = walk.client.post(f"{HOME}child/", {"q_child_name": "An", "next": "1"})
    page = walk.client.get(answer["Location"]).content.decode()
    assert "Thủ tục vừa có bản mới" in page
    assert "Nguyễn Thị Hương" in page
    assert 'value="An"' in page


def test_after_thirty_days_the_form_is_gone_and_says_so(walk):
    walk.begin()
    with frozen(now() + timedelta(days=31)):
        assert walk.client.get(f"{HOME}filer/")["Location"] == HOME


def test_somebody_without_the_form_is_led_to_its_door(walk):
    walk.begin()
    assert Client().get(f"{HOME}child/")["Location"] == HOME
    assert walk.client.get(f"{HOME}nowhere/")["Location"] == f"{HOME}filer/"
    assert walk.client.get("/app/procedures/test/none/apply/").status_code == 404


def test_a_form_can_be_deleted_from_its_door(walk):
    draft = walk.begin()
    walk.client.post(f"{HOME}forget/", {"draft": "của người khác"})
    assert Draft.objects.count() == 1
    walk.client.post(f"{HOME}forget/", {"draft": draft.token})
    assert not Draft.objects.exists()


@pytest.mark.parametrize("is_on", [True, False])
def test_what_belongs_to_the_portal_goes_there_while_the_province_is_connected(walk, monkeypatch, is_on: bool):
    walk.office.publish(portal_only=True, channels=["portal", "counter"])
    portal = SimpleNamespace(page="https://portal.example/", site="portal.example")
    monkeypatch.setattr(connectors, "first", lambda kind: portal if is_on else None)
    page = walk.client.get(HOME).content.decode()
    assert ('href="https://portal.example/"' in page) is is_on
    assert ("Bắt đầu" in page) is not is_on
    walk.client.post(HOME)
    assert Draft.objects.exists() is not is_on


def test_what_needs_people_in_person_names_the_counter(walk):
    walk.office.publish(channels=["counter"])
    page = walk.client.get(HOME).content.decode()
    assert "UBND phường Vũng Tàu" in page
    assert "cần bạn có mặt" in page
