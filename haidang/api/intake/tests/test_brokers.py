"""The MQTT door against real brokers."""

import json
import os
import signal
from contextlib import contextmanager
from datetime import timedelta

import pytest

from haidang.api.intake.accounts import Account
from haidang.api.intake.files import FileDoor
from haidang.api.intake.mqtt import MqttDoor
from haidang.api.intake.process import Intake
from haidang.kernel import clock

from .brokers import until
from .running import beside, process

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

EVERYWHERE = Account("tram-thu", "mat-khau-dai-cua-tram")
ONE_STATION = Account("tram-aq1", "mat-khau-cua-mot-tram", ("AQ-001",))


@pytest.fixture
def station(committed_world):
    committed_world.series("AQ-001", "pm25")
    committed_world.series("AQ-002", "pm25")
    return committed_world


@contextmanager
def open_door(broker, tmp_path):
    """The intake of this process, connected to the broker."""
    intake = Intake(FileDoor(tmp_path / "drops"))
    intake.mqtt = MqttDoor(broker.seen_by(), intake.commits, intake.owners.source_of)
    with beside(intake):
        until(lambda: intake.mqtt.is_connected, what="the connection")
        until(lambda: intake.owners.by_thing, what="the list of things")
        yield intake


def allow(broker, *accounts):
    broker.allow(*accounts)
    os.kill(broker.process.pid, signal.SIGHUP)
    until(lambda: broker.publish("haidang/AQ-001/x", "1", account=accounts[0], qos=1) == 0, what="the reload")


def stored(rows):
    return dict(rows(
        "SELECT thing.code, count(*) FROM reading JOIN series ON series.id = series_id"
        " JOIN thing ON thing.id = thing_id GROUP BY 1"
    ))  # fmt: skip


def test_what_a_device_publishes_is_recorded(broker, station, rows, tmp_path):
    allow(broker, EVERYWHERE)
    at = (clock.now() - timedelta(minutes=3)).isoformat()
    with open_door(broker, tmp_path):
        assert (
            broker.publish("haidang/AQ-001/pm25", "37.2", json.dumps({"value": 38, "at": at}), account=EVERYWHERE) == 0
        )
        until(lambda: stored(rows) == {"AQ-001": 2}, what="two readings")


def test_what_was_published_while_the_door_was_shut_comes_when_it_opens(broker, station, rows, tmp_path):
    allow(broker, EVERYWHERE)
    with open_door(broker, tmp_path):
        pass
    moments = [(clock.now() - timedelta(seconds=one)).isoformat() for one in range(20, 0, -1)]
    payloads = [json.dumps({"value": one, "at": at}) for one, at in enumerate(moments)]
    assert broker.stream("haidang/AQ-001/pm25", payloads, EVERYWHERE).wait(60) == 0
    with open_door(broker, tmp_path):
        until(lambda: stored(rows) == {"AQ-001": 20}, what="twenty readings")


def test_a_device_may_speak_only_for_its_own_things(broker, station, rows, tmp_path):
    allow(broker, ONE_STATION)
    with open_door(broker, tmp_path) as intake:
        broker.publish("haidang/AQ-002/pm25", "99", account=ONE_STATION)
        broker.publish("haidang/AQ-001/pm25", "37.2", account=ONE_STATION)
        until(lambda: stored(rows), what="a reading")
        assert stored(rows) == {"AQ-001": 1}
        assert intake.mqtt.counts.messages <= 2  # with the probe of `allow`


def test_a_device_with_a_wrong_password_is_refused(broker):
    allow(broker, ONE_STATION)
    wrong = Account(ONE_STATION.name, "sai")
    assert broker.publish("haidang/AQ-001/pm25", "1", account=wrong) != 0


def test_a_device_whose_account_is_taken_away_is_refused(broker):
    allow(broker, ONE_STATION)
    broker.allow()
    os.kill(broker.process.pid, signal.SIGHUP)
    until(lambda: broker.publish("haidang/AQ-001/pm25", "1", account=ONE_STATION) != 0, 30, "the refusal")


BAD = [
    ("haidang/AQ-001/pm25", "ba mươi bảy"),
    ("haidang/AQ-001/pm25", "nan"),
    ("haidang/AQ-001/pm25", b"\xff\xfe\x00"),
    ("haidang/AQ-001/pm25", "9" * 300_000),
    ("haidang/AQ-001/bụi", "1"),
    ("haidang/AQ 001/pm25", "1"),
    ("haidang/AQ-001/khong-co", "1"),
    ("haidang/AQ-001", "1"),
]


def test_bad_messages_are_in_the_log_and_do_not_come_again(mosquitto, station, rows, tmp_path):
    allow(mosquitto, EVERYWHERE)
    with open_door(mosquitto, tmp_path):
        for number, (topic, payload) in enumerate(BAD, 1):
            assert mosquitto.publish(topic, payload, account=EVERYWHERE) == 0
            until(lambda number=number: len(rows("SELECT 1 FROM source_log")) == number, what=f"a line about {topic}")
    with open_door(mosquitto, tmp_path) as again:
        mosquitto.publish("haidang/AQ-001/pm25", "1", account=EVERYWHERE)
        until(lambda: stored(rows), what="the reading after them")
        # the last of them may come once more: its line was written, and the door closed before the receipt was out
        assert again.mqtt.counts.messages <= 2


def test_an_old_retained_value_is_not_taken_for_a_fresh_one(mosquitto, station, rows, tmp_path):
    allow(mosquitto, EVERYWHERE)
    mosquitto.publish("haidang/AQ-001/pm25", "37.2", account=EVERYWHERE, retain=True)
    with open_door(mosquitto, tmp_path):
        until(
            lambda: any("retain" in reason for (reason,) in rows("SELECT reason_vi FROM source_log")), what="the line"
        )
        assert stored(rows) == {}


def test_nothing_the_broker_took_is_lost_when_intake_is_killed_under_load(broker, station, rows, tmp_path):
    """kill -9 three times while 6,000 messages come; every one is there in the end, none twice."""
    number = 6_000
    allow(broker, EVERYWHERE)
    running = process(tmp_path / "home", broker.url())
    log = tmp_path / "home" / "logs" / "intake.log"
    try:
        until(
            lambda: rows("SELECT 1 FROM pulse WHERE process = 'intake' AND state -> 'mqtt' ->> 'connected' = 'true'"),
            40,
            log.read_text(),
        )
        start = clock.now() - timedelta(seconds=number)
        moments = [(start + timedelta(seconds=one)).isoformat() for one in range(number)]
        payloads = [json.dumps({"value": one % 500, "at": at}) for one, at in enumerate(moments)]
        publisher = broker.stream("haidang/AQ-001/pm25", payloads, EVERYWHERE)
        for share in (0.05, 0.15, 0.3):
            until(lambda share=share: stored(rows).get("AQ-001", 0) > number * share, 60, "progress")
            running.kill()
            running.wait(30)
            running = process(tmp_path / "home", broker.url())
        assert publisher.wait(60) == 0, "the broker took everything"
        until(lambda: stored(rows).get("AQ-001") == number, 60, f"{number} readings")
    finally:
        running.terminate()
        # the last one may have found nothing left to do, and be told to end while it still starts
        assert running.wait(30) in (0, -signal.SIGTERM), log.read_text()
