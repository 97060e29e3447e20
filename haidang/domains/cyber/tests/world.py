"""A province with an information system and a server, and somebody who watches over them."""

from datetime import date, datetime

from haidang.core.directory.models import Duty, Office, Person, Place
from haidang.core.telemetry import partitions
from haidang.core.things import shape
from haidang.core.things.models import Source, Thing
from haidang.kernel import clock
from haidang.kernel.action import Actor

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=clock.HO_CHI_MINH)
SINCE = date(2025, 7, 1)


class World:
    def __init__(self) -> None:
        self.place = Place.objects.create(
            key="p", code="26506", kind="ward", name_vi="Phường Thử", name_en="Test ward", folded="phuong thu",
            sort_key="phuong thu", path="hd/26506/", valid_from=SINCE,
        )  # fmt: skip
        self.office = self.new_office("ca-tinh", "Công an tỉnh")
        self.other = self.new_office("so-thu", "Sở Thử")
        self.source = Source.objects.create(key="thu", name_vi="Thử", name_en="Test", door="ingest", is_simulated=True)
        self.system = self.thing("HT-01", "information_system", owner="UBND", level="3")
        self.server = self.thing("MC-01", "server", system="HT-01")
        partitions.ensure(partitions.around(clock.today(), 1, 1))

    def new_office(self, code: str, name: str) -> Office:
        return Office.objects.create(
            code=code, kind="police", name_vi=name, name_en=name, folded=code, sort_key=code, place=self.place,
            valid_from=SINCE,
        )  # fmt: skip

    def thing(self, code: str, kind: str, **fields: str) -> Thing:
        one = Thing.objects.create(
            code=code, domain="cyber", type=kind, name_vi=code, name_en=code, folded=code.lower(), sort_key=code,
            place=self.place, source=self.source, office=self.other, fields=fields,
        )  # fmt: skip
        shape.fit_series(one)
        return one

    def person(self, role: str, office: Office | None = None, *classes: str) -> Actor:
        number = Person.objects.count()
        person = Person.objects.create(
            account=f"{role}{number}", full_name=f"{role} {number}", office=office or self.office
        )
        Duty.objects.create(
            person=person, role=role, office=office or self.office, place=self.place,
            data_classes=list(classes or ("public", "internal", "personal")), valid_from=SINCE,
        )  # fmt: skip
        return Actor("person", str(person.pk), person.full_name)
