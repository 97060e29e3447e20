"""Lists, courses, histories, explanations: what pages read of indicators."""

import pytest
from django.utils import translation

from haidang.core.indicators import actions, noting, queries
from haidang.core.indicators.models import Target
from haidang.core.indicators.reading import catalogue, headline, history, places, plans, why  # fmt: skip
from haidang.core.indicators.reading.catalogue import Wanted
from haidang.core.indicators.seeing import Unseen
from haidang.core.indicators.tests.test_targets import PLAN, SUM, TARGET, year
from haidang.core.indicators.tests.test_values import LAND, MONTH, RICE, YIELD, harvest
from haidang.core.indicators.tests.world import WHO
from haidang.kernel import periods
from haidang.kernel.action import PUBLIC, Invalid
from haidang.kernel.formula import Quality

JULY, OCTOBER = periods.read("2026-07"), periods.read("2026-10")
OLD = PLAN | {"key": "cu", "valid_from": "2020-01-01", "valid_to": "2020-12-31"}


def test_the_list_counts_what_is_abnormal_owed_and_unknown(province):
    full = {"key": "full", "name": {"vi": "Quá tải", "en": "Too full"}, "severity": 2, "from": 90}
    province.declare(RICE, SUM | {"key": "load", "bands": [full]}, SUM | {"key": "bare"})
    province.give(("load", "", "2026-10", 95), ("rice", "X1", "2026-09", 5))
    province.compute()
    found = catalogue.find(WHO, Wanted())
    assert found.counts == {"": 3, "abnormal": 1, "owed": 2, "unknown": 1}
    [row] = catalogue.find(WHO, Wanted(state="abnormal")).rows
    assert (row.indicator.code, row.now.value, row.owed) == ("farm.load", 95, None)
    assert [row.indicator.key for row in catalogue.find(WHO, Wanted(state="unknown")).rows] == ["bare"]
    assert catalogue.find(WHO, Wanted(words="khong co")).total == 0
    assert len(catalogue.find(WHO, Wanted(), start=2, limit=50).rows) == 1


def test_filters_offer_what_is_there(province):
    province.declare(RICE, YIELD, LAND)
    offered = catalogue.find(WHO, Wanted(source="formula")).facets
    assert offered["source"] == [("typed", 2), ("formula", 1)]
    assert offered["domain"] == [("farm", 1)]


def test_a_correction_and_its_delivery_are_told(province):
    province.declare(RICE)
    province.give(("rice", "X1", "2026-07", 5), label="Báo cáo tháng 7")
    actions.correct(WHO, province.one("rice"), "X1", "2026-07", 6, why="cân lại")
    here = places.asked("X1").id
    [one] = history.corrections(WHO, "farm.rice", place=here)
    assert (one.period, one.old, one.new, one.why, one.is_closed) == (JULY, 5, 6, "cân lại", True)
    [last] = history.deliveries(WHO, "farm.rice", [JULY, OCTOBER], place=here)
    assert (last.kind, last.periods) == ("entry", [JULY])


def test_a_value_is_explained_down_to_what_was_given(province):
    province.declare(RICE, LAND, YIELD)
    harvest(province)
    province.give(("land", "X1", "2026", 2))
    province.compute()
    told = why.told(WHO, "farm.yield", MONTH, place=places.asked("X1").id)
    [operation] = told.parts
    assert operation.sign == "/"
    assert [part.entry.code for part in operation.parts] == ["farm.rice", "farm.land"]
    assert all(part.origin.is_by_people for part in operation.parts)
    assert (told.value, [part.value for part in operation.parts]) == (5, [10, 2])


def test_a_sum_of_the_province_is_explained_by_its_places(province):
    province.declare(RICE)
    province.give(("rice", "X1", "2026-07", 5), ("rice", "X2", "2026-07", 7))
    province.compute()
    told = why.told(WHO, "farm.rice", JULY)
    assert (told.value, [part.value for part in told.parts]) == (12, [7, 5])


def test_what_is_missing_is_explained_too(province):
    province.declare(RICE, LAND, YIELD)
    told = why.told(WHO, "farm.yield", JULY)
    assert told.value is None
    assert told.why


def test_the_course_of_a_target_adds_up(province):
    province.declare(SUM, plans=[PLAN], targets=[TARGET])
    year(province)
    [one] = plans.at_province(WHO)
    found = plans.course(one)
    assert found.running[:3] == [60, 120, 180]
    assert found.running[10] is None
    assert found.even[11] == TARGET["value"]


def test_only_plans_in_force_run_and_all_are_summed_up(province):
    old = TARGET | {"plan": "cu", "period": "2020"}
    province.declare(SUM, plans=[PLAN, OLD], targets=[TARGET, old])
    year(province)
    assert [one.target.plan.code for one in plans.running(WHO)] == ["farm.kh"]
    first, last = plans.summaries(WHO, queries.progress(WHO))
    assert (first.plan.code, first.counts) == ("farm.kh", {"on_course": 1})
    assert (last.plan.is_over, last.total) == (True, 1)


def test_how_a_target_stands_follows_figures_targets_and_the_readers_language(province):
    province.declare(SUM, plans=[PLAN], targets=[TARGET])
    year(province)
    [one] = plans.at_province(WHO)
    assert (one.result, one.state, one.how) == (600, "on_course", "mỗi kỳ như trung bình đến nay")
    assert plans.at_province(WHO)[0] is one, "kept while nothing changes"
    province.give(("rice", "", "2026-10", 10, "sửa"))
    assert plans.at_province(WHO)[0].result == 550
    Target.objects.update(value=540)
    assert plans.at_province(WHO)[0].state == "reached"
    with translation.override("en"):
        assert plans.at_province(WHO)[0].how == "each period as the mean so far"


def test_the_few_that_stand_for_all_have_values_or_targets(province):
    province.declare(
        SUM, SUM | {"key": "bare"}, SUM | {"key": "aimed"}, plans=[PLAN], targets=[TARGET | {"indicator": "aimed"}]
    )
    province.give(("rice", "", "2026-10", 5))
    assert [one.code for one in headline.headline(WHO)] == ["farm.rice", "farm.aimed"]
    assert [one.code for one in headline.headline(WHO, first=["farm.bare"], most=1)] == ["farm.bare"]


def test_places_are_asked_for_by_key_and_offices_by_code(province):
    assert places.asked("").is_whole
    assert places.asked("X2").code == "X2"
    assert places.asked("so-khac").is_office
    assert places.asked("ghost") is None


def test_a_remark_is_kept_with_place_and_period(province):
    province.declare(RICE)
    noting.note(WHO, province.one("rice"), text=" hạn hán ", place="X1", period="2026-07")
    [one] = noting.notes(WHO, "farm.rice", place="X1")
    assert (one.text, one.period) == ("hạn hán", JULY)
    assert noting.notes(WHO, "farm.rice") == []
    with pytest.raises(Invalid):
        noting.note(WHO, province.one("rice"), text=" ")


def test_who_may_not_see_an_indicator_sees_nothing_of_it(province):
    province.declare(RICE)
    for ask in (history.corrections, history.versions, noting.notes):
        with pytest.raises(Unseen):
            ask(PUBLIC, "farm.rice")
    with pytest.raises(Unseen):
        why.told(PUBLIC, "farm.rice", JULY)


def test_simulated_figures_stay_marked(province):
    province.declare(SUM)
    province.give(("rice", "", "2026-10", 5), is_simulated=True)
    assert Quality.SIMULATED in catalogue.find(WHO, Wanted()).rows[0].now.quality
