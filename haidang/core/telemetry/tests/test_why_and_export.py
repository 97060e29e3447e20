"""From a number back to what brought it, and selections as files."""

from datetime import timedelta

import duckdb
import pytest

from haidang.core.telemetry import exporting, why
from haidang.core.telemetry.archive import days, files, packing, watching
from haidang.core.telemetry.record import Reading, record
from haidang.kernel import clock
from haidang.kernel.action import Invalid, system

from .world import NOW, SENDER

EYE = system("test")
OLD = clock.start_of(NOW.date() - timedelta(days=5)) + timedelta(hours=8)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def sent(world, archive):
    world.series("AQ-001", "pm25", unit="µg/m³")
    for at in (OLD, NOW - MINUTE):
        readings = [Reading("AQ-001", "pm25", at - n * MINUTE, float(n)) for n in range(3)]
        record(SENDER, readings, at, door="file", name="tram.txt", numbers=[11, 12, 13])
    packing.keep()


def test_the_newest_number_and_an_old_one_lead_to_their_lines(sent):
    newest = why.of(EYE, "AQ-001", "pm25")
    assert (newest.reading.value, newest.origin.name, newest.origin.line, newest.file) == (0.0, "tram.txt", 11, "")
    old = why.of(EYE, "AQ-001", "pm25", OLD - MINUTE)
    assert (old.reading.value, old.origin.line, old.file) == (1.0, 12, f"{OLD:%Y-%m-%d}.parquet")
    assert [row.value for row in old.around] == [1.0, 2.0]
    assert why.of(EYE, "AQ-001", "pm25", OLD - timedelta(hours=1)) is None


def test_a_corrected_number_tells_what_stood_there(sent):
    record(SENDER, [Reading("AQ-001", "pm25", OLD, 7.0)], NOW, door="api", name="r-1")
    found = why.of(EYE, "AQ-001", "pm25", OLD)
    assert (found.reading.value, found.origin.door, found.origin.name) == (7.0, "api", "r-1")
    assert [(one.old_value, one.new_value) for one in found.corrections] == [(0.0, 7.0)]


def test_a_selection_comes_as_csv_across_the_border(sent):
    chosen = exporting.select(EYE, NOW - timedelta(days=7), NOW, things=["AQ-001"])
    lines = b"".join(exporting.as_csv(chosen)).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "thing,series,unit,at,value,quality,is_simulated"
    assert lines[1] == f"AQ-001,pm25,µg/m³,{(OLD - 2 * MINUTE).isoformat()},2.0,0,0"
    assert len(lines) == 8


def test_the_same_as_parquet(sent, tmp_path):
    chosen = exporting.select(EYE, NOW - timedelta(days=7), NOW, series="pm25")
    path = tmp_path / "out.parquet"
    path.write_bytes(b"".join(exporting.as_parquet(chosen)))
    rows = duckdb.sql(f"SELECT thing, series, unit, value FROM '{path}' ORDER BY \"at\"").fetchall()
    assert len(rows) == 6
    assert rows[0] == ("AQ-001", "pm25", "µg/m³", 2.0)


def test_too_much_or_nothing_is_refused_with_the_remedy(sent, monkeypatch):
    for facts in ({}, {"things": ["AQ-001"], "end": NOW - timedelta(days=9)}):
        with pytest.raises(Invalid):
            exporting.select(EYE, NOW - timedelta(days=8), facts.pop("end", NOW), **facts)
    monkeypatch.setattr(exporting, "MOST_READINGS", 10)
    with pytest.raises(Invalid, match="thu hẹp"):
        exporting.select(EYE, NOW - timedelta(days=1), NOW, things=["AQ-001"])


def test_taking_personal_readings_away_is_journalled(world, archive, rows):
    world.series("AQ-001", "pm25", data_class="personal")
    exporting.select(EYE, NOW - timedelta(days=1), NOW, things=["AQ-001"])
    assert rows("SELECT action FROM event") == [("person.look",)]


def _unreadable(day):
    path = files.path_of(day)
    path.write_bytes(b"x" * path.stat().st_size)


def test_damage_that_nobody_noted_refuses_a_selection_before_its_first_byte_and_is_noted(sent):
    earlier = OLD - timedelta(days=1)
    record(SENDER, [Reading("AQ-001", "pm25", earlier, 1.0)], earlier)
    packing.keep()
    _unreadable(OLD.date())
    files.path_of(earlier.date()).unlink()
    assert watching.damaged() == 0
    for _try in range(2):
        with pytest.raises(files.Damaged) as refused:
            exporting.select(EYE, NOW - timedelta(days=7), NOW, things=["AQ-001"])
        assert refused.value.days == {earlier.date(): "missing", OLD.date(): "unreadable"}
    assert watching.damaged() == 2
    assert exporting.select(EYE, NOW - timedelta(days=1), NOW, things=["AQ-001"]).series


def test_a_file_that_breaks_after_the_first_byte_ends_the_selection_with_an_error(sent, archive):
    csv, parquet = (exporting.select(EYE, NOW - timedelta(days=7), NOW, things=["AQ-001"]) for _one in range(2))
    _unreadable(OLD.date())
    pieces = exporting.as_csv(csv)
    assert next(pieces).startswith(b"\xef\xbb\xbfthing,series")
    with pytest.raises(files.Damaged):
        next(pieces)
    with pytest.raises(files.Damaged):
        exporting.as_parquet(parquet)
    assert days.of(OLD.date()).damage == "unreadable"
    assert not list(archive.glob(".out-*")), "what was begun is gone"
