"""The process itself: killed under load, and how soon it tells."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection

from haidang.core.audit.chain import verify
from haidang.core.audit.models import Event
from haidang.core.rules.models import Alert
from haidang.core.telemetry import batches

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]
STATIONS = 20
KILLS = 4
RUN = "import django; django.setup(); from haidang.core.rules.judging.process import main; main()"


@pytest.fixture
def stations(transactional_db):
    """Twenty stations that everybody sees, at the present moment, with one rule."""
    from haidang.core.rules.tests.watched import new_station, says, take_facts
    from haidang.core.telemetry import book, partitions
    from haidang.kernel import clock

    from .watched import build

    watched = build()
    partitions.ensure(partitions.around(clock.today()))
    for number in range(2, STATIONS + 1):
        new_station(watched.hd, f"AQ-{number:03}", watched.station.source)
    take_facts(says(severity=4))
    book.current()
    return [f"AQ-{number:03}" for number in range(1, STATIONS + 1)]


@contextmanager
def rules_process():
    known = connection.settings_dict
    url = psycopg.conninfo.make_conninfo(host=known["HOST"], user=known["USER"], dbname=known["NAME"])
    environment = {**os.environ, "HAIDANG_DATABASE_URL": url}
    process = subprocess.Popen([sys.executable, "-c", RUN], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(holds, within=60.0):
    give_up_at = time.monotonic() + within
    while not holds():
        assert time.monotonic() < give_up_at, "it does not come"
        time.sleep(0.005)


def send(rows):
    from haidang.core.telemetry.readings import Reading, Sender
    from haidang.core.telemetry.record import record
    from haidang.kernel import clock

    record(Sender("khoa-thu"), [Reading(thing, "pm25", moment, value) for thing, moment, value in rows], clock.now())


def openings():
    """How often each thing's rule fired, as the journal has it."""
    fired = Event.objects.filter(action__in=["alert.raise", "alert.repeat"]).values_list("subject_id", flat=True)
    things = dict(Alert.objects.values_list("pk", "thing__code"))
    return Counter(things[int(one)] for one in fired)


def test_killed_again_and_again_under_load_no_alert_is_lost_or_doubled(stations):
    load = Load(stations)
    for _kill in range(KILLS):
        told = Event.objects.count()
        load.send()
        with rules_process() as process:
            until(lambda told=told: Event.objects.count() > told)
            for _turn in range(load.dice.randint(5, 40)):
                load.send()
            process.kill()
    with rules_process():
        until(lambda: batches.waiting()[0] == 0)
    assert openings() == load.crossings
    assert set(Alert.objects.filter(state="new").values_list("thing__code", flat=True)) == load.high()
    assert Alert.objects.filter(closed_at=None).count() == STATIONS
    assert verify()[1] is None


class Load:
    """Every station sends high or low at each turn; what must come of it is counted beside."""

    def __init__(self, stations):
        self.dice, self.value, self.crossings = random.Random(7), dict.fromkeys(stations, 40.0), Counter()

    def send(self):
        from haidang.kernel import clock

        for thing, before in self.value.items():
            self.value[thing] = self.dice.choice([40.0, 60.0])
            self.crossings[thing] += before < self.value[thing]
        send([(thing, clock.now(), value) for thing, value in self.value.items()])

    def high(self):
        return {thing for thing, value in self.value.items() if value == 60.0}


def test_the_bell_wakes_it_so_that_an_alert_follows_its_reading_at_once(stations):
    from haidang.core.rules.judging.process import LONGEST_SLEEP
    from haidang.kernel import clock

    waits = []
    with rules_process():
        send([(stations[0], clock.now(), 40.0)])
        until(lambda: batches.waiting()[0] == 0)
        for thing in stations:
            send([(thing, clock.now(), 99.0)])
            began = time.perf_counter()
            until(lambda thing=thing: Alert.objects.filter(thing__code=thing).exists())
            waits.append(time.perf_counter() - began)
    assert sorted(waits)[len(waits) // 2] < LONGEST_SLEEP / 2


def test_a_second_process_waits_its_turn(stations):
    from haidang.core.rules.judging.process import LOCK
    from haidang.kernel import clock

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    with rules_process() as waiting:
        send([(stations[0], clock.now(), 99.0)])
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(4)
        assert not Alert.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
        until(Alert.objects.exists)
        waiting.terminate()
        assert waiting.wait(30) == 0
