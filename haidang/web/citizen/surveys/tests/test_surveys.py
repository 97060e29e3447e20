"""Anybody answers, sees the result at once, and is counted once a browser."""

from django.test import Client

from haidang.core.indexes.models import Answer
from haidang.kernel.survey import surveys
from haidang.web.tests.browsing import read

PATH = "/app/surveys/sme_digital/"


def answers(level, place):
    said = {f"q_{one.key}": str(level) for one in surveys()["sme_digital"].questions}
    return said | {"g_size": "small", "g_sector": "trade", "place": place}


def test_an_answer_shows_its_result_and_takes_the_place_of_the_one_before(town):
    from haidang.web.citizen.report.places import communes

    place = communes()[0].key
    app = Client(HTTP_ACCEPT_LANGUAGE="vi")
    assert "Không hỏi tên" in read(app.get(PATH))
    page = read(app.post(PATH, answers(0, place)))
    assert "Chưa bắt đầu" in page
    assert "Nên làm trước" in page
    assert "Nâng cao" in read(app.post(PATH, answers(3, place)))
    assert [one.mean for one in Answer.objects.all()] == [3]
    assert PATH in read(app.get("/app/surveys/"))


def test_what_is_missing_is_named_and_nothing_is_kept(town):
    wrong = Client(HTTP_ACCEPT_LANGUAGE="vi").post(PATH, answers(1, "ghost") | {"q_tools": "9"})
    assert wrong.status_code == 422
    assert "Chọn một câu trả lời." in read(wrong, 422)
    assert not Answer.objects.exists()
    assert Client().get("/app/surveys/ghost/").status_code == 404
