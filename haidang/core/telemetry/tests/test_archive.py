"""Days as files: written, read across the border, merged with what comes late, and whole whatever happens."""

from datetime import timedelta

import duckdb
import numpy as np
import pytest
from django.db import connection

from haidang.core.telemetry import origins, partitions, queries, rollups, why
from haidang.core.telemetry.archive import days, files, origin_files, packing, watching
from haidang.core.telemetry.record import Delivery, Reading, commit, record
from haidang.core.telemetry.stored import stored
from haidang.kernel import clock
from haidang.kernel.action import system

from .world import NOW, SENDER

DAY = NOW.date() - timedelta(days=5)
START = clock.start_of(DAY)
END = START + timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def pm25(world, archive):
    return world.series("AQ-001", "pm25", valid_max=1000).pk


def measured(*rows, received=START + timedelta(hours=9), thing="AQ-001"):
    """Rows are (minutes after the day's midnight, value)."""
    readings = [Reading(thing, "pm25", START + minute * MINUTE, float(value)) for minute, value in rows]
    return record(SENDER, readings, received)


def values(series, start=START, end=END):
    found = stored([series], start, end)
    minutes = (found.at - int(START.timestamp() * 1e6)) // 60_000_000
    return list(zip(minutes.tolist(), found.value.tolist(), strict=True))


def in_table(day=DAY):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {partitions.name_of(day)}")
        return cursor.fetchone()[0]


def test_a_day_behind_the_border_goes_into_a_file_and_leaves_the_table(world, pm25, archive):
    measured((480, 1), (481, 2), (482, 2000))
    world.series("AQ-002", "pm25")
    measured((480, 5), thing="AQ-002")
    before = stored([pm25], START, END, origins=True)

    packing.keep()

    assert in_table() == 0
    after = stored([pm25], START, END, origins=True)
    assert all(np.array_equal(getattr(before, name), getattr(after, name)) for name in before.__slots__)
    day = days.of(DAY)
    assert (day.rows, day.series, day.is_filed, day.has_more, day.problem) == (4, 2, True, False, "")
    found = duckdb.sql(f"SELECT series_id, epoch(\"at\"), value, quality FROM '{files.path_of(DAY)}'").fetchall()
    assert [(row[0], row[2], row[3]) for row in found][:3] == [(pm25, 1.0, 0), (pm25, 2.0, 0), (pm25, 2000.0, 3)]
    assert found[0][1] == (START + 480 * MINUTE).timestamp(), "any reader of Parquet sees the moment"


def test_a_young_day_stays_in_the_table(pm25):
    with clock.frozen(START + timedelta(days=days.HOT_DAYS)):
        measured((480, 1))
        packing.keep()
    assert in_table() == 1
    assert days.of(DAY).is_filed is False


def test_a_range_across_the_border_is_one_answer(world, pm25):
    measured((1439, 1), received=END)
    packing.keep()
    record(SENDER, [Reading("AQ-001", "pm25", END, 2.0)], END + MINUTE)
    assert values(pm25, START, END + timedelta(hours=1)) == [(1439, 1.0), (1440, 2.0)]
    assert values(pm25, START + 1439 * MINUTE + timedelta(seconds=1), END + timedelta(hours=1)) == [(1440, 2.0)]
    found = queries.points(system("test"), "AQ-001", "pm25", START, NOW)
    assert found.value.tolist() == [1.0, 2.0]


def test_late_corrected_and_repeated_readings_of_a_day_in_a_file_count_as_ever(pm25, rows):
    measured((480, 1), (490, 2), (500, 3))
    packing.keep()

    late = measured((485, 7), received=NOW)
    corrected = measured((490, 9), received=NOW)
    repeated = measured((500, 3), received=NOW)

    assert [(one.accepted, one.duplicate) for one in (late, corrected, repeated)] == [(1, 0), (1, 0), (0, 1)]
    assert rows("SELECT old_value, new_value FROM correction") == [(2.0, 9.0)]
    assert values(pm25) == [(480, 1.0), (485, 7.0), (490, 9.0), (500, 3.0)]
    assert rows("SELECT n, sum FROM rollup_hour") == [(4, 20.0)]
    assert days.of(DAY).has_more

    assert packing.pack(DAY)

    assert in_table() == 0
    assert values(pm25) == [(480, 1.0), (485, 7.0), (490, 9.0), (500, 3.0)]
    assert (days.of(DAY).rows, days.of(DAY).has_more) == (4, False)


