"""Figures from other programs: tried, taken with a receipt, corrected."""

import pytest

from haidang.core.directory.models import Person
from haidang.core.indicators.models import Lot
from haidang.core.indicators.tests.test_values import value

from .calling import in_session, with_key

SOLD = {"key": "sold", "valid_range": [0, 1000], "jump": 50, "due": "60d"}
PATH = "indicators/values"


@pytest.fixture
def farm(province):
    province.declare(SOLD, SOLD | {"key": "theirs", "office": "so-khac"})
    return province


def figure(amount, period="2026-10", key="sold", **more):
    return {"indicator": f"farm.{key}", "period": period, "value": amount} | more


def test_a_dry_run_names_every_wrong_value_and_keeps_nothing(farm):
    status, told = with_key("values").post(
        PATH, values=[figure(40), figure(2000, "2026-09"), figure(1, key="none")], dry_run=True
    )
    assert (status, told["dry_run"], told["sandbox"], told["delivery"]) == (200, True, False, None)
    assert [(one["at"], one["problem"]) for one in told["wrong"]] == [(1, "out_of_range"), (2, "unknown_indicator")]
    assert not Lot.objects.exists()


def test_a_delivery_is_taken_with_a_receipt_and_twice_changes_nothing(farm):
    key = with_key("values")
    status, receipt = key.post(PATH, values=[figure(40)], label="Phần mềm ngành", source_text="Sở")
    assert (status, receipt["new"], receipt["changed"], value("sold", "2026-10")) == (201, 1, 0, 40)
    told = key.get(f"indicators/deliveries/{receipt['delivery']}")[1]
    assert (told["kind"], told["label"], told["receipt"]["new"]) == ("push", "Phần mềm ngành", 1)
    again = key.post(PATH, values=[figure(40)])[1]
    assert (again["new"], again["changed"]) == (0, 0)


def test_one_wrong_value_keeps_all_out_unless_the_good_ones_are_wanted(farm):
    key, given = with_key("values"), [figure(40), figure(-1, "2026-09")]
    status, problem = key.post(PATH, values=given)
    assert (status, [one["field"] for one in problem["errors"]]) == (422, ["values.1"])
    assert value("sold", "2026-10") is None
    status, receipt = key.post(PATH, values=given, whole=False)
    assert (status, receipt["new"], [one["at"] for one in receipt["wrong"]]) == (201, 1, [1])


def test_another_value_in_a_closed_period_needs_its_reason(farm):
    key = with_key("values")
    key.post(PATH, values=[figure(40, "2026-01"), figure(40)])
    assert key.post(PATH, values=[figure(41)])[1]["changed"] == 1
    status, problem = key.post(PATH, values=[figure(41, "2026-01")])
    assert (status, problem["errors"][0]["problem"]) == (422, "changed")
    assert key.post(PATH, values=[figure(41, "2026-01", note="cộng sót")])[1]["changed"] == 1


def test_a_key_for_trying_keeps_nothing_whatever_it_sends(farm):
    status, told = with_key("values.try").post(PATH, values=[figure(40)])
    assert (status, told["dry_run"], told["sandbox"], told["wrong"]) == (200, True, True, [])
    assert not Lot.objects.exists()


def test_a_key_of_an_office_brings_that_offices_figures_alone(farm):
    key = with_key("values", office=farm.owner)
    assert key.post(PATH, values=[figure(40)])[0] == 201
    assert key.post(PATH, values=[figure(40, key="theirs")])[0] == 422
    assert key.post(PATH, values=[figure(40, key="theirs")], office="so-khac")[0] == 403


def test_only_programs_push(farm):
    assert with_key("read").post(PATH, values=[figure(40)])[0] == 403
    person = Person.objects.create(account="officer", full_name="Officer", folded="officer", office=farm.owner)
    assert in_session(person.as_actor()).post(PATH, values=[figure(40)])[0] == 409
