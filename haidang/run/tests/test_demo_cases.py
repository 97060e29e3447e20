"""The demo's reports are told by a file that every part of the program understands."""

import pytest

from haidang.core.cases.models import Case
from haidang.core.incidents.models import Incident
from haidang.kernel import registry
from haidang.provinces import pack
from haidang.run.demo import cases


def test_each_names_a_kind_a_place_and_a_state_that_there_is():
    kinds = {one.key for domain, one in registry.procedures() if domain.key == "reports"}
    told = cases._read(pack.chosen().folder / "cases.toml")
    assert {one.category for one in told} <= kinds
    assert {one.place for one in told} <= set(pack.chosen().places_by_code)
    assert {one.goes for one in told} <= {"refused", "asked", *cases.WAY}


@pytest.fixture
def filled(db):
    from haidang.run import facts

    facts.sync()
    return cases.fill()


def test_they_come_as_far_as_they_are_told_and_only_once(filled):
    told = cases._read(pack.chosen().folder / "cases.toml")
    assert filled == len(told) == Case.objects.count()
    assert sorted(one.state for one in Case.objects.all()) == sorted(one.goes for one in told)
    assert all(one.is_simulated for one in Case.objects.all())
    assert not Incident.objects.exists()
    assert cases.fill() == 0
