"""A province in a few rows: two communes, the centre, a department with a branch, a commune's committee."""

from dataclasses import dataclass
from datetime import date

from haidang.core.directory.models import Duty, Office, Person, Place
from haidang.kernel.action import Actor
from haidang.kernel.text import folded, sort_key

SINCE = date(2026, 1, 1)


@dataclass
class SmallProvince:
    """The rows by the names that tests use."""

    province: Place
    here: Place
    elsewhere: Place
    centre: Office
    department: Office
    branch: Office
    committee: Office
    other_committee: Office

    def person(self, account: str, **fields: object) -> Person:
        return Person.objects.create(account=account, full_name=account.title(), folded=account, **fields)

    def duty(self, person: Person, role: str, office: Office, place: Place, *classes: str, **fields: object) -> Duty:
        facts = {"valid_from": SINCE, "data_classes": list(classes or ("internal",)), **fields}
        return Duty.objects.create(person=person, role=role, office=office, place=place, **facts)

    def officer(self, role: str, office: Office, place: Place, *classes: str) -> Actor:
        """Somebody with one duty."""
        person = self.person(f"{role}-{office.code}-{place.code}-{Person.objects.count()}", office=office)
        self.duty(person, role, office, place, *classes)
        return person.as_actor()


def build() -> SmallProvince:
    province = _place("HD", "Tỉnh Hải Đăng", "province", None)
    here = _place("26506", "Phường Vũng Tàu", "ward", province)
    elsewhere = _place("26560", "Phường Bà Rịa", "ward", province)
    centre = _office("IOC", "Trung tâm IOC", "centre", province)
    department = _office("SNNMT", "Sở Nông nghiệp và Môi trường", "department", province)
    return SmallProvince(
        province,
        here,
        elsewhere,
        centre,
        department,
        branch=_office("CCBVMT", "Chi cục Bảo vệ môi trường", "department", province, department),
        committee=_office("UBND-26506", "UBND phường Vũng Tàu", "commune_committee", here),
        other_committee=_office("UBND-26560", "UBND phường Bà Rịa", "commune_committee", elsewhere),
    )


def _place(code: str, name: str, kind: str, parent: Place | None) -> Place:
    words = {"name_vi": name, "name_en": name, "folded": folded(name), "sort_key": sort_key(name)}
    path = f"{parent.path if parent else ''}{code}/"
    return Place.objects.create(
        key=code, code=code, kind=kind, parent=parent, path=path, valid_from=date(2025, 7, 1), **words
    )


def _office(code: str, name: str, kind: str, place: Place, parent: Office | None = None) -> Office:
    words = {"name_vi": name, "name_en": name, "folded": folded(name), "sort_key": sort_key(name)}
    return Office.objects.create(code=code, kind=kind, place=place, parent=parent, valid_from=date(2025, 7, 1), **words)
