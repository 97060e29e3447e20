"""Figures of before 1/7/2025 as those of the communes of today: added up, weighed, split by a rule that is said."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haidang.core.indicators import queries
from haidang.core.indicators.computing.rolling import _split
from haidang.core.indicators.tests.test_values import RICE
from haidang.core.indicators.tests.world import WHO
from haidang.core.indicators.values import Origin
from haidang.kernel import periods
from haidang.kernel.action import Invalid
from haidang.kernel.formula import Quality

BEFORE = periods.read("2025-05")
DAY = date(2025, 7, 1)


@pytest.fixture
def merged(province):
    """Old wards A and B became X1; C was divided between X2 (20 km²) and X3 (30 km²)."""
    one, two, three = province.communes
    for key, successors in (("A", [one]), ("B", [one]), ("C", [two, three])):
        old = province.place(key, "ward", None, f"77/{key}/", valid_from=None, valid_to=DAY)
        old.successors.set(successors)
    return province


def value(code, place, period=BEFORE):
    return queries.figure(WHO, f"farm.{code}", period, place=place.pk if place else None)


def test_old_wards_are_added_up_and_a_divided_one_is_split_by_area(merged):
    merged.declare(RICE)
    merged.give(("rice", "A", "2025-05", 10), ("rice", "B", "2025-05", 20), ("rice", "C", "2025-05", 100))
    merged.compute()
    one, two, three = (value("rice", place) for place in merged.communes)
    assert [one.value, two.value, three.value] == [30, 40, 60]
    assert [one.quality, two.quality] == [Quality.GOOD, Quality.SPLIT]
    assert one.origin == Origin.RESTATED
    whole = value("rice", None)
    assert (whole.value, whole.quality) == (130, Quality.SPLIT)


def test_a_corrected_old_figure_is_restated_again(merged):
    merged.declare(RICE)
    merged.give(("rice", "A", "2025-05", 10), ("rice", "B", "2025-05", 20))
    merged.compute()
    merged.give(("rice", "B", "2025-05", 25, "đếm lại"))
    merged.compute()
    assert value("rice", merged.communes[0]).value == 35


def test_a_mean_is_weighed_by_its_own_weights_of_then(merged):
    people = RICE | {"key": "people", "unit": "người", "over_time": "last"}
    share = RICE | {"key": "share", "unit": "%", "over_places": "weighted", "weight": "people", "over_time": "mean"}
    merged.declare(people, share)
    merged.give(*[("people", key, "2025-05", n) for key, n in (("A", 1000), ("B", 3000))])
    merged.give(*[("share", key, "2025-05", n) for key, n in (("A", 10), ("B", 50))])
    merged.compute()
    assert value("share", merged.communes[0]).value == pytest.approx(40)


def test_what_can_be_neither_added_nor_weighed_is_not_made_up(merged):
    merged.declare(RICE | {"over_places": "none"})
    merged.give(("rice", "A", "2025-05", 10), ("rice", "B", "2025-05", 20), ("rice", "C", "2025-05", 100))
    merged.compute()
    assert [value("rice", place) for place in merged.communes] == [None, None, None]


def test_a_missing_old_part_leaves_the_new_place_empty(merged):
    merged.declare(RICE)
    merged.give(("rice", "A", "2025-05", 10))
    merged.compute()
    assert value("rice", merged.communes[0]) is None


def test_an_old_ward_gives_nothing_after_its_end(merged):
    merged.declare(RICE)
    with pytest.raises(Invalid):
        merged.give(("rice", "A", "2025-08", 10))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # on a busy machine
@given(st.lists(st.floats(0.1, 5000), min_size=1, max_size=6), st.booleans())
def test_the_parts_of_a_divided_ward_are_the_whole_of_it(areas, known):
    sizes = dict(enumerate(areas))
    if not known:
        sizes[0] = float("nan")
    parts = _split(99, sorted(sizes), sizes)
    assert sum(part.share for part in parts) == pytest.approx(1)
    assert {part.is_divided for part in parts} == {len(areas) > 1}
