"""Figures come in, are checked, change with a trace, and what is made of them follows."""

import pytest

from haidang.core.indicators import actions, queries
from haidang.core.indicators.tests.world import WHO
from haidang.core.indicators.values import Origin
from haidang.kernel import clock, periods
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.formula import Quality, Why

RICE = {"key": "rice", "level": "commune", "over_places": "sum"}
LAND = {"key": "land", "unit": "ha", "level": "commune", "over_places": "sum", "period": "year", "over_time": "last"}
YIELD = {
    "key": "yield", "unit": "tấn/ha", "level": "commune", "source": "formula", "formula": "rice / land",
    "over_time": "mean",
}  # fmt: skip
MONTH = periods.read("2026-09")


def value(code, period="2026-09", place=None):
    found = queries.figure(WHO, f"farm.{code}", periods.read(period), place=place)
    return found.value if found else None


def harvest(province, month="2026-09", amounts=(10, 20, 30)):
    return province.give(*[("rice", f"X{n}", month, amount) for n, amount in enumerate(amounts, 1)])


def test_the_communes_make_the_province(province):
    province.declare(RICE)
    receipt = harvest(province)
    province.compute()
    assert (receipt.new, receipt.changed, value("rice")) == (3, 0, 60)
    assert queries.figure(WHO, "farm.rice", MONTH).origin == Origin.ROLLED_UP


def test_a_commune_that_is_waited_for_makes_the_sum_partial(province):
    province.declare(RICE)
    harvest(province, "2026-08")
    province.give(("rice", "X1", "2026-09", 10), ("rice", "X2", "2026-09", 20))
    province.compute()
    found = queries.figure(WHO, "farm.rice", MONTH)
    assert (found.value, found.quality) == (30, Quality.PARTIAL)


def test_less_than_half_of_the_communes_make_no_sum(province):
    province.declare(RICE)
    harvest(province, "2026-08")
    province.give(("rice", "X1", "2026-09", 10))
    province.compute()
    assert value("rice") is None


def test_a_formula_follows_what_it_is_made_of_at_every_place(province):
    province.declare(RICE, LAND, YIELD)
    harvest(province)
    province.give(*[("land", f"X{n}", "2026", 2) for n in (1, 2, 3)])
    province.compute()
    assert [value("yield", place=one.pk) for one in province.communes] == [5, 10, 15]
    assert value("yield") == 10


def test_a_corrected_figure_is_computed_further_and_leaves_a_trace(province):
    province.declare(RICE, LAND, YIELD)
    harvest(province)
    province.give(*[("land", f"X{n}", "2026", 2) for n in (1, 2, 3)])
    province.compute()
    actions.correct(WHO, province.one("rice"), "X1", "2026-09", 16, why="đếm lại")
    province.compute()
    assert (value("yield", place=province.communes[0].pk), value("rice"), value("yield")) == (8, 66, 11)
    trace = queries.changes(WHO, "farm.rice", MONTH, place=province.communes[0].pk)
    assert [(one.old, one.new, one.is_closed, one.why) for one in trace] == [(10, 16, True, "đếm lại")]
    assert queries.figure(WHO, "farm.rice", MONTH, place=province.communes[0].pk).version == 2


def test_only_what_really_changed_is_touched_again(province):
    province.declare(RICE)
    harvest(province)
    assert (harvest(province).new, harvest(province).changed) == (0, 0)


def test_what_is_not_there_cannot_be_corrected(province):
    province.declare(RICE)
    with pytest.raises(NotPossible):
        actions.correct(WHO, province.one("rice"), "X1", "2026-09", 16, why="đếm lại")
    assert value("rice", place=province.communes[0].pk) is None


def test_a_division_by_nought_gives_no_value_and_says_why(province):
    province.declare(RICE, LAND, YIELD)
    harvest(province)
    province.give(*[("land", f"X{n}", "2026", 0) for n in (1, 2, 3)])
    province.compute()
    assert value("yield") is None
    told = queries.why(WHO, "farm.yield", MONTH)
    assert (told.value, told.why) == (None, Why.DIVIDED_BY_ZERO)


