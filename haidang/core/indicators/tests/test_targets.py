"""Targets of plans beside results; baselines as history; the province's own words beside the files'."""

import msgspec
import pytest

from haidang.core.indicators import actions, queries
from haidang.core.indicators.models import Baseline, Indicator, Plan, Target
from haidang.core.indicators.tests.test_values import LAND, RICE, YIELD, harvest
from haidang.core.indicators.tests.world import WHO
from haidang.kernel import strict
from haidang.kernel.action import Invalid, NotPossible

PLAN = {"key": "kh", "name": {"vi": "KH", "en": "Plan"}, "valid_from": "2026-01-01", "trust": "S", "source": "nguồn"}
TARGET = {"indicator": "rice", "plan": "kh", "period": "2026", "value": 700, "trust": "S", "source": "nguồn"}
SUM = {"key": "rice", "over_places": "none"}


def year(province, per_month=60, before=0):
    for month in range(1, 11):
        province.give(("rice", "", f"2026-{month:02d}", per_month))
    for month in range(1, 13) if before else ():
        province.give(("rice", "", f"2025-{month:02d}", before))


@pytest.mark.parametrize(
    ("target", "state"),
    [(500, "reached"), (700, "on_course"), (730, "at_risk"), (900, "behind")],
)
def test_a_yearly_target_is_set_beside_the_year_so_far(province, target, state):
    province.declare(SUM, plans=[PLAN], targets=[TARGET | {"value": target}])
    year(province)
    [found] = queries.progress(WHO)
    assert (found.result, found.projection, found.state, found.until.text) == (600, 720, state, "2026-10")
    assert found.share == 600 / target
    assert found.how


def test_a_projection_has_the_seasons_of_last_year(province):
    province.declare(SUM, plans=[PLAN], targets=[TARGET])
    year(province, 60, before=30)
    province.give(("rice", "", "2025-12", 130, "vụ đông"))
    [found] = queries.progress(WHO)
    assert found.projection == 600 + 2 * (30 + 130)


def test_at_most_is_missed_as_soon_as_it_is_passed(province):
    province.declare(SUM, plans=[PLAN], targets=[TARGET | {"value": 500, "op": "<="}])
    year(province)
    assert queries.progress(WHO)[0].state == "missed"


def test_a_past_target_is_reached_or_missed_and_stays(province):
    old = TARGET | {"period": "2025", "value": 300}
    province.declare(SUM, plans=[PLAN | {"valid_to": "2025-12-31", "valid_from": "2025-01-01"}], targets=[old])
    year(province, before=30)
    [found] = queries.progress(WHO)
    assert (found.state, found.is_over, found.target.plan.is_over) == ("reached", True, True)


def test_what_is_unknown_stays_empty(province):
    province.declare(SUM, plans=[PLAN], targets=[TARGET, TARGET | {"period": "2027"}])
    assert [(one.state, one.result) for one in queries.progress(WHO)] == [("not_begun", None), ("unknown", None)]


def test_plans_and_baselines_of_another_province_stay_out(province):
    said = {"indicator": "rice", "period": "2024", "value": 1, "trust": "S", "source": "bài viết"}
    province.declare(
        SUM,
        plans=[PLAN | {"province": "binhphuoc"}],
        targets=[TARGET],
        baselines=[said, said | {"period": "2023", "province": "x"}],
    )
    assert (Plan.objects.count(), Target.objects.count()) == (0, 0)
    assert [one.over.text for one in queries.baselines(WHO, "farm.rice")] == ["2024"]
    assert queries.latest(WHO, ["farm.rice"]) == {}


def test_a_target_set_on_screen_outlives_a_sync_and_one_of_a_file_goes_with_it(province):
    province.declare(SUM, plans=[PLAN], targets=[TARGET])
    plan = Plan.objects.get()
    actions.set_target(WHO, province.one("rice"), plan, "2026-Q4", 50, place=province.top, source="QĐ 1")
    province.declare(SUM, plans=[PLAN])
    assert [one.over.text for one in Target.objects.all()] == ["2026-Q4"]


@pytest.mark.parametrize(("period", "value"), [("", 1), ("năm nay", 1), ("2026", float("nan")), ("2026", 1e9)])
def test_a_target_needs_a_period_and_a_possible_value(province, period, value):
    province.declare(SUM | {"valid_range": [0, 1000]}, plans=[PLAN])
    with pytest.raises(Invalid):
        actions.set_target(
            WHO, province.one("rice"), Plan.objects.get(), period, value, place=province.top, source="QĐ 1"
        )


