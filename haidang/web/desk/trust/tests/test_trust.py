"""The pages on whether numbers can be trusted, and from any number to what brought it."""

from datetime import timedelta

import pytest

from haidang.core.telemetry import partitions
from haidang.core.telemetry.archive import engine, files, packing, watching
from haidang.core.telemetry.models import Doubt
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import clock

MINUTE = timedelta(minutes=1)


@pytest.fixture
def station(desk, tmp_path, monkeypatch):
    """A station with an old and a new reading of one file, of the environment office."""
    monkeypatch.setattr(engine, "folder", lambda: tmp_path / "archive")
    partitions.ensure(partitions.around(clock.today()))
    source = Source.objects.create(key="tep", name_vi="Tệp", name_en="Files", door="files", office=desk.hd.centre)
    thing = Thing.objects.create(
        code="AQ-9", domain="environment", type="air_station", name_vi="Trạm Bến", name_en="", folded="", sort_key="",
        place=desk.hd.here, source=source, office=desk.hd.centre,
    )  # fmt: skip
    desk.series = Series.objects.create(thing=thing, key="pm25", source=source, cadence_seconds=60, unit="µg/m³")
    desk.old = clock.now().replace(microsecond=0) - timedelta(days=6)
    for at, value in ((desk.old, 41.5), (clock.now().replace(microsecond=0) - MINUTE, 37.0)):
        record(
            Sender("files:tep"), [Reading("AQ-9", "pm25", at, value)], at, door="file", name="a/tram_9.txt", numbers=[7]
        )
    packing.keep()
    desk.lead = desk.client("shift_lead")
    return desk


def text(answer):
    return answer.content.decode()


def body(answer):
    return b"".join(answer.streaming_content).decode("utf-8-sig")


def test_from_a_number_to_the_line_of_the_file_also_when_its_day_lies_in_the_archive(station):
    newest = text(station.lead.get("/why/AQ-9/pm25/"))
    assert "tram_9.txt" in newest
    assert "37,0" in newest
    old = text(station.lead.get("/why/AQ-9/pm25/", {"at": station.old.isoformat()}))
    assert "41,5" in old
    assert f"archive/{clock.day_of(station.old):%Y-%m-%d}.parquet" in old
    assert station.lead.get("/why/AQ-9/none/").status_code == 404
    assert station.lead.get("/why/AQ-9/pm25/", {"at": "hôm qua"}).status_code in (400, 422)
    assert "/why/AQ-9/pm25/" in text(station.lead.get("/things/AQ-9/"))


def test_readings_are_taken_away_as_csv_and_parquet(station):
    lines = body(station.lead.get("/things/AQ-9/readings.csv", {"series": "pm25"})).splitlines()
    assert [line.split(",")[4] for line in lines] == ["value", "41.5", "37.0"]
    answer = station.lead.get("/things/AQ-9/readings.parquet")
    assert b"".join(answer.streaming_content)[:4] == b"PAR1"
    assert "AQ-9-" in answer["Content-Disposition"]


def test_a_doubt_is_listed_with_its_reason_and_settled(station):
    now = clock.hour_of(clock.now())
    doubt = Doubt.objects.create(
        series=station.series, domain="environment", check_key="pm25_neighbours", since=now - timedelta(hours=3),
        until=now + timedelta(hours=1), value=137.0, expected=30.0, allowed=45.0, compared=["AQ-1/pm25", "AQ-2/pm25"],
        opened_at=now,
    )  # fmt: skip
    page = text(station.lead.get("/trust/doubts/"))
    assert "trung vị của 2 trạm" in page
    assert "nghi ngờ" in text(station.lead.get("/things/AQ-9/"))
    assert "trung vị" in text(station.lead.get("/trust/"))
    assert station.lead.post(f"/trust/doubts/{doubt.pk}/settle/", {"verdict": "wrong", "why": ""}).status_code in (
        400,
        422,
    )
    station.lead.post(f"/trust/doubts/{doubt.pk}/settle/", {"verdict": "wrong", "why": "đầu đo bẩn"})
    assert "đầu đo bẩn" in text(station.lead.get("/trust/doubts/", {"state": "wrong"}))
    assert "bị đánh dấu sai" in text(station.lead.get("/why/AQ-9/pm25/"))


def test_offices_stand_by_their_scores_and_days_in_files_are_listed(station):
    page = text(station.lead.get("/trust/"))
    assert "Bảng xếp hạng cơ quan" in page
    assert str(station.hd.centre) in page
    days = text(station.lead.get("/trust/archive/"))
    assert "khớp" in days


def test_a_damaged_day_is_refused_by_name_and_the_others_are_shown(station):
    day = clock.day_of(station.old)
    files.path_of(day).unlink()
    watching.look()
    said = f"{day:%d/%m/%Y}"
    why = station.lead.get("/why/AQ-9/pm25/", {"at": station.old.isoformat()})
    assert (why.status_code, said in text(why)) == (200, True)
    page = text(station.lead.get("/things/AQ-9/", {"range": "7d"}))
    assert said in page
    assert "37,0" in page
    export = station.lead.get("/things/AQ-9/readings.csv", {"series": "pm25"})
    assert (export.status_code, said in text(export)) == (503, True)
    for address in ("/trust/", "/trust/archive/"):
        page = text(station.lead.get(address))
        assert f"{said}: tệp không còn" in page
        assert "bản sao lưu" in page
    assert station.lead.get("/things/AQ-9/readings.csv", {"from": f"{clock.today()}T00:00"}).status_code == 200