def test_a_value_goes_when_what_it_is_made_of_no_longer_allows_it(province):
    province.declare(RICE, LAND, YIELD)
    harvest(province)
    province.give(*[("land", f"X{n}", "2026", 2) for n in (1, 2, 3)])
    province.compute()
    actions.correct(WHO, province.one("land"), "X1", "2026", 0, why="nhầm")
    province.compute()
    assert value("yield", place=province.communes[0].pk) is None
    assert value("yield") == 15  # the province's own: 60 over 4
    assert queries.latest(WHO, ["farm.yield"], place=province.communes[0].pk) == {}


def test_why_leads_down_to_the_parts(province):
    province.declare(RICE, LAND, YIELD)
    harvest(province)
    province.give(*[("land", f"X{n}", "2026", 2) for n in (1, 2, 3)])
    province.compute()
    told = queries.why(WHO, "farm.yield", MONTH, place=province.communes[1].pk)
    assert (told.text, told.value, str(told.unit)) == ("farm.rice / farm.land", 10, "tấn/ha")
    assert [(part.text, part.value) for part in told.parts] == [("farm.rice", 20), ("farm.land", 2)]


def test_what_looks_back_follows_later_periods_too(province):
    province.declare(
        RICE, {"key": "growth", "unit": "%", "source": "formula", "formula": "100% * (rice / prev(rice) - 1)"}
    )
    for month, amounts in (("2026-08", (10, 10, 10)), ("2026-09", (20, 20, 20)), ("2026-10", (40, 40, 40))):
        harvest(province, month, amounts)
    province.compute()
    assert [value("growth", f"2026-{month}") for month in ("08", "09", "10")] == [None, 100, 100]
    actions.correct(WHO, province.one("rice"), "X1", "2026-08", 40, why="đếm lại")
    province.compute()
    assert [value("growth", f"2026-{month}") for month in ("09", "10")] == [0, 100]


def test_ytd_and_last_year_are_looked_at_by_a_yearly_formula_too(province):
    province.declare(
        RICE,
        {"key": "so_far", "source": "formula", "formula": "ytd(rice)", "over_time": "last"},
        {"key": "whole_year", "period": "year", "source": "formula", "formula": "rice"},
    )
    for month in range(1, 11):
        harvest(province, f"2026-{month:02d}", (1, 1, 1))
    province.compute()
    assert [value("so_far", f"2026-{month:02d}") for month in (1, 6, 10)] == [3, 18, 30]
    assert value("whole_year", "2026") == 30
    assert queries.figure(WHO, "farm.whole_year", periods.read("2026")).quality == Quality.PROVISIONAL | Quality.TO_DATE


def test_a_weighted_mean_weighs_by_its_indicator(province):
    province.declare(
        LAND,
        {
            "key": "share",
            "unit": "%",
            "level": "commune",
            "over_places": "weighted",
            "weight": "land",
            "over_time": "mean",
        },
    )
    province.give(*[("land", f"X{n}", "2026", n) for n in (1, 2, 3)])
    province.give(*[("share", f"X{n}", "2026-09", 10 * n) for n in (1, 2, 3)])
    province.compute()
    assert value("share") == pytest.approx((1 * 10 + 2 * 20 + 3 * 30) / 6)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("maize", "X1", "2026-09", 1), "unknown_indicator"),
        (("rice", "X9", "2026-09", 1), "unknown_place"),
        (("rice", "X1", "tháng 9", 1), "wrong_period"),
        (("rice", "X1", "2026-Q3", 1), "wrong_period"),
        (("rice", "X1", "2027-01", 1), "future"),
        (("rice", "X1", "2026-09", float("nan")), "not_a_number"),
        (("rice", "X1", "2026-09", -1), "out_of_range"),
        (("yield", "X1", "2026-09", 1), "computed"),
        (("rice", "", "2026-09", 1), "computed"),
        (("rice", "so-khac", "2026-09", 1), "not_here"),
    ],
)
def test_a_wrong_figure_is_named_and_nothing_is_taken(province, row, problem):
    province.declare(RICE | {"valid_range": [0, float("inf")]}, LAND, YIELD)
    with pytest.raises(Invalid):
        province.give(("rice", "X2", "2026-09", 5), row)
    assert value("rice", place=province.communes[1].pk) is None
    receipt = province.give(("rice", "X2", "2026-09", 5), row, whole=False)
    assert [(one.at, one.problem) for one in receipt.told] == [(1, problem)]
    assert value("rice", place=province.communes[1].pk) == 5


