from datetime import timedelta

import pytest

from haidang.api.intake import telling
from haidang.api.intake.files import FileDoor
from haidang.core.telemetry import origins
from haidang.core.telemetry.readings import microseconds
from haidang.core.telemetry.tests.world import NOW
from haidang.kernel import clock

SOURCE = "tep-tram"


@pytest.fixture
def door(world, tmp_path):
    """A file door on a source with one air station whose files are named HD_VTAU_KHIKXQ."""
    source = world.new_source(SOURCE, format="tt10")
    source.door = "files"
    source.save()
    world.thing("AQ-003", source=source, alias="HD_VTAU_KHIKXQ")
    for key, unit in (("pm25", "µg/m³"), ("temp", "°C"), ("no2", "µg/m³")):
        world.series("AQ-003", key, unit=unit, cadence_seconds=300)
    return Drop(FileDoor(tmp_path))


class Drop:
    """The door with a hand that drops files."""

    def __init__(self, door: FileDoor) -> None:
        self.door = door
        self.folder = door.root / SOURCE

    def write(self, name: str, text: str | bytes):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def turn(self, times: int = 2) -> int:
        """Two looks: what did not change between them is complete."""
        return sum(self.door.turn() for _ in range(times))

    def inside(self, room: str) -> list[str]:
        return sorted(path.name for path in (self.folder / room).rglob("*") if path.is_file())


def name(ago=10, station="HD_VTAU_KHIKXQ"):
    return f"{station}_{NOW - timedelta(minutes=ago):%Y%m%d%H%M%S}.txt"


def row(symbol="PM2.5", value="27.81", unit="ug/m3", ago=10, status="00"):
    return f"{symbol}\t{value}\t{unit}\t{NOW - timedelta(minutes=ago):%Y%m%d%H%M%S}\t{status}\r\n"


def stored(rows):
    return rows("SELECT key, value, quality FROM reading JOIN series ON series.id = series_id ORDER BY key, at")


def log(rows):
    return rows("SELECT file, line, reason_vi FROM source_log ORDER BY source_log.id")


def test_a_station_file_becomes_readings_of_its_station(door, rows):
    door.write(name(), row() + row("Temp", "23.9", "oC") + row("NO2", "14.91", "ug/m3", status="02"))
    door.turn()
    assert stored(rows) == [("no2", 14.91, 2), ("pm25", 27.81, 0), ("temp", 23.9, 0)]
    assert door.inside("done") == [name()]
    assert log(rows) == []


def test_a_reading_says_the_file_and_the_line_it_stood_on(door, rows):
    door.write(name(), "not a row\r\n" + row() + row("Temp", "23.9", "oC"))
    door.turn()
    ((series, at, origin),) = rows(
        "SELECT series_id, reading.at, origin FROM reading JOIN series ON series.id = series_id WHERE key = 'temp'"
    )
    found = origins.find(origin, series, microseconds(at))
    assert (found.door, found.name, found.line) == ("file", name(), 3)


def test_a_file_that_was_taken_lies_under_the_day_it_was_taken(door):
    door.write(name(), row())
    door.turn()
    assert (door.folder / "done" / "2026-11-21" / name()).exists()


def test_a_file_that_still_grows_is_left_alone(door, rows):
    path = door.write(name(), row())
    door.turn(1)
    path.write_text(path.read_text() + row("Temp", "23.9", "oC"))
    door.turn(1)
    assert stored(rows) == []
    door.turn(1)
    assert len(stored(rows)) == 2


@pytest.mark.parametrize("unfinished", [".HD_A_20261121.txt", "a.txt.part", "a.txt.filepart", "a.tmp"])
def test_what_a_transfer_program_has_not_renamed_yet_is_left_alone(door, unfinished):
    door.write(unfinished, row())
    assert door.turn(3) == 0


def test_a_file_moved_in_whole_is_taken(door, rows, tmp_path):
    (tmp_path / "elsewhere").write_text(row())
    door.turn(1)
    (tmp_path / "elsewhere").replace(door.folder / name())
    door.turn()
    assert len(stored(rows)) == 1


def test_the_same_file_twice_counts_once(door, rows):
    for _ in range(2):
        door.write(name(), row())
        door.turn()
    assert len(stored(rows)) == 1
    assert door.inside("done") == [name()]
    assert [reason for *_, reason in log(rows)] == ["tệp đã nhận trước đó, bỏ qua"]
    assert rows("SELECT sum(duplicate)::int FROM source_hour") == [(0,)]


def test_a_corrected_file_of_the_same_name_replaces_and_both_are_kept(door, rows):
    for value in ("27.81", "30.00", "30.00"):
        door.write(name(), row(value=value))
        door.turn()
    assert stored(rows) == [("pm25", 30.0, 0)]
    assert len(door.inside("done")) == 2
    assert rows("SELECT old_value, new_value FROM correction") == [(27.81, 30.0)]


def test_good_lines_are_kept_and_bad_ones_named_by_file_line_and_reason(door, rows):
    door.write(
        name(), row() + "PM10\t1\r\n" + row("Temp", "nóng", "oC") + row("NO2", "14", "furlong") + row("Mùi", "1")
    )
    door.turn()
    assert [key for key, *_ in stored(rows)] == ["pm25"]
    assert [(file, line) for file, line, _ in log(rows)] == [(name(), line) for line in (2, 3, 4, 5)]
    assert all(reason for *_, reason in log(rows))
    assert door.inside("done") == [name()]


