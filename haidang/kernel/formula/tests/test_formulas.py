"""The language of indicators: what it says, what it refuses, and that a missing operand is never nought."""

import math

import numpy as np
import pytest

from haidang.kernel.formula import FormulaError, Why, check, dependants, explain, in_order, lookback, parse, written
from haidang.kernel.formula.reach import offsets
from haidang.kernel.formula.tests.fields import GRID, PERIODS, Fields, computed, in_time, spread

MONTHS = np.arange(1.0, 19.0)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 / 2 / 2", 2),
        ("10 - 4 - 3", 3),
        ("-2 * 3", -6),
        ("- (2 + 3)", -5),
        ("100% * a / b", 50),
        ("min(a, b, 3)", 2),
        ("max(a, b)", 4),
        ("abs(a - b)", 2),
        ("round(a / 3, 2)", 0.67),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("if(a < b, a, b)", 2),
        ("if(a > b or not a = 2, 1, 0)", 0),
        ("if(a >= 2 and b <= 4, 1, 0)", 1),
        ('to(money, "triệu đồng")', 5000),
        ("plain(a) + plain(money)", 7),
    ],
)
def test_it_computes(formula, value):
    found = computed(formula, a=spread(2, 2, 2, 2), b=spread(4, 4, 4, 4), money=spread(5, 5, 5, 5))
    assert found.value[1, -1] == pytest.approx(value)


@pytest.mark.parametrize(
    ("formula", "last", "first"),
    [
        ("prev(a)", 17, Why.NOT_REACHED),
        ("prev(a, 3)", 15, Why.NOT_REACHED),
        ("same_last_year(a)", 6, Why.NOT_REACHED),
        ("ytd(a)", 13 + 14 + 15 + 16 + 17 + 18, Why.PRESENT),
        ("mean_of(a, 3)", 17, Why.NOT_REACHED),
        ("prev(prev(a))", 16, Why.NOT_REACHED),
    ],
)
def test_it_looks_at_other_periods(formula, last, first):
    found = computed(formula, a=in_time(*MONTHS))
    assert (found.value[0, -1], found.why[0, 0]) == (last, first)


def test_it_looks_at_other_places():
    a = spread(100, 1, 2, 3)
    assert computed("below(a)", a=a).value[0, 0] == 6
    assert computed("below(a)", a=a).why[1, 0] == Why.NOT_HERE
    assert computed("100% * a / whole(a)", a=a).value[:, 0].tolist() == [100, 1, 2, 3]


def test_nought_is_never_made_of_nothing():
    a, b = spread(1, 1, np.nan, 1), spread(2, 0, 2, 2)
    ratio = computed("a / b", a=a, b=b)
    assert ratio.why[:, 0].tolist() == [Why.PRESENT, Why.DIVIDED_BY_ZERO, Why.NO_VALUE, Why.PRESENT]
    assert computed("below(a)", a=a).why[0, 0] == Why.SOME_MISSING
    assert computed("coalesce(a, 0)", a=a).value[2, 0] == 0
    assert computed("min(a, b)", a=a, b=b).why[2, 0] == Why.NO_VALUE
    assert computed("if(a > 0, 1, 0)", a=a).why[2, 0] == Why.NO_VALUE


def test_a_year_with_a_gap_has_no_sum():
    a = in_time(*MONTHS)
    a[:, 14] = np.nan
    found = computed("ytd(a)", a=a)
    assert found.why[0, 13:17].tolist() == [Why.PRESENT, Why.SOME_MISSING, Why.SOME_MISSING, Why.SOME_MISSING]


@pytest.mark.parametrize(
    ("formula", "declared", "says"),
    [
        ("a + people", "hồ sơ", ("hồ sơ", "người")),
        ("100 * a / b", "%", ("lần", "%")),
        ("a / b", "%", ("lần", "%")),
        ('to(money, "người")', "người", ("tỷ đồng", "người")),
        ('money + to(money, "triệu đồng")', "tỷ đồng", ("tỷ đồng", "triệu đồng")),
        ("a > money", "", ("hồ sơ", "tỷ đồng")),
        ("a > 1", "hồ sơ", ("đúng/sai",)),
        ("a > 1 > 0", "", ("Điều kiện",)),
        ("if(a, 1, 2)", "", ("Điều kiện",)),
        ("share * people", "người", ("người",)),
    ],
)
def test_units_that_do_not_fit_are_named(formula, declared, says):
    with pytest.raises(FormulaError) as refused:
        check(parse(formula, "farm"), Fields(), declared)
    assert all(word in refused.value.words.vi for word in says)


