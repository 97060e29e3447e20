"""A province with a few stations of ours, made from the manifest, and their readings through the one door."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from haidang.core.directory.models import Place
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import clock, registry

NOW = datetime(2026, 11, 21, 9, 3, tzinfo=clock.HO_CHI_MINH)
SENDER = Sender("tram-thu")


class Province:
    def __init__(self) -> None:
        self.place = Place.objects.create(
            key="p", code="26506", kind="ward", name_vi="Phường Thử", name_en="Test ward", folded="phuong thu",
            sort_key="phuong thu", path="hd/26506/", valid_from=date(2025, 7, 1),
        )  # fmt: skip
        self.source = Source.objects.create(key="thu", name_vi="Thử", name_en="Test", door="ingest", is_simulated=True)

    def station(self, code: str, kind: str) -> Thing:
        """A thing with every series of its type."""
        known = registry.thing_type(kind)
        assert known
        domain, facts = known
        thing = Thing.objects.create(
            code=code, domain=domain.key, type=kind, name_vi=code, name_en=code, folded=code.lower(), sort_key=code,
            place=self.place, source=self.source,
        )  # fmt: skip
        for key in facts.series:
            one = registry.series(domain.key, key)
            assert one
            cadence = int(clock.duration(one.cadence).total_seconds())
            Series.objects.create(
                thing=thing, key=key, source=self.source, unit=one.unit, cadence_seconds=cadence, decimals=one.decimals,
                valid_min=one.valid_min, valid_max=one.valid_max,
            )  # fmt: skip
        return thing

    def send(self, thing: str, series: str, values: Iterable[tuple[datetime, float]], *, quality: int = 0) -> None:
        receipt = record(SENDER, [Reading(thing, series, at, value, quality) for at, value in values], clock.now())
        assert not receipt.rejected, [one.error for one in receipt.rejected]

    def send_every(
        self, thing: str, series: str, step: timedelta, back: timedelta, value: Callable[[datetime], float]
    ) -> None:
        """Readings every `step`, from `back` before NOW up to NOW, at whole steps."""
        last = NOW - (NOW - clock.start_of(NOW.date())) % step
        moments = (last - number * step for number in range(int(back / step) + 1))
        self.send(thing, series, [(at, value(at)) for at in sorted(moments)])
