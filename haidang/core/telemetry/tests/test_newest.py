"""What a process keeps of the newest readings, and how it learns what others wrote meanwhile."""

import psycopg
import pytest
from django.db import connection

from haidang.core.telemetry import newest
from haidang.kernel import clock


@pytest.fixture(autouse=True)
def _nothing_kept():
    newest._held.clear()
    yield
    newest._held.clear()


@pytest.fixture
def world(committed_world):
    for code in ("AQ-001", "AQ-002", "AQ-003"):
        committed_world.series(code, "pm25")
        committed_world.send((5, 10.0), thing=code, now=clock.now())
    return committed_world


def somebody_else() -> psycopg.Connection:
    """A connection of another process."""
    facts = connection.get_connection_params()
    return psycopg.connect(**{name: facts[name] for name in ("dbname", "user", "host", "port") if facts.get(name)})


def is_true() -> None:
    """What is kept equals what the table says."""
    kept, said = newest.whole(), newest.of("", [])
    assert [column.tolist() for column in kept] == [column.tolist() for column in said]


def test_what_was_written_since_is_asked_for_and_put_in_its_place(world):
    before = newest.whole()
    assert len(before[0]) == 3
    world.send((1, 99.0), thing="AQ-002", now=clock.now())
    assert 99.0 in newest.whole()[2].tolist()
    is_true()
    assert 99.0 not in before[2].tolist(), "what was handed out earlier stays as it was"


def test_a_new_series_and_one_that_has_gone_are_noticed(world):
    newest.whole()
    world.series("AQ-004", "pm25")
    world.send((1, 4.0), thing="AQ-004", now=clock.now())
    assert len(newest.whole()[0]) == 4
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM latest WHERE series_id = (SELECT min(series_id) FROM latest)")
    assert len(newest.whole()[0]) == 3
    is_true()


def test_one_gone_and_another_come_between_two_questions_are_both_noticed(world):
    newest.whole()
    world.series("AQ-004", "pm25")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM latest WHERE series_id = (SELECT min(series_id) FROM latest)")
    world.send((1, 4.0), thing="AQ-004", now=clock.now())
    is_true()


def test_what_another_transaction_had_open_is_seen_once_it_is_committed(world):
    with somebody_else() as other:
        other.execute("UPDATE latest SET value = 77 WHERE series_id = (SELECT max(series_id) FROM latest)")
        assert 77.0 not in newest.whole()[2].tolist()
        world.send((1, 5.0), thing="AQ-001", now=clock.now())
        assert 77.0 not in newest.whole()[2].tolist()
        other.commit()
    assert 77.0 in newest.whole()[2].tolist()
    is_true()


def test_a_change_that_was_taken_back_leaves_nothing(world):
    with somebody_else() as other:
        other.execute("UPDATE latest SET value = 77")
        newest.whole()
        other.rollback()
    is_true()
    assert 77.0 not in newest.whole()[2].tolist()
