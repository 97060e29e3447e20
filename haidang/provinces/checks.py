"""What the types cannot say: every name resolves, periods meet, points lie where they should.

Each check yields (file, path inside it, value, remedy) for everything it finds.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from . import outlines
from .facts import AgencyCodes, Dated, Duty, Office, Place, Roster
from .offices import earlier, later
from .roster import OFF, crews_on

if TYPE_CHECKING:
    from .pack import Pack

Finding = tuple[str, str, Any, str]

TOWN_KINDS = ("ward", "commune", "township", "special_zone")
AGENCY = re.compile(r"[GH]\d{2}(\.\d{1,3}){0,3}")
FURTHEST_FROM_OUTLINE_M = 2_000
"""Outlines are illustrative, so a true position may lie a little outside."""


def findings(pack: "Pack") -> Iterator[Finding]:
    """Everything that contradicts itself in a pack, the most basic first."""
    yield from _province(pack)
    yield from _places(pack)
    yield from _mapping(pack)
    yield from _offices(pack)
    yield from _agencies(pack)
    yield from _holidays(pack)
    yield from _people(pack)
    yield from _points(pack)
    yield from _venues(pack)
    if pack.roster is not None:
        yield from _roster(pack, pack.roster)


def _province(pack: "Pack") -> Iterator[Finding]:
    province = pack.province
    place = pack.places_by_code.get(province.place)
    if place is None or place.kind != "province" or place.valid_to is not None:
        yield (
            "province.toml",
            "place",
            province.place,
            "name the place of kind province that is valid today in places.csv",
        )
    if not (pack.folder / province.crest).is_file():
        yield "province.toml", "crest", province.crest, "the file is missing: add the crest as SVG or correct the path"
    for where, (west, south, east, north) in _boxes(pack):
        if west >= east or south >= north:
            yield "province.toml", where, [west, south, east, north], "write west, south, east, north in degrees"
    for at, hours in enumerate(province.working_hours):
        if hours.opens >= hours.closes:
            yield (
                "province.toml",
                f"working_hours[{at}].closes",
                str(hours.closes),
                "close after opening, on the same day",
            )
        for other in province.working_hours[:at]:
            if {*hours.days} & {*other.days} and hours.opens < other.closes and other.opens < hours.closes:
                remedy = f"the hours overlap those from {other.opens} to {other.closes} on a day: begin after, or leave the day out"
                yield "province.toml", f"working_hours[{at}].opens", str(hours.opens), remedy
    for at, number in enumerate(province.emergency):
        yield from _known(number.office, pack.offices_by_code, "province.toml", f"emergency[{at}].office", "office")


def _boxes(pack: "Pack") -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    yield "bbox", pack.province.bbox
    for at, inset in enumerate(pack.province.insets):
        yield f"insets[{at}].bbox", inset.bbox


def _places(pack: "Pack") -> Iterator[Finding]:
    rows = [(f"line {at + 2}", place) for at, place in enumerate(pack.places)]
    yield from _repeated("places.csv", ((f"{line}.code", place.code) for line, place in rows))
    yield from _tree("places.csv", rows, pack.places_by_code, "place")
    for line, place in rows:
        if place.kind != "province" and place.parent is None:
            yield "places.csv", f"{line}.parent", None, "only a province stands alone: name the place it is part of"


def _tree(
    file: str, rows: Sequence[tuple[str, Any]], known: Mapping[str, Place] | Mapping[str, Office], what: str
) -> Iterator[Finding]:
    """Parents and successors of places or offices: they exist, make no circle, and their periods meet."""
    for where, one in rows:
        if one.valid_from and one.valid_to and one.valid_from >= one.valid_to:
            yield file, f"{where}.valid_to", str(one.valid_to), "end after the start; the end day is exclusive"
        yield from _known(one.parent, known, file, f"{where}.parent", what)
        if one.parent in known and not overlap(one, known[one.parent]):
            yield (
                file,
                f"{where}.parent",
                one.parent,
                f"the two {what}s were never valid on the same day: name another parent",
            )
        if _is_in_a_circle(one, known):
            yield file, f"{where}.parent", one.parent, f"the {what} is above itself: break the circle"
        yield from _successors(file, where, one, known, what)


def _successors(file: str, where: str, one: Any, known: Mapping[str, Any], what: str) -> Iterator[Finding]:
    if one.successors and one.valid_to is None:
        yield file, f"{where}.successors", one.successors, "only what has ended has successors: give valid_to"
        return
    for code in one.successors:
        yield from _known(code, known, file, f"{where}.successors", what)
        if code in known and not known[code].is_valid_on(one.valid_to):
            remedy = f"the successor must be valid on {one.valid_to}, the first day after: correct one of the dates"
            yield file, f"{where}.successors", code, remedy


def _is_in_a_circle(one: Any, known: Mapping[str, Any]) -> bool:
    seen: set[str] = set()
    parent = one.parent
    while parent in known and parent not in seen:
        if parent == one.code:
            return True
        seen.add(parent)
        parent = known[parent].parent
    return False


def overlap(one: Dated, other: Dated) -> bool:
    """Whether there is a day on which both are valid."""
    starts, ends = later(one.valid_from, other.valid_from), earlier(one.valid_to, other.valid_to)
    return starts is None or ends is None or starts < ends


def _mapping(pack: "Pack") -> Iterator[Finding]:
    parts = Counter(merger.old for merger in pack.mergers)
    mapped: dict[str, set[str]] = {}
    for at, merger in enumerate(pack.mergers):
        line = f"line {at + 2}"
        yield from _known(merger.old, pack.places_by_code, "mapping.csv", f"{line}.old", "place")
        yield from _known(merger.new, pack.places_by_code, "mapping.csv", f"{line}.new", "place")
        if merger.divided != (parts[merger.old] > 1):
            remedy = "true when the old ward has several rows, false when it has one"
            yield "mapping.csv", f"{line}.divided", merger.divided, remedy
        mapped.setdefault(merger.old, set()).add(merger.new)
    for at, place in enumerate(pack.places):
        ended = place.kind in TOWN_KINDS and place.valid_to is not None
        if (ended or place.code in mapped) and set(place.successors) != mapped.get(place.code, set()):
            remedy = f"places.csv and mapping.csv must agree; mapping.csv says {sorted(mapped.get(place.code, ()))}"
            yield "places.csv", f"line {at + 2}.successors", place.successors, remedy


def _offices(pack: "Pack") -> Iterator[Finding]:
    rows = [(f"offices.{office.code}", office) for office in pack.offices]
    yield from _repeated("offices.toml", ((f"{where}.code", office.code) for where, office in rows))
    yield from _tree("offices.toml", rows, pack.offices_by_code, "office")
    for where, office in rows:
        yield from _known(office.place, pack.places_by_code, "offices.toml", f"{where}.place", "place")
        place = pack.places_by_code.get(office.place)
        if place is not None and not overlap(office, place):
            yield "offices.toml", f"{where}.place", office.place, "office and place were never valid on the same day"


def _agencies(pack: "Pack") -> Iterator[Finding]:
    """Every code belongs to an office that is there, and on no day do two codes mean one office or one code two."""
    said: list[tuple[str, str, AgencyCodes]] = []
    for at, table in enumerate(pack.agencies):
        for office, code in table.codes.items():
            where = f"agency[{at}].codes.{office}"
            yield from _known(office, pack.offices_by_code, "offices.toml", where, "office")
            if AGENCY.fullmatch(code) is None:
                yield "offices.toml", where, code, "write G or H with two digits, then up to three numbers: H99.101"
            for other_office, other_code, other in said:
                if (office == other_office or code == other_code) and overlap(table, other):
                    remedy = f"{other_office} has {other_code} on the same day: end one before the other begins"
                    yield "offices.toml", where, code, remedy
            said.append((office, code, table))


def _holidays(pack: "Pack") -> Iterator[Finding]:
    yield from _repeated("holidays.toml", ((f"holidays[{at}].on", str(one.on)) for at, one in enumerate(pack.holidays)))
    off = {holiday.on for holiday in pack.holidays if holiday.counts}
    for at, swap in enumerate(pack.swapped_days):
        if swap.off_on in off:
            yield "holidays.toml", f"swapped[{at}].off_on", str(swap.off_on), "the day is a holiday already"
        if swap.worked_on in off:
            yield (
                "holidays.toml",
                f"swapped[{at}].worked_on",
                str(swap.worked_on),
                "nobody makes up for a day on a holiday",
            )
    yield from _repeated(
        "holidays.toml", ((f"swapped[{at}].worked_on", str(one.worked_on)) for at, one in enumerate(pack.swapped_days))
    )


def _people(pack: "Pack") -> Iterator[Finding]:
    file = "people.toml"
    yield from _repeated(file, ((f"people[{at}].account", one.account) for at, one in enumerate(pack.people)))
    for at, person in enumerate(pack.people):
        yield from _known(person.office, pack.offices_by_code, file, f"people[{at}].office", "office")
        for number, duty in enumerate(person.duties):
            yield from _duty(pack, duty, f"people[{at}].duties[{number}]")


def _duty(pack: "Pack", duty: Duty, where: str) -> Iterator[Finding]:
    yield from _known(duty.office, pack.offices_by_code, "people.toml", f"{where}.office", "office")
    yield from _known(duty.place, pack.places_by_code, "people.toml", f"{where}.place", "place")
    if duty.valid_from and duty.valid_to and duty.valid_from >= duty.valid_to:
        yield "people.toml", f"{where}.valid_to", str(duty.valid_to), "end after the start; the end day is exclusive"


def _points(pack: "Pack") -> Iterator[Finding]:
    """Field units and things: their names resolve and their points lie in their place."""
    shapes = outlines.read(pack.communes_path)
    for place in pack.current_communes():
        yield from _known(place.code, shapes, pack.communes_path.name, "features", "outline")
    yield from _repeated("units.toml", ((f"units[{at}].code", one.code) for at, one in enumerate(pack.units)))
    for at, unit in enumerate(pack.units):
        yield from _located(pack, unit, shapes, "units.toml", f"units[{at}]")
        for number, account in enumerate(unit.members):
            yield from _known(
                account, pack.people_by_account, "units.toml", f"units[{at}].members[{number}]", "account"
            )
    sources = {source.key: source for source in pack.sources}
    yield from _repeated("things.toml", ((f"sources[{at}].key", one.key) for at, one in enumerate(pack.sources)))
    yield from _repeated("things.toml", ((f"things[{at}].code", one.code) for at, one in enumerate(pack.things)))
    for at, source in enumerate(pack.sources):
        yield from _known(source.office, pack.offices_by_code, "things.toml", f"sources[{at}].office", "office")
    for at, thing in enumerate(pack.things):
        yield from _located(pack, thing, shapes, "things.toml", f"things[{at}]")
        yield from _known(thing.source, sources, "things.toml", f"things[{at}].source", "source")


def _located(pack: "Pack", one: Any, shapes: Mapping[str, Any], file: str, where: str) -> Iterator[Finding]:
    yield from _known(one.office, pack.offices_by_code, file, f"{where}.office", "office")
    yield from _known(one.place, pack.places_by_code, file, f"{where}.place", "place")
    if one.place not in shapes:
        return
    away = outlines.distance_m(shapes[one.place], one.lon, one.lat)
    if away > FURTHEST_FROM_OUTLINE_M:
        nearest = min(shapes, key=lambda code: outlines.distance_m(shapes[code], one.lon, one.lat))
        remedy = f"the point is {away / 1000:.1f} km outside {one.place}: correct lat and lon, or the place (nearest: {nearest})"
        yield file, f"{where}.place", one.place, remedy


def _venues(pack: "Pack") -> Iterator[Finding]:
    file = "directory.toml"
    yield from _repeated(file, ((f"venues[{at}].code", one.code) for at, one in enumerate(pack.venues)))
    for at, venue in enumerate(pack.venues):
        yield from _known(venue.place, pack.places_by_code, file, f"venues[{at}].place", "place")


def _roster(pack: "Pack", roster: Roster) -> Iterator[Finding]:
    file = "roster.toml"
    keys = {shift.key: shift for shift in roster.shifts}
    yield from _known(roster.office, pack.offices_by_code, file, "office", "office")
    yield from _repeated(file, ((f"shifts[{at}].key", shift.key) for at, shift in enumerate(roster.shifts)))
    yield from _repeated(file, ((f"crews[{at}].key", crew.key) for at, crew in enumerate(roster.crews)))
    for at, entry in enumerate(roster.cycle):
        if entry != OFF:
            yield from _known(entry, keys, file, f"cycle[{at}]", "shift")
    for at, crew in enumerate(roster.crews):
        for listing in ("people", "stand_ins"):
            for number, account in enumerate(getattr(crew, listing)):
                yield from _known(account, pack.people_by_account, file, f"crews[{at}].{listing}[{number}]", "account")
    for days in range(len(roster.cycle)):
        yield from _unattended(roster, roster.starts_on + timedelta(days=days), file)


def _unattended(roster: Roster, day: date, file: str) -> Iterator[Finding]:
    for at, shift in enumerate(roster.shifts):
        if not crews_on(roster, shift, day):
            remedy = f"nobody is on this shift on {day}: change the cycle or the offsets of the crews"
            yield file, f"shifts[{at}]", shift.key, remedy


def _known(name: str | None, known: Mapping[str, Any], file: str, where: str, what: str) -> Iterator[Finding]:
    if name is not None and name not in known:
        yield file, where, name, f"there is no such {what}: {_near(name, known, what)}"


def _near(name: str, known: Mapping[str, Any], what: str) -> str:
    near = difflib.get_close_matches(name, known, 3)
    return f"did you mean {' or '.join(near)}?" if near else f"add it, or name an existing {what}"


def _repeated(file: str, names: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    seen: set[str] = set()
    for where, name in names:
        if name in seen:
            yield file, where, name, "it is there twice: keep one"
        seen.add(name)
