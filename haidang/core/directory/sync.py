"""Takes the province's facts into the tables: places and offices, again and again without harm.

The pack owns these rows. What was edited on screen (`Office.edited`) is left alone; what the pack no longer names is
closed today and stays in the books. One event says what changed; none is written when nothing did.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from haidang.kernel import clock
from haidang.kernel.action import Doing, action, system
from haidang.kernel.text import folded, sort_key
from haidang.provinces import facts
from haidang.provinces.pack import Pack, chosen

from .agencies import agencies_of
from .demo_people import sync_demo
from .models import Office, Place
from .plan import plan_shifts

Row = TypeVar("Row", Place, Office)
Counts = dict[str, int]

__all__ = ["plan_shifts", "sync", "sync_demo", "sync_province"]


def sync() -> None:
    """The chosen province; called at every start."""
    sync_province(chosen())


def sync_province(pack: Pack) -> Counts:
    """Places, offices and their successors. How many rows were `made`, `changed` and `closed`."""
    counts = {"made": 0, "changed": 0, "closed": 0}
    places = _places(pack, counts)
    _offices(pack, places, counts)
    if any(counts.values()):
        _note(system("sync"), pack.key, counts)
    return counts


@action("province.sync")
def _note(do: Doing, province: str, counts: Counts) -> None:
    do.event.facts.update(province=province, **counts)


def _places(pack: Pack, counts: Counts) -> dict[str, Place]:
    kept = {place.key: place for place in Place.objects.all()}
    paths = _paths(pack.places)
    for fact in sorted(pack.places, key=lambda fact: paths[fact.code].count("/")):
        parent = kept[fact.parent] if fact.parent else None
        values = _place_values(fact, parent, paths[fact.code])
        kept[fact.code] = _keep(kept.get(fact.code) or Place(key=fact.code), values, counts)
    _close(kept.values(), {fact.code for fact in pack.places}, lambda place: place.key, counts)
    _link({fact.code: fact.successors for fact in pack.places}, kept, counts)
    return kept


def _place_values(fact: facts.Place, parent: Place | None, path: str) -> dict[str, Any]:
    return {
        "code": fact.gso or fact.code,
        "kind": fact.kind,
        "name_vi": fact.name.vi,
        "name_en": fact.name.en,
        "folded": folded(f"{fact.name.vi} {fact.name.en}"),
        "sort_key": sort_key(fact.name.vi),
        "parent_id": parent.pk if parent else None,
        "path": path,
        "lon": fact.lon,
        "lat": fact.lat,
        "area_km2": fact.area_km2,
        "valid_from": fact.valid_from,
        "valid_to": fact.valid_to,
    }


def _paths(places: Iterable[facts.Place]) -> dict[str, str]:
    """From the province down to each place: `HD/26506/`."""
    parents = {place.code: place.parent for place in places}

    def path(code: str) -> str:
        parent = parents[code]
        return f"{path(parent) if parent else ''}{code}/"

    return {code: path(code) for code in parents}


def _offices(pack: Pack, places: Mapping[str, Place], counts: Counts) -> None:
    kept = {office.code: office for office in Office.objects.all()}
    agencies = agencies_of(pack.agencies)
    for fact in pack.offices:
        values = _office_values(fact, places) | {"agencies": agencies.get(fact.code, [])}
        office = kept.get(fact.code) or Office(code=fact.code)
        kept[fact.code] = _keep(office, _not_edited(office, values), counts)
    for fact in pack.offices:
        parent = kept[fact.parent].pk if fact.parent else None
        if kept[fact.code].parent_id != parent:
            kept[fact.code].parent_id = parent
            kept[fact.code].save(update_fields=["parent"])
    _close(kept.values(), {fact.code for fact in pack.offices}, lambda office: office.code, counts)
    _link({fact.code: fact.successors for fact in pack.offices}, kept, counts)


def _office_values(fact: facts.Office, places: Mapping[str, Place]) -> dict[str, Any]:
    return {
        "kind": fact.kind,
        "name_vi": fact.name.vi,
        "name_en": fact.name.en,
        "folded": folded(f"{fact.name.vi} {fact.name.en}"),
        "sort_key": sort_key(fact.name.vi),
        "place_id": places[fact.place].pk,
        "fields": list(fact.fields),
        "valid_from": fact.valid_from,
        "valid_to": fact.valid_to,
        "source": fact.source,
        "trust": fact.trust,
    }


def _not_edited(office: Office, values: dict[str, Any]) -> dict[str, Any]:
    held = set(office.edited)
    if held & {"name_vi", "name_en"}:
        held |= {"folded", "sort_key"}
    return {name: value for name, value in values.items() if name not in held}


def _keep(row: Row, values: dict[str, Any], counts: Counts) -> Row:
    is_new = row._state.adding
    if not is_new and all(getattr(row, name) == value for name, value in values.items()):
        return row
    counts["made" if is_new else "changed"] += 1
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def _close(rows: Iterable[Row], named: set[str], code_of: Callable[[Row], str], counts: Counts) -> None:
    for row in rows:
        if code_of(row) not in named and row.valid_to is None:
            row.valid_to = clock.today()
            row.save(update_fields=["valid_to"])
            counts["closed"] += 1


def _link(successors: Mapping[str, list[str]], kept: Mapping[str, Row], counts: Counts) -> None:
    """Make the links between predecessors and successors exactly these, in two or three queries."""
    if not kept:
        return
    links: Any = type(next(iter(kept.values()))).successors.through
    model = links._meta.get_fields()[1].related_model._meta.model_name
    origin, target = f"from_{model}_id", f"to_{model}_id"
    wanted = {(kept[old].pk, kept[new].pk) for old, following in successors.items() for new in following}
    there = {(getattr(link, origin), getattr(link, target)): link.pk for link in links.objects.all()}
    gone = [pk for pair, pk in there.items() if pair not in wanted]
    links.objects.filter(pk__in=gone).delete()
    links.objects.bulk_create([links(**{origin: old, target: new}) for old, new in sorted(wanted - set(there))])
    counts["changed"] += len(gone) + len(wanted - set(there))
