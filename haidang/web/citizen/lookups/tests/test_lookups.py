"""Looking oneself up: consent, a number in words, one answer or none, nothing kept."""

import re

import pytest

from haidang.core.audit.models import Event
from haidang.core.lookups import asking
from haidang.web.citizen.lookups import views
from haidang.web.citizen.report.stamps import read_stamp
from haidang.web.tests.browsing import read

pytestmark = pytest.mark.django_db
PAGE = "/app/lookups/health_insurance/"
RIGHT = {"f_number": "7900000001", "f_born_on": "1990-02-01", "consent": "on"}


@pytest.fixture(autouse=True)
def _at_once(outside, monkeypatch):
    monkeypatch.setattr(asking, "LEAST_S", 0)


def asked(client, *, solve=True, **given):
    stamp = re.search(r'name="stamp" value="([^"]+)"', read(client.get(PAGE)))[1]
    riddle = str(views.riddle_of(read_stamp(stamp)).number) if solve else "1"
    return client.post(PAGE, RIGHT | {"stamp": stamp, "riddle": riddle} | given)


def test_the_registers_are_listed_and_none_lists_people(client, town):
    page = read(client.get("/app/lookups/"))
    for name in ("Thẻ bảo hiểm y tế", "Mã số thuế", "Phạt nguội", "Điểm thi", "thửa đất", "Sổ bảo hiểm xã hội"):
        assert name in page


def test_one_answer_is_shown_and_not_kept(client, town):
    answer = asked(client)
    assert "Trạm Y tế phường Vũng Tàu" in read(answer)
    assert "no-store" in answer["Cache-Control"]
    assert "1990-02-01" not in read(answer)
    assert "Trạm Y tế" not in read(client.get(PAGE))


def test_nothing_found_says_no_more_than_that(client, town):
    for wrong in ({"f_number": "7900000009"}, {"f_born_on": "1990-02-02"}):
        assert "Không tìm thấy gì khớp" in read(asked(client, **wrong))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"consent": ""}, "đồng ý"),
        ({"f_number": "12"}, "Xem lại"),
        ({"f_born_on": ""}, "error"),
        ({"stamp": "x"}, "Chưa đúng"),
    ],
)
def test_without_consent_or_with_what_cannot_be_right_nobody_is_asked(client, town, given, said):
    assert said in read(asked(client, **given), 422)
    assert not Event.objects.filter(action="lookup.ask").exists()


def test_a_machine_does_not_get_past_the_number_in_words(client, town):
    assert "Chưa đúng" in read(asked(client, solve=False), 422)


def test_a_solved_number_is_good_once(client, town):
    stamp = re.search(r'name="stamp" value="([^"]+)"', read(client.get(PAGE)))[1]
    facts = RIGHT | {"stamp": stamp, "riddle": str(views.riddle_of(read_stamp(stamp)).number)}
    assert client.post(PAGE, facts).status_code == 200
    assert client.post(PAGE, facts).status_code == 422


def test_whoever_asks_too_often_is_told_to_wait(client, town, monkeypatch):
    monkeypatch.setattr(views, "ASKED_AN_HOUR", 1)
    asked(client)
    assert "Chờ một giờ" in read(asked(client), 422)


def test_a_register_that_is_down_is_said_in_plain_words(client, town, monkeypatch):
    def broken(*_given):
        raise asking.Unreachable("x")

    monkeypatch.setattr(asking, "_posted", broken)
    assert "chưa trả lời" in read(asked(client), 503)


def test_there_is_no_page_of_a_register_that_is_not_connected(client, town):
    assert client.get("/app/lookups/nothing/").status_code == 404
