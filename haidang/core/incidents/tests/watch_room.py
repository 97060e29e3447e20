"""A small province with a duty officer, a pump crew and a playbook, for tests of incidents."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec

from haidang.core.audit.models import Event
from haidang.core.directory.models import FieldUnit, Person
from haidang.core.directory.tests.small_province import SmallProvince
from haidang.core.directory.tests.small_province import build as build_province
from haidang.core.incidents import actions
from haidang.core.incidents.models import ChecklistItem, Incident
from haidang.kernel.action import Actor
from haidang.kernel.clock import HO_CHI_MINH
from haidang.kernel.geo import Point
from haidang.kernel.manifest import Playbook

NINE = datetime(2026, 11, 21, 9, 0, tzinfo=HO_CHI_MINH)
SCENE = Point(107.08, 10.35)


def after(**length: int) -> datetime:
    return NINE + timedelta(**length)


def words(text: str) -> dict[str, str]:
    return {"vi": text, "en": f"{text} (en)"}


def flood(**changed: object) -> Playbook:
    facts = {
        "key": "flood",
        "name": words("Ngập đường"),
        "code": "QT-NG-02",
        "severity": 2,
        "steps": [
            {"key": "confirm", "name": words("Xác nhận mực nước"), "role": "duty_officer", "within": "10m"},
            {
                "key": "pumps",
                "name": words("Kích hoạt trạm bơm"),
                "role": "department_officer",
                "office_kind": "commune_committee",
                "within": "30m",
            },
            {
                "key": "leaders",
                "name": words("Báo cáo lãnh đạo"),
                "role": "shift_lead",
                "within": "1h",
                "must": False,
                "when": words("Khi mực nước trên 50 cm"),
            },
        ],
    }
    return msgspec.convert(facts | changed, Playbook)


@dataclass
class Desk:
    """The rows by the names that tests use."""

    hd: SmallProvince
    officer: Actor
    lead: Actor
    crew: FieldUnit
    driver: Actor
    far_crew: FieldUnit
    seen: int = field(default=0)

    def open(self, **given: object) -> Incident:
        facts = {"title": "Ngập sâu đường 30/4", "severity": 2, "point": SCENE, "playbook": ("test", "flood")}
        return actions.open_incident(self.officer, self.hd.here, **(facts | given))

    def step(self, incident: Incident, key: str) -> ChecklistItem:
        return incident.steps.get(key=key)

    def person(self, actor: Actor) -> Person:
        return Person.objects.get(pk=actor.id)

    def events(self) -> list[Event]:
        """The events since this was last asked."""
        rows = list(Event.objects.filter(seq__gt=self.seen).order_by("seq"))
        self.seen = rows[-1].seq if rows else self.seen
        return rows


def build(hd: SmallProvince | None = None) -> Desk:
    hd = hd or build_province()
    driver = hd.officer("field_unit", hd.branch, hd.province)
    crew = unit(hd, "BOM-02", "Đội bơm 2", SCENE)
    crew.members.add(int(driver.id))
    return Desk(
        hd,
        officer=hd.officer("duty_officer", hd.centre, hd.province),
        lead=hd.officer("shift_lead", hd.centre, hd.province),
        crew=crew,
        driver=driver,
        far_crew=unit(hd, "BOM-07", "Đội bơm 7", Point(107.3, 10.5)),
    )


def unit(hd: SmallProvince, code: str, name: str, at: Point) -> FieldUnit:
    return FieldUnit.objects.create(
        code=code, kind="pump", name_vi=name, name_en=name, office=hd.branch, lon=at.lon, lat=at.lat
    )