def test_a_line_that_the_door_to_readings_refuses_is_named_by_its_line(door, rows):
    door.write(name(), row() + row("Temp", "20", "oC", ago=-60))
    door.turn()
    assert [(line, "tương lai" in reason) for _, line, reason in log(rows) if line == 2] == [(2, True)]


@pytest.mark.parametrize(
    ("called", "content"),
    [
        ("ghi chú.txt", "xin chào"),
        (name(), ""),
        (name(), b"\xff\xd8\xff\xe0 an image" * 10),
        (name(), "không có cột nào\r\n"),
        ("HD_VTAU_KHIKXQ_20261399000000.txt", row()),
    ],
)
def test_what_cannot_be_read_goes_to_quarantine_with_its_reason(door, rows, called, content):
    door.write(called, content)
    door.turn()
    assert door.inside("quarantine") == sorted([called, f"{called}.reason.txt"])
    assert called in (door.folder / "quarantine" / f"{called}.reason.txt").read_text()
    assert log(rows)[0][0] == called
    assert stored(rows) == []


def test_a_file_far_too_large_is_set_aside_unread(door, monkeypatch):
    monkeypatch.setattr("haidang.api.intake.files.LARGEST", 100)
    door.write(name(), row() * 10)
    door.turn()
    assert name() in door.inside("quarantine")


def test_two_files_of_one_name_in_quarantine_are_both_kept(door):
    for text in ("một", "hai"):
        door.write("x.txt", text)
        door.turn()
    assert [one for one in door.inside("quarantine") if not one.endswith(".reason.txt")] == ["x.2.txt", "x.txt"]


def test_the_oldest_file_is_taken_first_whatever_order_they_came_in(door, monkeypatch):
    taken = []
    monkeypatch.setattr(FileDoor, "_read", lambda self, folder, path, came: taken.append(path.name))
    for ago in (5, 25, 15):
        door.write(name(ago), row(ago=ago))
    door.turn()
    assert taken == [name(25), name(15), name(5)]


def test_files_in_folders_by_date_are_found_too(door, rows):
    door.write(f"2026/11/21/{name()}", row())
    door.turn()
    assert len(stored(rows)) == 1


def test_a_station_nobody_knows_waits_for_approval(door, rows):
    door.write(name(station="HD_MOII_KHIKXQ"), row() + row("Nhiệtđộ", "25", ""))
    door.turn()
    assert rows("SELECT code, seen FROM unknown_thing") == [("HD_MOII_KHIKXQ", 2)]
    assert "chờ duyệt" in log(rows)[0][2]
    assert door.inside("done") == [name(station="HD_MOII_KHIKXQ")]


def test_a_station_is_found_by_its_code_when_it_has_no_alias(door, rows):
    door.write(name(station="AQ-003"), row())
    door.turn()
    assert len(stored(rows)) == 1


def test_a_source_with_an_unknown_form_says_so_and_keeps_the_file(door, world, rows):
    world.new_source("la", format="cobol")
    door.door.root.joinpath("la").mkdir()
    rows("UPDATE source SET door = 'files' WHERE key = 'la' RETURNING 1")
    (door.door.root / "la" / "a.txt").write_text("x")
    door.turn()
    assert "cobol" in log(rows)[0][2]
    assert (door.door.root / "la" / "quarantine" / "a.txt").exists()


def test_a_very_bad_file_does_not_fill_the_log(door, rows):
    door.write(name(), row() + "hỏng\r\n" * 3_000)
    door.turn()
    assert len(log(rows)) == telling.MOST_LINES_TOLD + 1
    assert "2900" in log(rows)[-1][2]


def test_after_a_restart_what_waits_is_taken_and_what_was_taken_is_not(door, rows):
    door.write(name(20), row(ago=20))
    door.turn()
    door.write(name(20), row(ago=20))
    door.write(name(10), row(ago=10))
    again = FileDoor(door.door.root)
    for _ in range(2):
        again.turn()
    assert len(stored(rows)) == 2
    assert rows("SELECT sum(duplicate)::int FROM source_hour") == [(0,)]


def test_a_door_killed_after_the_commit_and_before_the_move_does_no_harm(door, rows, monkeypatch):
    door.write(name(), row())
    with monkeypatch.context() as patch:
        patch.setattr("haidang.api.intake.drops.Folder.finish", _killed)
        with pytest.raises(KeyboardInterrupt):
            door.turn()
    FileDoor(door.door.root)
    door.turn()
    assert stored(rows) == [("pm25", 27.81, 0)]
    assert door.inside("done") == [name()]


def _killed(self, path):
    raise KeyboardInterrupt


def test_what_was_taken_long_ago_is_forgotten(door):
    old, new = (door.folder / "done" / f"{clock.today() - timedelta(days=days)}" for days in (61, 59))
    for folder in (old, new):
        folder.mkdir(parents=True)
    door.turn()
    assert not old.exists()
    assert new.exists()


def test_the_door_counts_what_it_did(door):
    door.write(name(), row() + "hỏng\r\n")
    door.write("x.txt", "?")
    door.turn()
    counts = door.door.counts
    assert (counts.files, counts.readings, counts.refused, counts.quarantined) == (1, 1, 1, 1)
