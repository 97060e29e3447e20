"""The centre tells of itself through the one door of readings, and its rules hold what it tells against their limits."""

from datetime import timedelta

import pytest
from django.db import connection

from haidang.core.directory.tests.small_province import build
from haidang.core.notices.models import Notice
from haidang.core.telemetry import partitions
from haidang.core.telemetry import queries as telemetry
from haidang.core.things.models import Source, Thing
from haidang.core.things.sync import _note as sync_note
from haidang.domains.centre import chain, jobs, measuring, parts, standstill
from haidang.domains.centre.models import Note
from haidang.kernel import clock, pulse, registry
from haidang.kernel.action import system

pytestmark = pytest.mark.django_db
WHO = system("test")


@pytest.fixture
def centre():
    build()
    partitions.ensure(partitions.around(clock.today()))
    Source.objects.create(key=parts.SOURCE, name_vi="Tự đo", name_en="Itself", door="internal", data_class="internal")
    pulse.beat("rules", memory_mb=120.0)
    pulse.beat("intake", memory_mb=90.0, ftp={"port": 2121}, sftp={"port": 2222})
    pulse.beat("web-1", streams=3, memory_mb=200.0)
    pulse.beat("web-2", streams=4, memory_mb=210.0)


def told():
    found = telemetry.latest(WHO, domain="centre")
    return {(one.named.thing, one.named.key): one.value for one in found}


def test_a_minute_leaves_a_reading_of_every_part(centre):
    jobs.measure()
    found = told()
    assert found["HT-TT-web", "stream_clients"] == 7
    assert found["HT-TT-web", "memory"] == 410
    assert found["HT-TT-rules", "memory"] == 120
    assert found["HT-TT-intake", "memory"] == 90, "the doors for FTP and SFTP run in it"
    assert found["HT-LUUTRU", "archive_damaged"] == 0
    assert 0 < found["HT-LUUTRU", "disk_free"] < 100
    assert found["HT-ANTOAN", "chain_state"] == 1
    assert found["HT-HANGDOI", "rules_lag"] == 0
    assert {one.data_class for one in Thing.objects.filter(domain="centre")} == {"internal"}


def test_a_process_that_falls_silent_grows_old_and_a_gone_web_process_is_forgotten(centre):
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        jobs.measure()
        assert told()["HT-TT-rules", "pulse_age"] > 3600
        assert told()["HT-TT-web", "pulse_age"] > 3600
        pulse.beat("web-3", streams=1)
        jobs.measure()
        assert [name for name in pulse.last() if name.startswith("web-")] == ["web-3"]


def test_what_waits_for_the_rules_is_counted_by_its_age(centre):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO batch (at, payload) VALUES (%s, '')", [clock.now() - timedelta(seconds=45)])
    assert 44 < measuring.queues(clock.now())["rules_lag"] < 60


def test_a_row_changed_behind_the_journal_breaks_the_chain_for_good(centre):
    for number in range(3):
        noted(number)
    assert chain.is_whole(clock.now())
    noted(3)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE event SET actor_name = 'kẻ khác' WHERE seq = (SELECT max(seq) FROM event)")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert not chain.is_whole(clock.now())
    assert not chain.is_whole(clock.now())
    assert Note.objects.get(pk="chain").said["broken"]


def noted(number):
    """One more event in the journal."""
    sync_note(system("sync"), {"sources": number})


def test_people_are_called_once_when_no_rule_is_judged(centre):
    assert not standstill.watch(clock.now())
    later = clock.now() + timedelta(minutes=5)
    assert [standstill.watch(later), standstill.watch(later)] == [True, False]
    assert set(Notice.objects.values_list("to_role", "severity")) == {("shift_lead", 1), ("administrator", 1)}
    pulse.beat("rules")
    standstill.watch(clock.now())
    assert standstill.watch(later)


def test_every_rule_speaks_of_series_that_are_measured():
    domain = registry.domains()["centre"]
    measured = {key for kind in domain.things for key in kind.series}
    assert {rule.series for rule in domain.rules} <= measured
