"""Databases, folders and files: read-only, bounded, put away when they were taken; numbers in the form that is said."""

import io
import os
import socket
import threading
import time
from contextlib import suppress

import pytest
from django.db import connection
from openpyxl import Workbook

from haidang.core.pulling import actions, running, sync
from haidang.core.pulling.faults import Fault
from haidang.core.pulling.kinds import folder, sql
from haidang.core.pulling.mapping import mapped
from haidang.core.pulling.models import Pull
from haidang.core.pulling.numbers import number
from haidang.core.pulling.reading import folder_of
from haidang.core.pulling.table import Table
from haidang.core.pulling.way_in import WayIn
from haidang.kernel import pull
from haidang.kernel.action import system
from haidang.kernel.strict import convert

from .mysql_server import mysql

WHO = system("pulling")
TAKE = {"values": {"tan": "farm.sold"}, "period": "thang"}


def run(row):
    return running.run(WHO, running.claim(row.pk, now=True))


@pytest.fixture
def allowed(province):
    actions.allow(WHO, "127.0.0.0/8", why="máy thử")


@pytest.fixture
def postgres():
    """A port that leads to the socket of the tests' server."""
    facts = connection.get_connection_params()
    path = f"{facts['host']}/.s.PGSQL.{facts.get('port') or 5432}"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_lead, args=(listener, path), daemon=True).start()
        yield f"postgresql://{facts['user']}@127.0.0.1:{listener.getsockname()[1]}/{facts['dbname']}"


def _lead(listener, path):
    while True:
        try:
            near, _address = listener.accept()
        except OSError:
            return
        far = socket.socket(socket.AF_UNIX)
        far.connect(path)
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=_copy, args=(one, other), daemon=True).start()


def _copy(one, other):
    with suppress(OSError), one:
        while part := one.recv(65536):
            other.sendall(part)
        other.shutdown(socket.SHUT_WR)


def facts(**said):
    return convert({"way": "sql", "take": TAKE, "timeout": "1s", **said}, pull.Pull, "test")


def test_a_select_of_postgresql_is_read_only_and_bounded(reads, allowed, postgres):
    row = reads(way="sql", address=postgres, query="SELECT '2026-10' AS thang, 12.5::numeric AS tan;", take=TAKE)
    assert run(row).new == 1
    assert run(row).outcome == "same"
    for query, kind in (
        ("SELECT lo_create(0) AS tan", "unreadable"), ("SELECT pg_sleep(5) AS tan", "slow"), ("SELECT nothing", "unreadable"),
        ("SELECT 1 AS tan; DROP TABLE pull", "setting"),
        ("SELECT 1 AS tan WHERE false", "no_rows"),
        ("SELECT generate_series(1, 100000) AS tan", "too_large"),
    ):  # fmt: skip
        with pytest.raises(Fault) as fault:
            sql.read(facts(address=postgres, query=query), WayIn(folder_of("x")))
        assert fault.value.kind == kind, query
    two = r"SELECT E'\'' AS tan; COMMIT; SET default_transaction_read_only = off; CREATE TABLE pulled_too () --'"
    with pytest.raises(Fault, match="multiple commands"):
        sql.read(facts(address=postgres, query=two), WayIn(folder_of("x")))


def test_a_select_of_mysql_begins_a_read_only_transaction(reads, allowed):
    with mysql() as (port, asked):
        row = reads(
            way="sql",
            address=f"mysql://doc@127.0.0.1:{port}/kho",
            query="SELECT thang, tan FROM t",
            secret="s",
            take=TAKE,
        )
        assert (run(row).told_vi, Pull.objects.get().columns) == ("", ["thang", "tan"])
        assert any("READ ONLY" in one for one in asked[: asked.index("SELECT thang, tan FROM t")])


def _put(source, name, body):
    room = folder_of(source)
    room.mkdir(parents=True, exist_ok=True)
    (room / name).write_bytes(body)
    os.utime(room / name, (time.time() - 1e6,) * 2)
    return room