def test_a_file_is_not_written_anew_for_every_late_reading(pm25):
    measured((480, 1))
    packing.keep()
    written = days.of(DAY).written_at
    measured((481, 2), received=NOW)
    packing.keep()
    assert days.of(DAY).written_at == written
    with clock.frozen(NOW + packing.MERGE_AFTER):
        packing.keep()
    assert not days.of(DAY).has_more


def test_a_day_that_is_written_to_meanwhile_stays_in_the_table(pm25, monkeypatch):
    measured((480, 1))
    write = packing._write

    def interrupted(*said):
        write(*said)
        measured((481, 2), received=NOW)

    monkeypatch.setattr(packing, "_write", interrupted)
    assert packing.pack(DAY) is False
    assert in_table() == 2
    assert not files.path_of(DAY).exists()


def test_a_file_that_reads_back_otherwise_does_not_count(pm25, monkeypatch):
    measured((480, 1), (481, 2))
    write = packing._write

    def wrong(db, known, draft):
        db.execute("UPDATE given SET value = 3 WHERE value = 2")
        write(db, known, draft)

    monkeypatch.setattr(packing, "_write", wrong)
    packing.keep()
    assert in_table() == 2
    assert values(pm25) == [(480, 1.0), (481, 2.0)]


def test_ended_between_file_and_commit_nothing_is_lost_or_doubled(pm25, monkeypatch):
    measured((480, 1), (481, 2))
    packing.keep()
    measured((482, 3), received=NOW)
    replace = packing.replace

    def killed(*said):
        replace(*said)
        raise SystemExit

    monkeypatch.setattr(packing, "replace", killed)
    with pytest.raises(SystemExit):
        packing.pack(DAY)
    assert values(pm25) == [(480, 1.0), (481, 2.0), (482, 3.0)], "the file is new, the table still full"
    monkeypatch.setattr(packing, "replace", replace)
    assert packing.pack(DAY), "the next run knows the file by the name it was announced with"
    assert values(pm25) == [(480, 1.0), (481, 2.0), (482, 3.0)]
    assert in_table() == 0


def test_a_damaged_file_is_told_and_holds_no_reading_up(pm25, rows):
    measured((480, 1))
    packing.keep()
    path = files.path_of(DAY)
    path.write_bytes(path.read_bytes()[:-9])

    assert measured((479, 2), received=NOW).accepted == 1
    assert days.of(DAY).damage == "other"
    with pytest.raises(files.Damaged, match=str(DAY)):
        stored([pm25], START, END)
    with clock.frozen(NOW + packing.MERGE_AFTER):
        packing.keep()
    assert days.of(DAY).damage == "other"
    assert in_table() == 1


def _missing(path, other):
    path.unlink()


def _of_another_day(path, other):
    path.write_bytes(other.read_bytes())


def _no_parquet_of_the_same_length(path, other):
    path.write_bytes(b"x" * path.stat().st_size)


@pytest.mark.parametrize("harm", [_missing, _of_another_day, _no_parquet_of_the_same_length])
def test_other_days_are_read_around_a_damaged_one_which_comes_back_from_a_backup(pm25, archive, harm):
    before = START - timedelta(days=1)
    record(SENDER, [Reading("AQ-001", "pm25", before + n * MINUTE, 5.0) for n in range(3)], before + timedelta(hours=1))
    measured((480, 1))
    packing.keep()
    path = files.path_of(DAY)
    whole = path.read_bytes()
    harm(path, files.path_of(before.date()))

    with pytest.raises(files.Damaged) as refused:
        queries.points(system("test"), "AQ-001", "pm25", before, NOW)
    assert list(refused.value.days) == [DAY]
    assert f"{DAY:%d/%m/%Y}" in refused.value.message
    found = queries.points(system("test"), "AQ-001", "pm25", before, NOW, partly=True)
    assert (found.value.tolist(), list(found.lacking)) == ([5.0, 5.0, 5.0], [DAY])
    assert queries.points(system("test"), "AQ-001", "pm25", before, START).of == 3
    watching.look()
    assert watching.damaged() == 1

    path.write_bytes(whole)
    watching.look()
    assert watching.damaged() == 0
    assert values(pm25) == [(480, 1.0)]


