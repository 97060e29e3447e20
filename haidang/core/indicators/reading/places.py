"""The rows that figures lie on by name: the province, its communes of today, the offices that give figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from haidang.core.directory.models import Office, Place
from haidang.core.indicators import places
from haidang.core.indicators.book import Entry


@dataclass(slots=True)
class Here:
    """A place, or an office where departments give the figures. `id` is as in the tables; `key` is how it is asked for.

    `code` is the official code of the place, by which the outlines of a map are found; "" for the province and offices.
    """

    id: int
    key: str
    code: str
    name_vi: str
    name_en: str
    is_office: bool

    @property
    def is_whole(self) -> bool:
        return not self.key


def whole() -> Here:
    """The province. Raises LookupError before it is known."""
    return named([places.today().root_id])[places.today().root_id]


def asked(key: str) -> Here | None:
    """The place of today with this key, the office with this code, the province for ""; None where there is none."""
    if not key:
        return whole()
    axis = places.today()
    place = Place.objects.filter(key=key, pk__in=[one for one in axis.ids.tolist() if one > 0]).first()
    if place is not None:
        return _of_place(place, axis.root_id)
    office = Office.objects.filter(code=key, pk__in=[-one for one in axis.ids.tolist() if one < 0]).first()
    return _of_office(office) if office is not None else None


def named(ids: Iterable[int]) -> dict[int, Here]:
    """By id, those that are known."""
    wanted, root = set(ids), places.today().root_id
    found = [_of_place(one, root) for one in Place.objects.filter(pk__in=[number for number in wanted if number > 0])]
    found += [_of_office(one) for one in Office.objects.filter(pk__in=[-number for number in wanted if number < 0])]
    return {one.id: one for one in found}


def given_at(one: Entry) -> list[Here]:
    """The province and every place or office at which the indicator is given, by name."""
    axis = places.today()
    if one.facts.level == "province":
        return [whole()]
    found = named(axis.ids[axis.at_level(one.facts.level)].tolist()).values()
    return sorted(found, key=lambda here: (not here.is_whole, here.name_vi))


def _of_place(one: Place, root: int) -> Here:
    is_whole = one.pk == root
    return Here(one.pk, "" if is_whole else one.key, "" if is_whole else one.code, one.name_vi, one.name_en, False)


def _of_office(one: Office) -> Here:
    return Here(-one.pk, one.code, "", one.name_vi, one.name_en, True)
