"""The catalogue, one indicator, its places, why a value is so, plans against results."""

from django.test import Client

from haidang.core.indicators import actions
from haidang.core.indicators.models import Forecast, Indicator
from haidang.core.indicators.tests.world import WHO
from haidang.core.search import following
from haidang.web.tests.browsing import read

from .fields import given


def csv(answer):
    return b"".join(answer.streaming_content).decode()


def test_the_catalogue_is_searched_without_diacritics_and_filtered(farms):
    desk = farms.client("leader")
    page = read(desk.get("/indicators/"))
    assert "Sản lượng lúa" in page
    assert "Sở Nông nghiệp và Môi trường" in page
    found = read(desk.get("/indicators/?q=san+luong"))
    assert "Sản lượng lúa" in found
    assert "Công suất kho" not in found
    assert "Năng suất lúa" in read(desk.get("/indicators/?source=formula"))
    assert "Sản lượng lúa" not in read(desk.get("/indicators/?source=formula"))
    assert "Không có chỉ tiêu nào như vậy" in read(desk.get("/indicators/?q=khong-co-dau"))
    assert desk.get("/indicators/?from=abc&tab=zzz").status_code == 200
    assert "farm.rice" in csv(desk.get("/indicators/indicators.csv?q=lua"))


def test_the_search_box_finds_indicators(farms):
    following.fill()
    page = read(farms.client("leader").get("/search/?q=nang+suat"))
    assert "/indicators/farm.yield/" in page


def test_what_is_abnormal_and_what_is_owed_have_tabs_of_their_own(farms):
    desk = farms.client("leader")
    bad = read(desk.get("/indicators/?tab=abnormal"))
    assert "Công suất kho" in bad
    assert "mô phỏng" in bad
    assert "Sản lượng lúa" not in bad
    assert "Không cơ quan nào nợ số liệu" in read(desk.get("/indicators/?tab=owed"))


def test_a_page_tells_the_figure_its_course_its_meaning_and_its_target(farms):
    desk = farms.client("leader")
    page = read(desk.get("/indicators/farm.rice/"))
    for words in (
        "tháng 10/2026",
        "Gộp từ các địa bàn",
        "Để thử.",
        "Kế hoạch 2026",
        "≥",
        "900",
        "600",
        "720",
        "ioc-chart",
    ):
        assert words in page
    assert "chậm so với mục tiêu" in page
    here = read(desk.get("/indicators/farm.rice/?place=26506&period=2026-03"))
    assert "Tháng 3/2026" in here
    assert "Sở gửi" in here
    assert desk.get("/indicators/farm.rice/?place=ghost").status_code == 404
    assert desk.get("/indicators/farm.ghost/").status_code == 404
    assert desk.get("/indicators/farm.rice/?period=hom-qua").status_code == 200
    assert "40" in csv(desk.get("/indicators/farm.rice/values.csv?place=26506"))


def test_why_a_value_is_so_leads_down_to_who_gave_it(farms):
    page = read(farms.client("leader").get("/indicators/farm.yield/why/?place=26506"))
    for words in ("chia", "Sản lượng lúa", "Diện tích lúa", "40", "10", "Sở gửi"):
        assert words in page


def test_why_the_province_has_a_sum_names_its_places(farms):
    page = read(farms.client("leader").get("/indicators/farm.rice/why/"))
    assert "Phường Vũng Tàu" in page
    assert "Phường Bà Rịa" in page


def test_a_correction_stays_to_be_read(farms):
    row = Indicator.objects.get(code="farm.rice")
    actions.correct(WHO, row, "26506", "2026-03", 44, why="cân lại")
    page = read(farms.client("leader").get("/indicators/farm.rice/?place=26506"))
    assert "cân lại" in page
    assert "kỳ đã chốt" in page


def test_a_remark_stays_with_its_place_and_period(farms):
    desk = farms.client("leader")
    assert "Phường Vũng Tàu" in read(desk.get("/indicators/farm.rice/note/?place=26506"))
    answer = desk.post("/indicators/farm.rice/note/?place=26506&period=2026-03", {"text": "Mất mùa do mặn"})
    assert answer.status_code == 302
    assert farms.actions() == ["indicator.note"]
    assert "Mất mùa do mặn" in read(desk.get("/indicators/farm.rice/?place=26506"))
    assert "Mất mùa do mặn" not in read(desk.get("/indicators/farm.rice/"))
    assert desk.post("/indicators/farm.rice/note/", {"text": " "}).status_code == 422
    assert farms.client("wall").get("/indicators/farm.rice/note/").status_code == 403


def test_places_stand_side_by_side_on_a_map_and_as_bars(farms):
    desk = farms.client("leader")
    page = read(desk.get("/indicators/farm.rice/places/"))
    assert page.index("Phường Vũng Tàu") < page.index("Phường Bà Rịa")
    assert '"26506": {"colour": "$data"' in page
    assert "Hoàng Sa" in page
    assert "Chưa nơi nào có số của kỳ này" in read(desk.get("/indicators/farm.rice/places/?period=2024-01"))
    assert "26506" in csv(desk.get("/indicators/farm.rice/places.csv"))


