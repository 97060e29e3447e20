"""`haidang audit verify`: its words and its exit code."""

import pytest
from django.db import connection

from haidang.core.audit.chain import prove, record
from haidang.kernel import clock
from haidang.kernel.action import Event, system
from haidang.run import cli, setup


@pytest.fixture(autouse=True)
def journal(db, monkeypatch):
    monkeypatch.setattr(setup, "with_database", lambda: None)
    for number in range(3):
        record([Event(clock.now(), system("test"), "alert.note", "được phép", "alert", str(number))])


def tamper(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET session_replication_role = replica; {sql}; SET session_replication_role = origin")


def test_a_whole_chain_ends_with_zero_and_a_head_to_note(capsys):
    assert cli.main(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    assert "3 events, the chain is whole" in said
    assert str(prove().head) in said


def test_a_broken_chain_ends_with_one_and_names_the_row(capsys):
    tamper("UPDATE event SET actor_name = 'x' WHERE seq = 2")
    assert cli.main(["audit", "verify"]) == 1
    assert "breaks at event 2" in capsys.readouterr().out


def test_a_chain_that_was_cut_off_is_found_by_a_noted_head(capsys):
    noted = str(prove().head)
    tamper("DELETE FROM event WHERE seq = 3")
    assert cli.main(["audit", "verify"]) == 0
    assert cli.main(["audit", "verify", "--noted", noted]) == 1
    assert "cut off" in capsys.readouterr().out


def test_a_head_that_cannot_be_read_says_what_to_do(capsys):
    assert cli.main(["audit", "verify", "--noted", "x"]) == 1
    assert "copy what" in capsys.readouterr().err
