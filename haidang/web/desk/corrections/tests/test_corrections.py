"""Requests to correct data: listed without anything personal, opened with a trace, answered to the citizen."""

import pytest

from haidang.core.citizens import corrections
from haidang.core.citizens.models import Citizen
from haidang.web.citizen.account.tests.entering import citizen, signed_in
from haidang.web.tests.browsing import read


@pytest.fixture
def asked(desk):
    person = citizen("0990000061")
    return corrections.ask(
        person.as_actor(), Citizen(person), name="birth_date", wanted="1990-09-02", why="giấy khai sinh"
    )


def test_a_request_is_listed_opened_and_answered(desk, asked):
    keeper = desk.client("data_protection")
    page = read(keeper.get("/corrections/"))
    assert ("Ngày sinh" in page, "02/09/1990" in page) == (True, False)
    assert desk.actions() == []
    page = read(keeper.get(asked.link))
    assert all(said in page for said in ("02/09/1990", "giấy khai sinh", "Chưa lưu điều này"))
    assert desk.actions() == ["correction.look"]
    wrong = {"is_done": "yes", "value": "ngày nào đó", "text": "Đã đối chiếu giấy khai sinh"}
    assert "Ghi ngày như" in read(keeper.post(f"{asked.link}answer", wrong), 422)
    assert keeper.post(f"{asked.link}answer", wrong | {"value": "02/09/1990"}).status_code == 302
    page = read(keeper.get("/corrections/?state=answered"))
    assert ("đã sửa" in page, "02/09/1990" in page) == (True, False)
    mine = read(signed_in(asked.person).get("/app/me/account/"))
    assert all(said in mine for said in ("Đã đối chiếu giấy khai sinh", "Đã sửa theo yêu cầu", "02/09/1990"))


def test_only_who_protects_data_opens_them(desk, asked):
    for role in ("administrator", "shift_lead", "reception"):
        assert desk.client(role).get(asked.link).status_code == 403, role
    assert desk.client("data_protection").get("/corrections/999999/").status_code == 404
