"""The journal cannot be changed unseen: the database refuses, and what is forced anyway is found."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haidang.core.audit.chain import GENESIS, Head, digest, plain, prove, record, verify
from haidang.core.audit.models import Event
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, NotPossible, Refused, action, ports, system, together
from haidang.kernel.action import Event as Draft

AT = datetime(2026, 11, 21, 9, tzinfo=clock.HO_CHI_MINH)
OFFICER = Actor("person", "7", "Nguyễn Ngọc Lan", session="abc-secret-session")


class Matter:
    kind_name = "matter"
    pk = 1
    state = "open"

    def __str__(self) -> str:
        return "Việc số 1"


@action("matter.change")
def change(do: Doing, matter: Matter, state: str) -> None:
    with do.changing(matter, "state"):
        matter.state = state


@action("matter.fail")
def fail(do: Doing, matter: Matter) -> None:
    change(do.actor, matter, "half done")
    raise NotPossible("không được")


def write(count: int) -> None:
    for number in range(count):
        record([Draft(AT, OFFICER, "matter.change", "được phép", "matter", str(number), f"Việc {number}")])


def tamper(sql: str) -> None:
    """What somebody with the superuser's password can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = origin")


def test_one_action_leaves_one_event(db):
    change(system("test"), Matter(), "closed")
    event = Event.objects.get()
    assert (event.seq, bytes(event.prev_hash)) == (1, GENESIS)
    assert (event.actor, event.action, event.subject_label) == ("system:test", "matter.change", "Việc số 1")
    assert (event.before, event.after) == ({"state": "open"}, {"state": "closed"})
    assert event.because.startswith("được phép")


def test_a_refused_or_failed_action_leaves_nothing(db):
    with pytest.raises(Refused):
        change(Actor("public", "-", "Công chúng"), Matter(), "closed")
    with pytest.raises(NotPossible):
        fail(system("test"), Matter())
    assert not Event.objects.exists()


def test_actions_done_together_follow_each_other(db):
    with together():
        change(system("test"), Matter(), "closed")
        change(system("test"), Matter(), "closed")
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert verify() == (2, None)


def test_the_key_of_a_session_is_not_in_the_journal(db):
    write(1)
    session = Event.objects.get().session
    assert len(session) == 16
    assert "abc-secret-session" not in session


@pytest.mark.parametrize("sql", ["UPDATE event SET actor = 'x'", "DELETE FROM event", "TRUNCATE event"])
def test_the_database_refuses_to_change_the_journal(db, sql):
    write(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert verify() == (2, None)


@pytest.mark.parametrize(
    ("sql", "seq", "reason"),
    [
        ("UPDATE event SET actor_name = 'Người khác' WHERE seq = 3", 3, "content was changed"),
        ("UPDATE event SET at = at + interval '1 second' WHERE seq = 3", 3, "content was changed"),
        ("""UPDATE event SET facts = '{"a": 1}' WHERE seq = 3""", 3, "content was changed"),
        ("UPDATE event SET words = '' WHERE seq = 3", 3, "content was changed"),
        ("UPDATE event SET hash = decode('00', 'hex') WHERE seq = 3", 3, "content was changed"),
        ("UPDATE event SET prev_hash = decode('00', 'hex') WHERE seq = 3", 3, "does not continue"),
        ("DELETE FROM event WHERE seq = 3", 4, "row 3 is missing"),
        ("DELETE FROM event WHERE seq = 1", 2, "row 1 is missing"),
        ("UPDATE event SET seq = 9 WHERE seq = 5", 9, "row 5 is missing"),
    ],
)
def test_tampering_with_triggers_off_is_found(db, sql, seq, reason):
    write(5)
    tamper(sql)
    _, broken = verify()
    assert broken is not None
    assert broken.seq == seq
    assert reason in broken.reason


def test_a_noted_head_proves_that_nothing_was_cut_off(db):
    write(3)
    noted = prove().head
    assert Head.read(str(noted)) == noted
    write(2)
    assert prove(noted).broken is None
    tamper("DELETE FROM event WHERE seq > 2")
    assert verify() == (2, None)
    broken = prove(noted).broken
    assert broken is not None
    assert "cut off" in broken.reason


def test_a_noted_head_proves_that_the_chain_was_not_written_anew(db):
    write(3)
    noted = prove().head
    tamper("DELETE FROM event")
    record([Draft(AT, OFFICER, "matter.change", "khác", "matter", str(number)) for number in range(3)])
    assert verify() == (3, None)
    assert "written anew" in prove(noted).broken.reason


@pytest.mark.parametrize("text", ["", "3", "3:", "3:zz", "x:00", "3:00"])
def test_a_head_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError, match="is not a head"):
        Head.read(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.floats() | st.text(max_size=20),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.dictionaries(st.text(max_size=8), JSON, max_size=3), label=st.text(max_size=20))
def test_whatever_is_recorded_comes_back_with_the_same_hash(db, facts, label):
    record([Draft(AT, OFFICER, "matter.change", "được phép", "matter", "1", label, facts=facts)])
    row = Event.objects.latest("seq")
    assert digest(row) == bytes(row.hash)


def test_values_are_kept_as_the_database_gives_them_back():
    kept = plain({"at": AT, "who": Matter(), "big": 1e300, "none": float("nan"), "zero": -0.0, "nul": "a\0b"})
    assert kept == {
        "at": "2026-11-21T09:00:00+07:00", "who": "Việc số 1", "big": int(1e300), "none": None, "zero": 0, "nul": "ab",
    }  # fmt: skip


def at_once(work: Callable[[int], None], threads: int) -> None:
    barrier = Barrier(threads)

    def run(number: int) -> None:
        barrier.wait()
        try:
            work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_a_chain_without_gaps(monkeypatch):
    def work(number: int) -> None:
        for step in range(25):
            change(system(f"thread-{number}"), Matter(), f"state-{step}")

    at_once(work, threads=8)
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 201))
    assert verify() == (200, None)
    for number in range(8):
        states = Event.objects.filter(actor=f"system:thread-{number}").order_by("seq").values_list("after", flat=True)
        assert [after["state"] for after in states] == [f"state-{step}" for step in range(25)]


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_action_leaves_no_gap():
    def work(number: int) -> None:
        for step in range(10):
            if (number + step) % 2:
                with pytest.raises(NotPossible):
                    fail(system(f"thread-{number}"), Matter())
            else:
                change(system(f"thread-{number}"), Matter(), str(step))

    at_once(work, threads=4)
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 21))
    assert verify() == (20, None)


def test_the_port_is_filled(db):
    assert ports.record is record
