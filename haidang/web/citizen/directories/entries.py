"""Offices and venues alike, as people look for them: by words without diacritics, by commune, the nearest first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office, Place
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point, distance_m
from haidang.kernel.text import folded
from haidang.provinces import pack
from haidang.provinces.facts import Venue, WorkingHours

KINDS = ("offices", "health", "schools", "attractions")
ICONS = {"offices": "building", "health": "heartbeat", "schools": "school", "attractions": "beach"}
FIRST = {"province_committee": 0, "centre": 1, "department": 2, "police": 3, "commune_committee": 4}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a directory. `metres` is how far it is from where one looks from, None where it is not known."""

    name: str
    what: str
    place: str
    place_path: str
    address: str
    phone: str
    hours: str
    point: Point | None
    trust: str
    order: tuple[int, str]
    metres: float | None = None

    @property
    def geo(self) -> str:
        """A link that telephones open in their own map (RFC 5870)."""
        return (
            f"geo:{self.point.lat:.5f},{self.point.lon:.5f}?q={self.point.lat:.5f},{self.point.lon:.5f}"
            if self.point
            else ""
        )

    @property
    def is_fictional(self) -> bool:
        return self.trust == "F"


def kind_words(kind: str) -> str:
    return {
        "offices": _("Cơ quan"),
        "health": _("Y tế"),
        "schools": _("Trường học"),
        "attractions": _("Du lịch"),
    }[kind]


def entries(kind: str, *, words: str = "", place: Place | None = None, here: Point | None = None) -> list[Entry]:
    """`place` narrows to a commune, `here` puts the nearest first."""
    found = _offices() if kind == "offices" else _venues(kind)
    wanted = folded(words).split()
    kept = [
        one
        for one in found
        if (place is None or one.place_path.startswith(place.path) or place.path.startswith(one.place_path))
        and all(word in folded(f"{one.name} {one.what} {one.place} {one.address}") for word in wanted)
    ]
    return _in_order(kept, here)


def _in_order(found: Iterable[Entry], here: Point | None) -> list[Entry]:
    if here is None:
        return sorted(found, key=lambda one: one.order)
    measured = [replace(one, metres=distance_m(one.point, here)) if one.point else one for one in found]
    return sorted(measured, key=lambda one: (one.metres is None, one.metres or 0, one.order))


def _offices() -> Iterator[Entry]:
    for one in directory.offices(PUBLIC):
        yield Entry(
            name=name_of(one),
            what="",
            place=name_of(one.place),
            place_path=one.place.path,
            address="",
            phone=one.phone,
            hours=office_hours(one),
            point=_commune_point(one.place),
            trust=one.trust,
            order=(FIRST.get(one.kind, len(FIRST)), one.sort_key),
        )


def _commune_point(place: Place) -> Point | None:
    """Where an office of a commune is, roughly: in its middle. Offices of the whole province have no point of their own."""
    is_town = place.kind not in ("province", "district") and place.lon is not None and place.lat is not None
    return Point(place.lon, place.lat) if is_town and place.lon is not None and place.lat is not None else None


def office_hours(office: Office) -> str:
    chosen = pack.chosen()
    special = next((one for one in chosen.office_hours if office.kind in one.kinds), None)
    if special is not None:
        return shown(special.hours)
    return "; ".join(_block(one) for one in chosen.province.working_hours)


def _block(one: WorkingHours) -> str:
    days = _("thứ Hai – thứ Sáu") if one.days == ["mon", "tue", "wed", "thu", "fri"] else ", ".join(map(_day, one.days))
    return f"{days} {one.opens:%H:%M}–{one.closes:%H:%M}"


def _day(key: str) -> str:
    words = {
        "mon": _("thứ Hai"), "tue": _("thứ Ba"), "wed": _("thứ Tư"), "thu": _("thứ Năm"), "fri": _("thứ Sáu"),
        "sat": _("thứ Bảy"), "sun": _("Chủ nhật"),
    }  # fmt: skip
    return words[key]


def _venues(kind: str) -> Iterator[Entry]:
    towns = {one.key: one for one in directory.places(PUBLIC)}
    today = clock.today()
    for one in pack.chosen().venues:
        if one.kind == kind and one.is_valid_on(today) and one.place in towns:
            yield _venue(one, towns[one.place])


def _venue(one: Venue, place: Place) -> Entry:
    return Entry(
        name=shown(one.name),
        what=shown(one.what),
        place=name_of(place),
        place_path=place.path,
        address=one.address,
        phone=one.phone,
        hours=shown(one.hours) if one.hours else "",
        point=Point(one.lon, one.lat) if one.lon is not None and one.lat is not None else None,
        trust=one.trust,
        order=(0, folded(shown(one.name))),
    )
