"""Days whose file is damaged are refused by name with the remedy; the others are answered."""

from datetime import timedelta

from haidang.core.telemetry import partitions
from haidang.core.telemetry.archive import engine, files, packing
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.kernel import clock

HOUR = timedelta(hours=1)


def test_a_damaged_day_is_refused_by_its_date_and_the_others_are_answered(watched, reader, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "folder", lambda: tmp_path / "archive")
    now = clock.now()
    partitions.ensure(partitions.around(now.date()))
    starts = [clock.start_of(now.date() - timedelta(days=back)) for back in (6, 5)]
    for start in starts:
        record(Sender("t"), [Reading("AQ-001", "pm25", start + HOUR, 9.0)], start + HOUR)
    packing.keep()
    files.path_of(clock.day_of(starts[1])).write_bytes(b"of somewhere else")

    asked = {"from": starts[0].isoformat(), "to": (starts[1] + 24 * HOUR).isoformat()}
    for path in ("series/AQ-001/pm25", "readings/export"):
        status, said = reader.get(path, **asked, **({"things": "AQ-001"} if "export" in path else {}))
        assert (status, said["errors"][0]["value"]) == (503, f"{clock.day_of(starts[1])}")
        assert "archive/" in said["detail"]
    status, said = reader.get("readings/AQ-001/pm25/why", at=(starts[1] + 2 * HOUR).isoformat())
    assert status == 503
    status, said = reader.get("series/AQ-001/pm25", **asked | {"to": starts[1].isoformat()})
    assert (status, [point[1] for point in said["points"]]) == (200, [9.0])
