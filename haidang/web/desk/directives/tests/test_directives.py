"""Directives on the desk: given from a number, followed, approved."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from haidang.core.cases import sync
from haidang.core.directives import facts
from haidang.core.directives.models import Directive
from haidang.kernel import clock
from haidang.web.desk.directives import numbers
from haidang.web.desk.tests.staffed import Desk
from haidang.web.tests.browsing import HTMX, browser, read


@pytest.fixture
def leader(desk: Desk) -> Client:
    sync.sync_procedures(facts.procedures())
    person = desk.hd.person("head", office=desk.hd.department)
    desk.hd.duty(person, "leader", desk.hd.department, desk.hd.province)
    return browser(person)


@pytest.fixture
def officer(desk: Desk) -> Client:
    person = desk.hd.person("branch", office=desk.hd.branch)
    desk.hd.duty(person, "department_officer", desk.hd.branch, desk.hd.province)
    return browser(person)


def proof():
    body = BytesIO()
    Image.new("RGB", (30, 30), "grey").save(body, "JPEG")
    return SimpleUploadedFile("ket-qua.jpg", body.getvalue(), "image/jpeg")


def given(desk, **more):
    said = {"sentence": "Giảm bụi ở khu công nghiệp", "lead": desk.hd.branch.pk, "due_on": clock.today().isoformat()}
    return said | more


def test_from_a_sentence_to_its_approval(desk, leader, officer):
    assert "Chưa có" not in read(leader.get("/directives/"))
    assert leader.post("/directives/new/", given(desk)).status_code == 302
    one = Directive.objects.get()
    assert "Giảm bụi ở khu công nghiệp" in read(officer.get("/directives/"))
    assert officer.post(f"{one.link}report/", {"percent": 30, "text": "Đang làm"}).status_code == 302
    assert officer.post(f"{one.link}finish/", {"text": "Xong"}).status_code == 422
    assert officer.post(f"{one.link}finish/", {"text": "Xong", "proof": [proof()]}).status_code == 302
    page = read(leader.get(one.link))
    assert "ket-qua.jpg" in page
    assert "Duyệt kết quả" in page
    token = one.case.papers.get().file.token
    assert leader.get(f"{one.link}files/{token}/").status_code == 200
    assert leader.post(f"{one.link}approve/", {"text": ""}).status_code == 302
    assert "Hoàn thành" in read(leader.get(one.link))


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(desk, leader, monkeypatch):
    answer = leader.post("/directives/new/", given(desk, due_on="2020-01-01"), headers=HTMX)
    page = read(answer, 422)
    assert "Chọn một ngày từ hôm nay" in page
    assert "Giảm bụi ở khu công nghiệp" in page
    assert leader.get("/directives/new/?about=alert&key=CB-404").status_code == 404
    assert leader.get("/directives/new/?about=moon&key=1").status_code == 422
    monkeypatch.setattr(numbers, "offered", lambda _actor: [("Sự cố", [("incident:SC-404", "đã mất")])])
    assert "Số này không còn" in read(leader.post("/directives/new/", given(desk, about="incident:SC-404")), 422)


def test_a_secretary_prepares_and_nobody_else_sees_it(desk, leader, officer):
    person = desk.hd.person("secretary", office=desk.hd.department)
    desk.hd.duty(person, "secretary", desk.hd.department, desk.hd.province)
    head = desk.hd.department.people.get(account="head")
    assert browser(person).post("/directives/new/", given(desk, giver=head.pk)).status_code == 302
    one = Directive.objects.get()
    assert officer.get(one.link).status_code == 404
    assert "Ký và giao" in read(leader.get(one.link))
    assert leader.post(f"{one.link}sign/", given(desk, sentence="Giảm bụi ngay")).status_code == 302
    assert "Giảm bụi ngay" in read(officer.get(one.link))


def test_the_page_of_its_case_leads_to_it(desk, leader, officer):
    leader.post("/directives/new/", given(desk))
    one = Directive.objects.get()
    assert officer.get(one.case.link).url == one.link
    assert one.code not in read(officer.get("/cases/"))


def test_who_gives_no_orders_is_told_so(desk, officer):
    assert officer.post("/directives/new/", given(desk)).status_code == 403
