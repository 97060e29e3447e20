"""A small world to record into: one place, one source, stations with series."""

from datetime import date, datetime, timedelta
from typing import Any

from haidang.core.directory.models import Place
from haidang.core.telemetry.record import Reading, Receipt, Sender, record
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import clock

NOW = datetime(2026, 11, 21, 9, 0, 0, tzinfo=clock.HO_CHI_MINH)
SENDER = Sender("khoa-thu")


class World:
    """Makes places, sources, things and series, and sends readings of them."""

    def __init__(self) -> None:
        self.place = Place.objects.create(
            key="p", code="26506", kind="ward", name_vi="Phường Thử", name_en="Test ward", folded="phuong thu",
            sort_key="phuong thu", path="hd/26506/", valid_from=date(2025, 7, 1),
        )  # fmt: skip
        self.source = self.new_source("tram-khi")

    def new_source(self, key: str, **facts: Any) -> Source:
        return Source.objects.create(key=key, name_vi=key, name_en=key, door="ingest", **facts)

    def thing(self, code: str, **facts: Any) -> Thing:
        return Thing.objects.create(
            code=code, domain="environment", type="air_station", name_vi=code, name_en=code, folded=code.lower(),
            sort_key=code.lower(), place=self.place, source=facts.pop("source", self.source), **facts,
        )  # fmt: skip

    def series(self, thing: str, key: str, **facts: Any) -> Series:
        station = Thing.objects.filter(code=thing).first() or self.thing(thing)
        facts.setdefault("cadence_seconds", 60)
        return Series.objects.create(thing=station, key=key, source=station.source, **facts)

    def send(self, *rows: tuple[Any, ...], thing: str = "AQ-001", series: str = "pm25", now: datetime = NOW) -> Receipt:
        """Rows are (minutes before now, value[, quality])."""
        return record(
            SENDER,
            [Reading(thing, series, now - timedelta(minutes=ago), value, *more) for ago, value, *more in rows],
            now,
        )