def test_one_changed_byte_is_found_by_the_weekly_comparison(pm25):
    measured((480, 1))
    packing.keep()
    body = bytearray(files.path_of(DAY).read_bytes())
    body[8] ^= 1
    files.path_of(DAY).write_bytes(body)
    watching.look()
    assert watching.damaged() == 0
    with clock.frozen(NOW + watching.VERIFY_AFTER):
        watching.verify()
    assert watching.damaged() == 1


def test_old_empty_tables_go_and_come_back_when_asked_for(pm25, rows):
    measured((480, 1))
    packing.keep()
    with clock.frozen(NOW + timedelta(days=40)):
        packing.forget_empty()
        assert rows("SELECT to_regclass(%s)", partitions.name_of(DAY)) == [(None,)]
        partitions.ensure([DAY])
    assert values(pm25) == [(480, 1.0)]


def test_a_reading_says_what_brought_it_also_from_a_file(world, pm25):
    world.series("AQ-001", "no2")
    lines = [
        Reading("AQ-001", key, START + 480 * MINUTE, value)
        for key, value in (("no2", 1.0), ("none", 2.0), ("pm25", 3.0))
    ]
    commit(
        [
            Delivery(SENDER, lines, START + timedelta(hours=9), door="file", name="tram_1.txt", numbers=[4, 5, 6]),
            Delivery(SENDER, [Reading("AQ-001", "pm25", START + 481 * MINUTE, 4.0)], START + timedelta(hours=9)),
        ]
    )
    packing.keep()
    first, second = stored([pm25], START, END, origins=True).origin.tolist()
    found = origins.find(first, pm25, int((START + 480 * MINUTE).timestamp() * 1e6))
    assert (found.door, found.sender, found.name, found.line) == ("file", "khoa-thu", "tram_1.txt", 6)
    assert origins.find(second, pm25, int((START + 481 * MINUTE).timestamp() * 1e6)).line == 1
    assert origins.find(second, pm25, 0) is None


def test_what_brought_old_readings_leaves_its_table_and_is_still_found(pm25, rows):
    readings = [Reading("AQ-001", "pm25", START + n * MINUTE, float(n)) for n in range(3)]
    record(SENDER, readings, START + timedelta(hours=9), door="file", name="tram_1.txt", numbers=[4, 5, 6])
    record(SENDER, [Reading("AQ-001", "pm25", NOW, 4.0)], NOW)
    packing.keep()
    origin_files.keep()

    assert rows("SELECT count(*) FROM origin") == [(1,)], "those of the last days stay"
    found = why.of(system("test"), "AQ-001", "pm25", START + MINUTE)
    assert (found.origin.name, found.origin.line, found.is_origin_lost) == ("tram_1.txt", 5, False)
    [path] = origin_files.folder().iterdir()
    path.unlink()
    watching.look()
    assert watching.damaged() == 1
    assert why.of(system("test"), "AQ-001", "pm25", START + MINUTE).is_origin_lost


@pytest.mark.parametrize("step", ["_write", "_read_back", "_install"])
def test_ended_while_origins_are_taken_nothing_is_lost(pm25, rows, monkeypatch, step):
    measured((480, 1), (481, 2))
    origin = stored([pm25], START, END, origins=True).origin[0]
    done = getattr(origin_files, step)

    def killed(*said):
        if step == "_install":
            packing.replace(said[0], origin_files.folder() / "origins-1-999999.parquet")
            raise SystemExit
        done(*said)
        raise SystemExit

    monkeypatch.setattr(origin_files, step, killed)
    with pytest.raises(SystemExit):
        origin_files.keep()
    assert rows("SELECT count(*) FROM origin") == [(1,)]
    monkeypatch.setattr(origin_files, step, done)
    origin_files.keep()
    assert rows("SELECT count(*) FROM origin") == [(0,)]
    assert len(list(origin_files.folder().iterdir())) == 1, "what nobody noted is gone"
    assert origins.find(int(origin), pm25, int((START + 481 * MINUTE).timestamp() * 1e6)).line == 2


def test_hours_and_days_are_what_they_were(pm25, rows):
    measured((480, 1), (600, 2))
    rollups.close_days()
    before = rows("SELECT * FROM rollup_hour ORDER BY hour"), rows("SELECT * FROM rollup_day")
    packing.keep()
    assert (rows("SELECT * FROM rollup_hour ORDER BY hour"), rows("SELECT * FROM rollup_day")) == before