def test_a_jump_asks_for_a_word(province):
    province.declare(RICE | {"jump": 50})
    harvest(province, "2026-08")
    with pytest.raises(Invalid):
        province.give(("rice", "X1", "2026-09", 100))
    receipt = province.give(("rice", "X1", "2026-09", 100, "vụ mới"))
    assert [one.problem for one in receipt.told] == ["jump"]
    assert queries.figure(WHO, "farm.rice", MONTH, place=province.communes[0].pk).quality == Quality.DOUBTED


def test_parts_must_add_up(province):
    province.declare(RICE | {"parts": ["wet", "dry"]}, RICE | {"key": "wet"}, RICE | {"key": "dry"})
    rows = [("wet", "X1", "2026-09", 4), ("dry", "X1", "2026-09", 5)]
    with pytest.raises(Invalid):
        province.give(("rice", "X1", "2026-09", 10), *rows)
    assert province.give(("rice", "X1", "2026-09", 9), *rows).new == 3


def test_an_office_brings_what_is_its_own(province):
    province.declare(RICE)
    with pytest.raises(Invalid):
        province.give(("rice", "X1", "2026-09", 1), office=province.other)
    assert province.give(("rice", "X1", "2026-09", 1), office=province.owner).new == 1
    commune = province.office("ubnd-X2", [], province.communes[1])
    assert province.give(("rice", "X2", "2026-09", 1), office=commune).new == 1


def test_simulated_figures_say_so_wherever_they_go(province):
    province.declare(RICE)
    province.give(*[("rice", f"X{n}", "2026-09", 1) for n in (1, 2, 3)], is_simulated=True)
    province.compute()
    assert Quality.SIMULATED in queries.figure(WHO, "farm.rice", MONTH).quality


def test_who_is_late_is_known(province):
    province.declare(RICE)
    assert [(one.period.text, one.missing) for one in queries.late(WHO)] == [("2026-10", 3)]
    harvest(province, "2026-10")
    province.compute()
    assert queries.late(WHO) == []
    assert queries.latest(WHO, ["farm.rice"])["farm.rice"].value == 60


def test_a_map_has_the_largest_first_and_names_who_is_missing(province):
    province.declare(RICE)
    province.give(("rice", "X1", "2026-09", 10), ("rice", "X3", "2026-09", 30))
    province.compute()
    found = queries.on_map(WHO, "farm.rice")
    assert (found.period.text, found.value.tolist(), found.whole) == ("2026-09", [30, 10], 40)
    assert found.missing == [province.communes[1].pk]


def test_months_are_seen_as_quarters(province):
    province.declare(RICE)
    for month in (4, 5, 6, 7, 8, 9):
        harvest(province, f"2026-{month:02d}", (1, 1, 1))
    province.compute()
    [found] = queries.trends(WHO, ["farm.rice"], kind="quarter", count=3)
    assert [period.text for period in found.periods] == ["2026-Q2", "2026-Q3", "2026-Q4"]
    assert found.value[:2].tolist() == [9, 9]


def test_the_public_sees_only_what_is_public(province):
    from haidang.kernel.action import PUBLIC

    province.declare(RICE, LAND | {"public": True})
    assert [one.code for one in queries.catalogue(PUBLIC)] == ["farm.land"]
    with pytest.raises(queries.Unseen):
        queries.figure(PUBLIC, "farm.rice", MONTH)


def test_every_delivery_leaves_one_event(province):
    from haidang.core.audit.models import Event

    province.declare(RICE)
    harvest(province)
    province.compute()
    assert list(Event.objects.order_by("seq").values_list("action", flat=True)) == ["value.take", "value.compute"]
    assert clock.now()