def test_the_province_has_the_last_word_and_sees_when_the_file_changes(province):
    province.declare(RICE)
    facts = msgspec.structs.replace(province.one("rice").says, jump=10.0)
    actions.change(WHO, province.one("rice"), facts, why="theo thực tế")
    province.declare(RICE)
    assert province.one("rice").differs_since is None
    province.declare(RICE | {"jump": 20})
    row = province.one("rice")
    assert (row.says.jump, row.manifest["jump"], row.differs_since is not None, row.version) == (10, 20, True, 2)
    assert list(row.versions.values_list("origin", flat=True)) == ["province", "manifest"]


def test_a_retired_indicator_keeps_its_values(province):
    province.declare(RICE, LAND)
    harvest(province)
    province.declare(LAND)
    assert Indicator.objects.get(code="farm.rice").retired_at
    province.declare(RICE, LAND)
    assert queries.late(WHO)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"formula": "rice /"}, "formula"),
        ({"formula": "rice + land"}, "formula"),
        ({"formula": "prev(yield)"}, "formula"),
        ({"formula": "nothing / land"}, "formula"),
        ({"unit": "con voi"}, "unit"),
        ({"due": "9999999999999999d"}, "due"),
    ],
)
def test_a_wrong_indicator_is_refused_and_nothing_changes(province, changes, field):
    province.declare(RICE, LAND, YIELD)
    row = province.one("yield")
    with pytest.raises(Invalid) as refused:
        actions.change(WHO, row, msgspec.structs.replace(row.says, **changes), why="thử")
    assert refused.value.field == field
    assert province.one("yield").version == 1


def test_what_others_need_is_not_retired(province):
    province.declare(RICE, LAND, YIELD)
    with pytest.raises(NotPossible, match="farm.yield"):
        actions.retire(WHO, province.one("land"), why="thôi")


def test_the_owner_is_the_office_of_the_field(province):
    province.declare(RICE)
    assert province.one("rice").office == province.owner


def test_search_needs_no_diacritics(province):
    province.declare(RICE | {"name": {"vi": "Sản lượng lúa", "en": "Rice"}}, LAND)
    assert [one.code for one in queries.catalogue(WHO, words="luong LUA")] == ["farm.rice"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"formula": "rice"}, {"source": "formula"}, {"unit": "con voi"}, {"over_places": "weighted"}, {"office_kind": ""},
        {"period": "fortnight"}, {"valid_range": [5, 1]}, {"parts": ["nothing"]}, {"due": "5 days"}, {"colour": "red"},
    ],
)  # fmt: skip
def test_a_file_that_contradicts_itself_is_refused_with_its_place(province, wrong):
    with pytest.raises(strict.ManifestError):
        province.declare(RICE | wrong)
    assert not Baseline.objects.exists()


def test_a_year_that_runs_is_told_so_far_and_compared_with_nothing(province):
    growth = "rice / same_last_year(rice) * 100% - 100%"
    province.declare(
        SUM,
        {"key": "rice_year", "period": "year", "source": "formula", "formula": "rice + 0 * rice", "over_places": "none"},
        {"key": "growth", "period": "year", "source": "formula", "formula": growth, "unit": "%", "over_time": "last",
         "over_places": "none"},
    )  # fmt: skip
    year(province, 60, before=30)
    province.compute()
    found = queries.latest(WHO, ["farm.rice_year", "farm.growth"])
    year_so_far = found["farm.rice_year"]
    assert (year_so_far.value, year_so_far.is_part, year_so_far.change) == (600, True, None)
    assert [shown.vi for shown in year_so_far.quality.words] == ["luỹ kế đến nay"]
    assert "farm.growth" not in found or found["farm.growth"].period.text == "2025"


def test_a_plan_has_a_code_that_can_be_kept(province):
    assert actions.add_plan(WHO, "kh-2026", "Kế hoạch 2026", "Plan 2026", source="QĐ 2").code == "kh-2026"
    for code in ("kh-2026", " ", "k" * 83):
        with pytest.raises(Invalid):
            actions.add_plan(WHO, code, "Kế hoạch", "Plan", source="QĐ 2")
