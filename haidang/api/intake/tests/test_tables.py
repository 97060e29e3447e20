"""Tables that are dropped: read as the owner's last one with these columns, or kept until a person says once how."""

from datetime import timedelta

import pytest

from haidang.api.intake import tables
from haidang.api.intake.files import FileDoor
from haidang.core.doors import bringing, dropping, remembering
from haidang.core.doors.models import DropFile, ReadingTable
from haidang.core.telemetry.tests.world import NOW
from haidang.kernel.action import system

SOURCE, ACCOUNT = "tep-tram", "tram-vt"


@pytest.fixture
def door(world, tmp_path):
    source = world.new_source(SOURCE, format="tt10")
    source.door = "files"
    source.save()
    for code in ("AQ-003", "AQ-004"):
        world.thing(code, source=source)
        world.series(code, "pm25", unit="µg/m³", cadence_seconds=300)
    made = FileDoor(tmp_path)
    made.turn()
    return made


@pytest.fixture
def person(monkeypatch):
    """Somebody who takes tables; what people may is tried elsewhere."""
    monkeypatch.setattr("haidang.core.doors.bringing.person_of", lambda actor: None)
    return system("test")


def drop(door, name, text, account=ACCOUNT):
    path = door.folders[SOURCE].of_sender(account, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    door.turn()
    door.turn()
    return path


def at(ago):
    return f"{NOW - timedelta(minutes=ago):%d/%m/%Y %H:%M}"


def of_stations(*rows):
    return "\n".join(["Thời gian;Trạm;PM2.5 (µg/m³)", *(f"{at(ago)};{code};{value}" for ago, code, value in rows)])


def of_one(*rows):
    return "\n".join(["Thời gian;PM2.5 (µg/m³)", *(f"{at(ago)};{value}" for ago, value in rows)])


def stored(rows):
    found = (
        "SELECT thing.code, value FROM reading JOIN series ON series.id = series_id JOIN thing ON thing.id = thing_id"
    )
    return rows(f"{found} ORDER BY thing.code, reading.at")


def mapped_by(person, row, **take):
    """A person takes a waiting table, saying what of it was not guessed."""
    import msgspec

    facts = bringing.facts_of(row)
    facts = msgspec.structs.replace(facts, take=msgspec.structs.replace(facts.take, **take))
    taken = bringing.take(person, bringing.reads(person, row, facts), only_right=True)
    remembering.remember(
        row.source, row.columns, bringing.name_in_memory(row), facts, by="An", at=NOW
    )  # the program itself remembers nothing
    return taken, dropping.go_on(taken)


def test_a_table_nobody_explained_waits_then_goes_in_and_the_next_go_by_themselves(door, rows, person):
    path = drop(door, "a.csv", of_stations((30, "AQ-003", "27,5")))
    assert stored(rows) == []
    assert "CHỜ GHÉP CỘT" in path.with_name("a.csv.err").read_text()
    assert [one.outcome for one in DropFile.objects.all()] == ["asked"]
    drop(door, "b.csv", of_stations((29, "AQ-004", "28")))
    first, second = ReadingTable.objects.order_by("id")
    assert mapped_by(person, first)[1] == 1
    assert stored(rows) == [("AQ-003", 27.5), ("AQ-004", 28.0)]
    drop(door, "c.csv", of_stations((28, "AQ-004", "29"), (27, "XX-1", "1")))
    assert stored(rows)[-1] == ("AQ-004", 29.0)
    last = DropFile.objects.first()
    assert (last.outcome, last.wrong, last.lines[0][0]) == ("partly", 1, 3)
    assert ReadingTable.objects.count() == 2
    assert tables.put_away(door.folders) == 2
    assert path.with_name("a.csv.ok").exists()
    assert not path.with_name("a.csv.err").exists()
    assert sorted(one.name for one in door.folders[SOURCE].root.glob("quarantine/*")) == []
    assert {one.state for one in ReadingTable.objects.all()} == {"taken"}
    second.refresh_from_db()
    assert second.receipt.outcome == "taken"


def test_where_no_column_names_the_station_only_the_same_name_of_file_is_sure(door, rows, person):
    drop(door, "BenDa_20261121.csv", of_one((30, "5")))
    mapped_by(person, ReadingTable.objects.get(), things={"": "AQ-003"})
    drop(door, "BenDa_20261122.csv", of_one((29, "6")))
    drop(door, "BenDinh_20261122.csv", of_one((28, "7")))
    assert stored(rows) == [("AQ-003", 5.0), ("AQ-003", 6.0)]
    assert [one.outcome for one in DropFile.objects.order_by("id")] == ["taken", "taken", "asked"]


@pytest.mark.parametrize(
    "names",
    [("BenDa_20261121_0800.csv", "BenDa_20261121_0900.csv"), ("a 08h30 21-11-2026.csv", "a 9h 22-11-2026 (1).csv")],
)
def test_an_hour_apart_from_the_day_in_a_name_is_no_other_kind(door, rows, person, names):
    for name, ago, value in zip(names, (30, 29), ("5", "6"), strict=True):
        drop(door, name, of_one((ago, value)))
        if value == "5":
            mapped_by(person, ReadingTable.objects.get(), things={"": "AQ-003"})
    assert stored(rows) == [("AQ-003", 5.0), ("AQ-003", 6.0)]
    assert [one.outcome for one in DropFile.objects.order_by("id")] == ["taken", "taken"]


def test_what_looks_like_an_hour_and_says_otherwise_is_of_another_station(door, rows, person):
    drop(door, "KQ_20261121_0101.csv", of_one((30, "5"), (29, "5")))
    mapped_by(person, ReadingTable.objects.get(), things={"": "AQ-003"})
    drop(door, "KQ_20261121_0102.csv", of_one((30, "8"), (29, "9")))
    assert "2 trên 2 số" in DropFile.objects.first().lines[0][1]
    mapped_by(person, ReadingTable.objects.get(state="read"), things={"": "AQ-004"})
    drop(door, "KQ_20261122_0101.csv", of_one((28, "6")))
    drop(door, "KQ_20261122_0102.csv", of_one((28, "7")))
    drop(door, "KQ_20261122_0103.csv", of_one((27, "1")))
    assert stored(rows) == [
        ("AQ-003", 5.0),
        ("AQ-003", 5.0),
        ("AQ-003", 6.0),
        ("AQ-004", 8.0),
        ("AQ-004", 9.0),
        ("AQ-004", 7.0),
    ]
    assert DropFile.objects.first().outcome == "asked"


def test_digits_that_people_took_twice_for_one_station_mean_nothing_any_more(door, rows, person):
    drop(door, "KQ_001.csv", of_one((30, "1")))
    mapped_by(person, ReadingTable.objects.get(), things={"": "AQ-003"})
    drop(door, "KQ_002.csv", of_one((29, "2")))
    assert DropFile.objects.first().outcome == "asked"
    mapped_by(person, ReadingTable.objects.get(state="read"), things={"": "AQ-003"})
    drop(door, "KQ_003.csv", of_one((28, "3")))
    assert stored(rows) == [("AQ-003", 1.0), ("AQ-003", 2.0), ("AQ-003", 3.0)]


def test_a_table_that_means_something_else_now_waits_for_a_person(door, rows, person):
    drop(door, "a.csv", of_stations((30, "AQ-003", "27,5")))
    mapped_by(person, ReadingTable.objects.get())
    drop(door, "b.csv", of_stations((29, "AQ-003", "x"), (28, "AQ-003", "y"), (27, "AQ-003", "4")))
    assert stored(rows) == [("AQ-003", 27.5)]
    assert "3 dòng" in DropFile.objects.first().lines[0][1]


def test_what_waits_is_kept_once_and_what_is_dropped_is_told(door, rows, person):
    path = drop(door, "a.csv", of_stations((30, "AQ-003", "27,5")))
    drop(door, "a.csv", of_stations((30, "AQ-003", "27,5")))
    assert ReadingTable.objects.count() == 1
    assert [one.outcome for one in DropFile.objects.all()] == ["known", "asked"]
    bringing.drop(person, ReadingTable.objects.get())
    tables.put_away(door.folders)
    assert "KHÔNG NHẬN" in path.with_name("a.csv.err").read_text()
    assert stored(rows) == []


def test_what_is_no_table_is_set_aside_with_the_reason(door):
    path = drop(door, "a.xlsx", "PK\x03\x04 no zip")
    assert "không phải bảng tính" in path.with_name("a.xlsx.err").read_text()
    assert DropFile.objects.get().outcome == "refused"
