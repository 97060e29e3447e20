"""The brief on the desk."""

import pytest

from haidang.core.brief.models import Brief
from haidang.web.tests.browsing import read


@pytest.fixture
def leader(desk):
    return desk.client("leader")


def test_before_the_first_morning_it_says_so(leader):
    assert "Chưa có bản tin nào" in read(leader.get("/brief/"))


def test_composed_read_as_pdf_and_wished_by_mail(desk, leader):
    assert leader.post("/brief/compose/").status_code == 302
    one = Brief.objects.get()
    page = read(leader.get("/brief/"))
    assert page.index("Cần quyết định") < page.index("Con số bất thường")
    assert leader.get(one.link).status_code == 200
    assert leader.get("/brief/2020-01-01/").status_code == 404
    assert leader.get("/brief/yesterday/").status_code == 404
    assert leader.post("/brief/wish/", {"by_mail": "on", "language": "en"}).status_code == 422
    person = desk.person("leader")
    person.email = "l@tinh.example"
    person.save()
    assert leader.post("/brief/wish/", {"by_mail": "on", "language": "en"}).status_code == 302
    assert "Đang nhận qua thư" in read(leader.get("/brief/"))


def test_it_is_for_those_who_lead(desk):
    assert desk.client("commune_officer").get("/brief/").status_code == 403
