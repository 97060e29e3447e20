"""What design asks of gmqtt, proved on a broker that a test holds in its hand."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from gmqtt import Client

from haidang.api.intake import mqtt
from haidang.api.intake.mqtt import MqttDoor, broker_of
from haidang.core.telemetry.group import Overloaded, Unavailable
from haidang.core.telemetry.readings import Delivery, Receipt

from .fake_broker import FakeBroker

TOPIC = "haidang/AQ-001/pm25"


@dataclass
class Commits:
    """A recorder whose commit the test lets happen."""

    may_commit: asyncio.Event = field(default_factory=asyncio.Event)
    taken: list[Delivery] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)

    async def put(self, delivery: Delivery) -> Receipt:
        if self.troubles:
            raise self.troubles.pop(0)
        await self.may_commit.wait()
        self.taken.append(delivery)
        return Receipt(accepted=len(delivery.lines))


async def until(condition, within=20.0):
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.005)


async def a_moment():
    """Long enough for a wrong PUBACK to arrive on the loopback."""
    await asyncio.sleep(0.15)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(mqtt, "SLOWEST_RETRY", 0.05)


def play(scene, speaks=5, refuse=(), version="", password="secret"):
    """Run `scene(broker, commits, door)` with a door that runs."""

    async def run():
        broker, commits = FakeBroker(speaks, list(refuse)), Commits()
        await broker.start()
        asked = f"?version={version}" if version else ""
        door = MqttDoor(
            broker_of(f"mqtt://intake:{password}@127.0.0.1:{broker.port}{asked}"), commits, lambda thing: "x"
        )
        running = asyncio.create_task(door.run())
        try:
            await scene(broker, commits, door)
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await broker.stop()

    asyncio.run(run())


@pytest.mark.parametrize(("speaks", "version"), [(5, "5"), (4, "3")])
def test_a_message_is_acknowledged_after_its_commit_and_not_before(speaks, version):
    async def scene(broker, commits, door):
        await until(lambda: broker.connections)
        broker.hand_out(7, TOPIC, b"37.2")
        await until(lambda: door.counts.messages)
        await a_moment()
        assert broker.acknowledged == []
        commits.may_commit.set()
        await until(lambda: broker.acknowledged == [(0, 7)])

    play(scene, speaks, version=version)


def test_gmqtt_left_to_itself_acknowledges_before_anything_was_done():
    """Why the door sets optimistic_acknowledgement=False."""

    async def run():
        broker, handled = FakeBroker(), []
        await broker.start()
        client = Client("careless")

        async def on_message(*facts):
            await asyncio.sleep(3600)
            handled.append(facts)

        client.on_message = on_message
        await client.connect("127.0.0.1", broker.port)
        broker.hand_out(7, TOPIC, b"37.2")
        await until(lambda: broker.acknowledged)
        assert handled == []
        await client.disconnect()
        await broker.stop()

    asyncio.run(run())


def test_a_late_commit_is_not_acknowledged_on_another_connection():
    """There the packet id may belong to another message."""

    async def scene(broker, commits, door):
        await until(lambda: broker.connections == 1)
        broker.hand_out(7, TOPIC, b"37.2")
        await until(lambda: door.counts.messages)
        broker.hang_up()
        await until(lambda: broker.connections == 2 and door.is_connected)
        commits.may_commit.set()
        await until(lambda: commits.taken)
        await a_moment()
        assert broker.acknowledged == []

    play(scene)


def test_a_bad_message_is_handed_on_to_be_journalled_and_then_acknowledged():
    async def scene(broker, commits, door):
        await until(lambda: broker.connections)
        broker.hand_out(3, "haidang/trạm/x", b"37.2")
        await a_moment()
        assert broker.acknowledged == []
        commits.may_commit.set()
        await until(lambda: broker.acknowledged == [(0, 3)])
        assert commits.taken[0].refused[0].reason == "bad_topic"

    play(scene)


def test_a_full_recorder_stops_the_reading_until_there_is_room():
    async def scene(broker, commits, door):
        commits.troubles = [Overloaded(), Unavailable(), Overloaded()]
        commits.may_commit.set()
        await until(lambda: broker.connections)
        broker.hand_out(9, TOPIC, b"1")
        await until(lambda: broker.acknowledged == [(0, 9)])
        broker.hand_out(10, TOPIC, b"2")
        await until(lambda: broker.acknowledged == [(0, 9), (0, 10)])

    play(scene)


def test_a_message_that_breaks_the_recorder_does_not_come_again_for_ever():
    async def scene(broker, commits, door):
        commits.troubles = [ValueError("a mistake of ours")] * 2
        await until(lambda: broker.connections)
        broker.hand_out(4, TOPIC, b"1")
        await until(lambda: broker.acknowledged == [(0, 4)])
        assert door.counts.failed == 1

    play(scene)


def test_one_message_that_breaks_the_recorder_does_not_take_others_with_it():
    async def scene(broker, commits, door):
        commits.may_commit.set()
        commits.troubles = [ValueError("one of the three")]
        await until(lambda: broker.connections)
        for packet in (1, 2, 3):
            broker.hand_out(packet, TOPIC, b"%d" % packet)
        await until(lambda: len(broker.acknowledged) == 3)
        assert sorted(line.value for one in commits.taken for line in one.lines) == [1, 2, 3]
        assert len(commits.taken) == 3

    play(scene)


def test_a_message_sent_again_while_it_is_recorded_is_recorded_once():
    async def scene(broker, commits, door):
        await until(lambda: broker.connections)
        broker.hand_out(7, TOPIC, b"37.2")
        await until(lambda: door.counts.messages == 1)
        broker.hand_out(7, TOPIC, b"37.2", again=True)
        broker.hand_out(8, TOPIC, b"37.2")
        await until(lambda: door.counts.messages == 3)
        commits.may_commit.set()
        await until(lambda: sorted(broker.acknowledged) == [(0, 7), (0, 7), (0, 8)])
        assert sum(len(one.lines) for one in commits.taken) == 2

    play(scene)


def test_messages_of_one_thing_that_come_together_are_one_delivery():
    async def scene(broker, commits, door):
        commits.may_commit.set()
        await until(lambda: broker.connections)
        for packet in range(1, 101):
            broker.hand_out(packet, TOPIC, b"%d" % packet)
        await until(lambda: len(broker.acknowledged) == 100)
        assert len(commits.taken) < 20
        assert sorted(line.value for one in commits.taken for line in one.lines) == list(range(1, 101))

    play(scene)


def test_the_door_comes_back_after_each_loss_of_the_broker():
    async def scene(broker, commits, door):
        for number in (1, 2, 3):
            await until(lambda number=number: broker.connections == number and door.is_connected)
            broker.hang_up()
        await until(lambda: broker.connections == 4)

    play(scene)


@pytest.mark.parametrize("code", [5, 135, 137])
def test_a_refused_password_is_tried_again_and_again(code):
    """gmqtt would give up; an administrator may be about to repair it."""

    async def scene(broker, commits, door):
        await until(lambda: door.is_connected)
        assert len(broker.asked_for) == 4

    play(scene, refuse=[code] * 3)


def test_a_broker_that_speaks_only_the_old_version_is_spoken_to_in_it():
    async def scene(broker, commits, door):
        await until(lambda: door.is_connected)
        assert broker.asked_for == [5, 4]

    play(scene, speaks=4)


def test_without_any_broker_the_door_waits_and_says_why():
    async def run():
        door = MqttDoor(broker_of("mqtt://a:b@127.0.0.1:1"), Commits(), lambda thing: "")
        running = asyncio.create_task(door.run())
        await until(lambda: "127.0.0.1" in door.why or "Connect" in door.why)
        assert not door.is_connected
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(run())


@pytest.mark.parametrize("url", ["http://x", "mqtt://", "127.0.0.1:1883", "mqtt://x?version=4"])
def test_an_address_that_is_none_is_refused_with_its_remedy(url):
    with pytest.raises(ValueError, match="write"):
        broker_of(url)


def test_a_password_may_hold_any_sign():
    assert broker_of("mqtts://tr%E1%BA%A1m:p%40ss%2F@broker").password == "p@ss/"
    assert "p@ss" not in repr(broker_of("mqtts://a:p%40ss@broker"))
