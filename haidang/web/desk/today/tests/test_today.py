"""A leader's day: few numbers, what is abnormal, what to decide; and the numbers somebody chose."""

import pytest

from haidang.web.tests.browsing import HTMX, read


@pytest.fixture
def farms(desk):
    from haidang.core.indicators.tests.world import NOW
    from haidang.kernel import clock
    from haidang.web.desk.indicators.tests.fields import harvested

    with clock.frozen(NOW):
        harvested(desk)
        yield desk


def test_the_day_begins_with_what_to_decide_and_what_is_abnormal(farms):
    page = read(farms.client("leader").get("/today/"))
    assert page.index("Cần quyết định") < page.index("Bất thường") < page.index("Chỉ tiêu chính")
    assert "Sản lượng lúa: khó đạt mục tiêu năm 2026" in page
    assert "Quá tải" in page
    assert "Chương trình tự chọn" in page


def test_the_day_is_renewed_without_the_page_around_it(farms):
    part = read(farms.client("leader").get("/today/", headers=HTMX))
    assert "Cần quyết định" in part
    assert "<html" not in part


def test_no_more_than_twelve_numbers(farms):
    page = farms.client("leader").get("/today/")
    assert 0 < len(page.context["tiles"]) <= 12


def test_a_number_is_put_on_the_page_and_taken_off_again(farms):
    desk = farms.client("leader")
    assert desk.post("/today/pin/farm.land/", {"next": "/today/"})["Location"] == "/today/"
    page = desk.get("/today/")
    assert page.context["tiles"][0].entry.code == "farm.land"
    assert page.context["is_chosen"]
    desk.post("/today/pin/farm.land/")
    assert not desk.get("/today/").context["is_chosen"]
    assert desk.post("/today/pin/farm.ghost/").status_code == 404
    assert (
        desk.post("/today/pin/farm.land/", {"next": "https://elsewhere.test/"})["Location"] == "/indicators/farm.land/"
    )


def test_a_number_nobody_gave_says_who_owes_it(desk):
    from haidang.core.indicators.tests.world import NOW
    from haidang.kernel import clock
    from haidang.web.desk.indicators.tests.fields import declared

    with clock.frozen(NOW):
        declared(desk)
        page = read(desk.client("leader").get("/today/"))
    assert "Sở Nông nghiệp và Môi trường chưa gửi số liệu" in page
    assert "Sở Nông nghiệp và Môi trường nợ" in page
