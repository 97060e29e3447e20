"""A small province that is watched: an air station, rules on it, a duty officer, and the rules process turn by turn."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from haidang.core.audit.models import Event
from haidang.core.directory.models import Person
from haidang.core.directory.tests.small_province import SmallProvince
from haidang.core.directory.tests.small_province import build as build_province
from haidang.core.rules.judging.judge import Judge
from haidang.core.rules.models import Alert, Rule
from haidang.core.rules.sync import sync_rules
from haidang.core.telemetry import partitions
from haidang.core.telemetry.readings import Reading, Sender
from haidang.core.telemetry.record import record
from haidang.core.things.models import Series, Source, Thing
from haidang.kernel import clock, manifest
from haidang.kernel.action import Actor
from haidang.kernel.clock import HO_CHI_MINH

NINE = datetime(2026, 11, 21, 9, 0, tzinfo=HO_CHI_MINH)
SENDER = Sender("khoa-thu")


def words(text):
    return {"vi": text, "en": f"{text} (en)"}


def says(**changed):
    """The facts of a rule: PM2.5 above 50, cleared at 45."""
    facts = {
        "key": "pm25_high",
        "name": words("PM2,5 cao"),
        "series": "pm25",
        "when": {"kind": "threshold", "value": 50.0},
        "clear": 45.0,
        "severity": 2,
        "cause": words("Đốt rác"),
        "consequence": words("Hại sức khỏe"),
        "action": words("Kiểm tra hiện trường"),
        "acknowledge_within": "15m",
    }
    return facts | changed


SILENT = {
    "key": "silent",
    "name": words("Trạm mất tín hiệu"),
    "when": {"kind": "silence", "after": "5m"},
    "clear": None,
}


def domain_of(*rules):
    return msgspec.convert(
        {
            "key": "environment",
            "name": words("Môi trường"),
            "short": words("MT"),
            "icon": "leaf",
            "order": 1,
            "about": words("Không khí, nước"),
            "things": [
                {"key": "air_station", "name": words("Trạm khí"), "icon": "wind", "ngsi_type": "AirQualityObserved"}
            ],
            "series": [
                {"key": key, "name": words(key), "unit": "µg/m³", "cadence": "1m", "decimals": 1}
                for key in ("pm25", "no2")
            ],
            "rules": list(rules),
        },
        manifest.Domain,
    )


def take_facts(*rules):
    """Sync these rules and no others."""
    domain = domain_of(*rules)
    sync_rules((domain, rule) for rule in domain.rules)


@dataclass
class Watched:
    """The rows by the names that tests use; the clock stands until `at` moves it."""

    hd: SmallProvince
    officer: Actor
    lead: Actor
    station: Thing
    pm25: Series
    judge: Judge | None = None
    now: datetime = NINE
    seen: int = field(default=0)

    def start(self, *rules):
        """Sync the rules and start the rules process, or start it again with other rules."""
        take_facts(*rules)
        self.judge = Judge()

    def send(self, *rows, series="pm25", thing="AQ-001"):
        """Rows are (minutes after nine, value[, quality])."""
        readings = [Reading(thing, series, minute(at), value, *more) for at, value, *more in rows]
        return record(SENDER, readings, clock.now())

    def measured(self, *rows, **of):
        """Readings arrive now and are judged."""
        self.send(*rows, **of)
        return self.judge.turn()

    def alert(self):
        return Alert.objects.get()

    def alerts(self):
        return list(Alert.objects.order_by("id"))

    def rule(self, key="pm25_high"):
        return Rule.objects.get(key=key)

    def person(self, actor):
        return Person.objects.get(pk=actor.id)

    def actions(self):
        """The names of the events since this was last asked."""
        rows = list(Event.objects.filter(seq__gt=self.seen).order_by("seq"))
        self.seen = rows[-1].seq if rows else self.seen
        return [row.action for row in rows]


def minute(number):
    return NINE + timedelta(minutes=number)


def build():
    hd = build_province()
    partitions.ensure(partitions.around(NINE.date()))
    source = Source.objects.create(key="tram-khi", name_vi="Trạm khí", name_en="Air", door="ingest", office=hd.branch)
    station = new_station(hd, "AQ-001", source)
    return Watched(
        hd,
        officer=hd.officer("duty_officer", hd.centre, hd.province),
        lead=hd.officer("shift_lead", hd.centre, hd.province),
        station=station,
        pm25=station.series.get(key="pm25"),
    )


def new_station(hd, code, source, place=None):
    station = Thing.objects.create(
        code=code,
        domain="environment",
        type="air_station",
        name_vi=f"Trạm {code}",
        name_en=f"Station {code}",
        folded=code.lower(),
        sort_key=code.lower(),
        place=place or hd.here,
        office=hd.branch,
        source=source,
    )
    for key in ("pm25", "no2"):
        Series.objects.create(
            thing=station, key=key, source=source, unit="µg/m³", cadence_seconds=60, is_simulated=True
        )
    return station
