import pytest

from haidang.core.audit.models import Event
from haidang.core.telemetry import actions, waiting
from haidang.core.telemetry.models import UnknownReading, UnknownThing
from haidang.kernel.action import PUBLIC, Invalid, Refused, system

EYE = system("test")


@pytest.fixture
def stranger(world):
    world.send((2, 1.0), (1, 2.0), thing="AQ-777")
    return UnknownThing.objects.get()


def approve(world, stranger, actor=EYE):
    return actions.approve_thing(
        actor, stranger, type="air_station", place=world.place, source=world.source, name_vi="Trạm mới"
    )


def test_an_approved_thing_gets_what_has_waited(world, stranger, rows):
    thing = approve(world, stranger)

    assert rows("SELECT value FROM reading ORDER BY at") == [(1.0,), (2.0,)]
    assert not UnknownThing.objects.exists()
    assert Event.objects.get(action="source.approve").facts["accepted"] == 2
    assert world.send((0, 3.0), thing=thing.code).accepted == 1


def test_a_dismissed_thing_is_refused_until_it_is_recalled(world, stranger):
    with pytest.raises(Invalid):
        actions.dismiss_thing(EYE, stranger, why="")
    actions.dismiss_thing(EYE, stranger, why="không thuộc tỉnh")
    assert not UnknownReading.objects.exists()
    assert [one.reason for one in world.send((1, 1.0), thing="AQ-777").rejected] == ["dismissed"]

    actions.recall_thing(EYE, stranger)
    assert world.send((1, 1.0), thing="AQ-777").waiting == 1


def test_the_public_approves_nobody(world, stranger):
    with pytest.raises(Refused):
        approve(world, stranger, PUBLIC)


def test_strangers_are_listed_with_what_waits(stranger):
    (one,) = waiting.strangers(EYE)

    assert (one.thing.code, one.thing.sender, one.series) == ("AQ-777", "khoa-thu", {"pm25": 2})
    assert waiting.strangers(PUBLIC) == []
