"""What if: other inputs, the same formula, nothing written."""

import pytest

from haidang.core.indicators import queries
from haidang.core.indicators.seeing import Unseen
from haidang.core.indicators.supposing import NoFormula, suppose
from haidang.core.indicators.tests.test_values import LAND, RICE, YIELD, harvest
from haidang.core.indicators.tests.world import WHO
from haidang.kernel.formula import Why
from haidang.kernel.periods import read


def fields(province):
    """Rice on land in September, at the first commune."""
    province.declare(RICE, LAND, YIELD)
    harvest(province)
    province.give(*[("land", f"X{n}", "2026", 2) for n in (1, 2, 3)])
    province.compute()
    place = province.communes[0].pk
    return lambda **given: suppose(
        WHO, "farm.yield", read("2026-09"), {f"farm.{key}": value for key, value in given.items()}, place=place
    )


def test_other_inputs_give_another_result_and_nothing_is_written(province):
    tried = fields(province)
    found = tried()
    assert (found.value, found.result, [one.value for one in found.inputs]) == (5, 5, [10, 2])
    other = tried(rice=20, ghost=1)
    assert (other.value, other.result, [one.is_changed for one in other.inputs]) == (5, 10, [True, False])
    assert queries.latest(WHO, ["farm.yield"], place=province.communes[0].pk)["farm.yield"].value == 5


def test_an_input_in_a_straight_line_says_what_the_aim_needs(province):
    tried = fields(province)
    rice, land = tried().inputs
    assert (rice.for_aim(5, 8), land.slope) == (pytest.approx(16), None)
    assert tried(rice=16).result == pytest.approx(8)


def test_a_division_by_nought_gives_a_reason_and_no_number(province):
    found = fields(province)(land=0)
    assert (found.result, found.result_why) == (None, Why.DIVIDED_BY_ZERO)


def test_without_a_formula_there_is_nothing_to_suppose(province):
    province.declare(RICE, LAND, YIELD)
    with pytest.raises(NoFormula):
        suppose(WHO, "farm.rice", read("2026-10"), {})
    with pytest.raises(Unseen):
        suppose(WHO, "farm.ghost", read("2026-10"), {})