@pytest.mark.parametrize(
    ("formula", "declared"),
    [
        ("100% * a / b", "%"),
        ("100% * (a / prev(a) - 1)", "%"),
        ("share - prev(share)", "điểm %"),
        ('to(money / people, "triệu đồng/người")', "triệu đồng/người"),
        ('to(share * people, "người")', "người"),
        ("0.4 * score + 0.6 * score", "điểm"),
        ("a + 5", "hồ sơ"),
        ("if(a > 10, score, 0)", "điểm"),
        ("coalesce(money, 0)", "tỷ đồng"),
    ],
)
def test_units_that_fit(formula, declared):
    check(parse(formula, "farm"), Fields(), declared)


@pytest.mark.parametrize(
    "formula",
    [
        "", "1 +", "(1", "1)", "a b", "1,5 + 2", "foo(1)", "min(a)", "if(a > 1, 2)", "prev(a, 0)", "prev(a, b)", "prev(a, 1.5)",
        "round(a, 20)", "to(a, b)", 'series("pm25", "median")', 'series("pm25", "share_above")', 'series("pm25", "mean", 5)',
        "series(pm25, mean)", "số_hồ_sơ + 1", "a ** 2", "a; b", '"text"', "__import__('os')", "a.b.c", "and a", '"open',
        "1 = = 2", "(" * 60 + "1" + ")" * 60, "1+" * 1500 + "1",
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_the_place(formula):
    with pytest.raises(FormulaError) as refused:
        parse(formula, "farm")
    assert refused.value.words.vi
    assert refused.value.words.en


def test_a_circle_is_named_as_a_chain():
    with pytest.raises(FormulaError) as refused:
        in_order({"f.a": {"f.b"}, "f.b": {"f.c"}, "f.c": {"f.a"}, "f.d": {"f.a"}})
    assert sorted(set(refused.value.names)) == ["f.a", "f.b", "f.c"]
    assert "f.a → " in refused.value.words.vi or "→ f.a" in refused.value.words.vi


def test_everything_made_of_a_change_is_found():
    needs = {"a": set(), "b": {"a"}, "c": {"b"}, "d": {"x"}, "x": set()}
    assert dependants(needs, ["a"]) == {"b", "c"}
    assert in_order(needs).index("c") > in_order(needs).index("b")


def test_how_far_it_looks_back_and_forward():
    tree = parse("ytd(prev(a, 2)) + same_last_year(b)", "farm")
    assert lookback(tree, "month") == 14
    assert offsets(tree, "farm.a", "month") == set(range(2, 14))
    assert offsets(tree, "farm.b", "month") == {12}
    assert offsets(tree, "farm.c", "month") == frozenset()


def test_an_explanation_leads_to_the_parts_at_their_places_and_periods():
    told = explain(parse("100% * below(ytd(a)) / whole(b)", "farm"), GRID, Fields(a=in_time(*MONTHS)), 0, 13)
    assert told.value == 3 * (13 + 14) * 100
    below = told.parts[0].parts[1]
    assert [(one.place, one.value) for one in below.parts] == [(1, 27), (2, 27), (3, 27)]
    assert [(one.period, one.value) for one in below.parts[0].parts] == [(PERIODS[12], 13), (PERIODS[13], 14)]
    assert [str(one.leaf) for one in told.leaves()] == ["farm.a"] * 6 + ["farm.b"]


def test_only_the_branch_taken_is_explained():
    told = explain(parse("if(a > 0, b, a)", "farm"), GRID, Fields(), 1, 0)
    assert [part.text for part in told.parts] == ["farm.a > 0", "farm.b"]


def test_it_is_written_again_as_it_was_meant():
    for formula in ("(a + b) * 2", "a - (b - 1)", "100% * a / b", "-(a + b)", "not (a > b) or a = 1", "prev(a, 2)"):
        tree = parse(formula, "farm")
        assert parse(written(tree), "farm") == tree


def test_what_grows_beyond_all_bounds_is_no_value():
    found = computed("a * 1e300 * 1e300", a=spread(1, 1, 1, 1))
    assert found.why[0, 0] == Why.NOT_FINITE
    assert math.isnan(found.value[0, 0])