def test_places_are_set_beside_another_period_and_sorted_by_change(farms):
    given(("rice", "26506", "2025-10", 50.0), ("rice", "26560", "2025-10", 10.0))
    desk = farms.client("leader")
    year = desk.get("/indicators/farm.rice/places/?period=2026-10&with=year&sort=change")
    assert [(one.name, one.before, one.change) for one in year.context["bars"]] == [
        ("Phường Bà Rịa", 10.0, 1.0), ("Phường Vũng Tàu", 50.0, 40 / 50 - 1),
    ]  # fmt: skip
    assert "+100,0" in read(year)
    assert {one.change for one in desk.get("/indicators/farm.rice/places/?period=2026-10").context["bars"]} == {0.0}


def test_another_place_is_drawn_beside(farms):
    page = farms.client("leader").get("/indicators/farm.rice/?place=26506&beside=26560")
    assert "Nơi so sánh" in [line["name"] for line in page.context["chart"]["series"]]
    assert "so với Phường Bà Rịa" in read(page)


def test_plans_say_what_is_behind_and_old_ones_are_history(farms):
    desk = farms.client("leader")
    page = read(desk.get("/indicators/plans/"))
    assert "chậm so với mục tiêu" in page
    assert "đã hết hiệu lực" in page
    plan = read(desk.get("/indicators/plans/farm.kh2026/"))
    assert "ioc-chart" in plan
    assert "720" in plan
    assert "mục tiêu là lịch sử" in read(desk.get("/indicators/plans/farm.kh2020/"))
    assert desk.get("/indicators/plans/ghost/").status_code == 404
    assert desk.get("/indicators/plans/farm.kh2026/?state=reached").status_code == 200


def test_english_pages_are_english(farms):
    page = read(farms.client("leader", "en").get("/indicators/farm.rice/"))
    assert "Rice" in page
    assert "Sản lượng lúa" not in page


def test_the_room_is_for_those_who_work_here(farms):
    assert farms.client("wall").get("/indicators/farm.rice/").status_code == 200
    assert farms.client("field_unit").get("/indicators/farm.rice/").status_code == 404
    assert Client().get("/indicators/").status_code == 302


def test_a_forecast_stands_on_the_page_or_says_what_is_missing(farms):
    from haidang.core.indicators.forecasting import making

    making.make_changed(WHO, seconds=60)
    page = read(farms.client("leader").get("/indicators/farm.rice/"))
    assert "Có giá trị của 10 kỳ, cần ít nhất 24: còn thiếu 14." in page
    Forecast.objects.filter(indicator__code="farm.rice").update(
        reason="",
        method="theta",
        error=3.0,
        plain_error=6.0,
        level=60.0,
        within=0.9,
        points=[["2026-11-01", 61.0, 55.0, 67.0], ["2026-12-01", 62.0, 54.0, 70.0]],
    )
    page = read(farms.client("leader").get("/indicators/farm.rice/"))
    assert "phương pháp theta" in page
    assert '<b class="num">5,0\u00a0%</b>' in page
    assert "55 – 67" in page
    assert "interval" in page


def test_what_if_answers_with_and_without_script(farms):
    desk = farms.client("leader")
    page = read(desk.get("/indicators/farm.yield/what-if/?place=26506"))
    assert "chỉ để thử" in page
    part = desk.get("/indicators/farm.yield/what-if/?place=26506&x.farm.rice=1.000,5", headers={"HX-Request": "true"})
    assert "khác" in read(part)
    assert "<html" not in read(part)
    wrong = read(desk.get("/indicators/farm.yield/what-if/?place=26506&x.farm.rice=nhiều"))
    assert "“nhiều” không phải là số" in wrong
    assert desk.get("/indicators/farm.rice/what-if/").status_code == 404
    assert "/what-if/" in read(desk.get("/indicators/farm.yield/?place=26506"))


def test_a_target_is_set_on_the_page_and_never_without_a_period(farms):
    desk = farms.client("leader")
    asked = {"plan": "farm.kh2026", "period": "", "op": ">=", "value": "1.300,4", "source": "Nghị quyết 01"}
    refused = desk.post("/indicators/farm.rice/target/", asked)
    said = read(refused, 422)
    assert "Mục tiêu nào cũng có kỳ" in said
    assert "farm.kh2020" not in said, "a plan that is over takes no targets"
    wrong = desk.post("/indicators/farm.rice/target/", asked | {"period": "2026", "value": "nhiều"})
    assert "Không phải một số" in read(wrong, 422)
    assert desk.post("/indicators/farm.rice/target/", asked | {"period": "2026"}).status_code == 302
    assert "1.300" in read(desk.get("/indicators/farm.rice/"))
    assert farms.client("duty_officer").post("/indicators/farm.rice/target/", asked).status_code == 403