def test_files_of_a_folder_are_taken_and_put_away_bad_ones_apart(reads):
    row = reads("drop", way="folder", address="*.csv", take=TAKE)
    assert run(row).outcome == "same"
    room = _put("drop", "a.csv", b"thang,tan\n2026-09,3\n2026-10,4\n")
    assert run(row).new == 2
    assert [one.name for one in (room / "done").iterdir()] == ["a.csv"]
    _put("drop", "b.csv", b"<!doctype html><title>404</title>")
    outcome = run(row)
    assert "b.csv" in outcome.told_vi
    assert "404" in outcome.told_vi
    assert [one.name for one in (room / "failed").iterdir()] == ["b.csv"]


def test_a_workbook_with_merged_cells_is_refused_by_their_address(reads):
    row = reads("book", way="folder", take=TAKE)
    book = Workbook()
    sheet = book.active
    sheet.append(["thang", "tan"])
    sheet.append(["2026-10", 5])
    body = io.BytesIO()
    book.save(body)
    assert actions.load(WHO, row, "a.xlsx", body.getvalue()).new == 1
    sheet.merge_cells("A3:B3")
    sheet["A3"] = "Ghi chú"
    body = io.BytesIO()
    book.save(body)
    with pytest.raises(actions.Invalid, match="A3"):
        actions.load(WHO, row, "a.xlsx", body.getvalue())
    with pytest.raises(Fault):
        folder.of_file("x.xlsx", b"PK nothing", row.says)


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [("1.234,5", ",", 1234.5), ("1,234.5", ".", 1234.5), ("12", ",", 12), (" 3,5 %", ",", 3.5), ("–", ".", None), ("", ".", None),
     (7, ".", 7), ("−2", ".", -2), (None, ",", None)],
)  # fmt: skip
def test_a_number_is_read_in_the_form_that_is_said(cell, decimal, value):
    assert number(cell, decimal) == value


@pytest.mark.parametrize(
    ("cell", "decimal"), [("1.234,5", "."), ("1,234.5", ","), ("12a", "."), ("1.23.4", ","), (True, ".")]
)
def test_a_number_in_another_form_is_none(cell, decimal):
    with pytest.raises(ValueError, match="not a number"):
        number(cell, decimal)


def test_what_was_changed_on_screen_is_left_alone_by_the_files(reads):
    row = reads("shop", way="http_csv", address="https://a.vn/x", take={"values": {"n": "farm.sold"}})
    said = facts(way="http_csv", address="https://b.vn/x", take={"values": {"n": "farm.sold"}})
    assert sync.sync_pulls({"shop": said}) == 1
    row.refresh_from_db()
    assert row.facts["address"] == "https://a.vn/x"
    assert sync.sync_pulls({"shop": said}) == 0
    assert sync.sync_pulls({}) == 1
    row.refresh_from_db()
    assert not row.is_on


def test_a_workbook_gives_whole_numbers_and_no_column_twice():
    def made(*rows):
        book, body = Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(row)
        book.save(body)
        return folder.of_file("a.xlsx", body.getvalue(), pull.Pull(way="folder"))

    assert made(("nam", "ma", "so"), (2026, 1, 3.5)).rows == [{"nam": 2026, "ma": 1, "so": 3.5}]
    with pytest.raises(Fault, match="hai lần"):
        made(("so", "so"), (1, 2))


def test_so_many_files_are_read_together_as_fit(tmp_path):
    paths = [tmp_path / name for name in "abc"]
    for path in paths:
        path.write_bytes(b"x" * 600)
    assert folder.at_once(paths, 1300) == paths[:2]
    assert folder.at_once(paths, 100) == paths[:1]


@pytest.mark.parametrize("cell", ["1e999", 10**400, float("inf")], ids=["text", "whole", "inf"])
def test_a_number_without_end_is_none(cell):
    with pytest.raises(ValueError, match="too large"):
        number(cell)


@pytest.mark.django_db
def test_a_null_cell_says_nothing_and_a_factor_has_an_end():
    table = Table(["ky", "noi", "v"], [{"ky": "2026", "noi": None, "v": 1}])
    one = pull.Pull(way="http_json", take=pull.Take(values={"v": "farm.x"}, period="ky", place="noi"))
    assert mapped(table, one).given[0].place == ""
    wrong = pull.Pull(way="http_json", take=pull.Take(values={"v": "farm.x"}, factors={"farm.x": float("nan")}))
    assert "take.factors" in [where for where, _value, _remedy in pull.contradictions(wrong)]
