"""Asking a register about oneself: real HTTP, to the simulated bodies."""

import msgspec
import pytest

from haidang.core.audit.models import Event
from haidang.core.lookups import asking, facts
from haidang.core.lookups.asking import Unreachable
from haidang.kernel.action import PUBLIC, Invalid

pytestmark = pytest.mark.django_db
RIGHT = {"number": " 7900000001 ", "born_on": "1990-02-01"}


def ask(outside, given=RIGHT, *, consent=1, address="", waited=None):
    register, connector = facts.by_key("health_insurance")
    if address:
        connector = msgspec.structs.replace(connector, address=f"{outside}/registers/{address}")
    wait = (waited if waited is not None else []).append
    return asking.ask(PUBLIC, register, connector, given, consent=consent, wait=wait)


def test_one_answer_in_the_labels_of_the_register(outside):
    rows = dict(ask(outside).rows)
    assert rows["Nơi khám chữa bệnh ban đầu"] == "Trạm Y tế phường Vũng Tàu"


def test_found_and_not_found_wait_until_the_same_moment(outside):
    found, nothing = [], []
    ask(outside, waited=found)
    assert ask(outside, RIGHT | {"born_on": "1990-02-02"}, waited=nothing).rows == []
    assert len(found) == len(nothing) == 1
    assert all(0 < one <= asking.LEAST_S for one in found + nothing)


def test_the_journal_knows_that_it_was_asked_and_nothing_more(outside):
    ask(outside)
    event = Event.objects.get(action="lookup.ask")
    assert (event.subject_id, event.facts["consent"]) == ("health_insurance", 1)
    kept = str((event.subject_label, event.facts, event.before, event.after))
    assert "7900000001" not in kept
    assert "Trạm Y tế" not in kept


@pytest.mark.parametrize(
    ("given", "field"),
    [({"number": "12"}, "number"), ({"born_on": "hôm qua"}, "born_on"), ({"born_on": ""}, "born_on")],
)
def test_what_cannot_be_right_is_not_sent(outside, given, field):
    with pytest.raises(Invalid) as refused:
        ask(outside, RIGHT | given)
    assert refused.value.field == field
    assert not Event.objects.filter(action="lookup.ask").exists()


@pytest.mark.parametrize("consent", [0, 2])
def test_nothing_is_asked_without_consent_to_the_words_of_today(outside, consent):
    with pytest.raises(Invalid, match="đồng ý"):
        ask(outside, consent=consent)


def test_a_register_that_is_out_of_order_is_not_reached(outside):
    waited = []
    with pytest.raises(Unreachable):
        ask(outside, address="down", waited=waited)
    assert len(waited) == 1


def test_a_register_that_is_slow_is_not_waited_for(outside, monkeypatch):
    monkeypatch.setattr(asking, "PATIENCE", 0.2)
    with pytest.raises(Unreachable):
        ask(outside, address="slow")


def test_without_its_address_a_register_is_not_offered():
    assert facts.offered() == []


def test_every_register_of_the_demo_is_connected(outside):
    assert [one.key for one, _line in facts.offered()] == [one.key for one in facts.registers().registers]
