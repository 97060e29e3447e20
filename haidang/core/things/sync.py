"""Takes sources, things and series from manifests and the province's facts into the tables, again and again without harm.

What was edited on screen (`edited`) is left alone. A thing that the facts no longer name is retired and keeps its
readings. One event says what changed; none is written when nothing did.
"""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from haidang.core.directory.models import Office, Place
from haidang.kernel import manifest, registry
from haidang.kernel.action import Doing, Invalid, action, system
from haidang.kernel.geo import Point, cell_of
from haidang.kernel.strict import ManifestError
from haidang.kernel.text import folded, sort_key
from haidang.provinces import facts
from haidang.provinces.pack import Pack, chosen

from .models import Source, Thing
from .shape import checked_fields, fit_series, keep

Counts = dict[str, int]


def sync() -> None:
    """The domains and the chosen province; called at every start."""
    sync_things(registry.domains().values(), chosen())


def sync_things(domains: Iterable[manifest.Domain], pack: Pack) -> Counts:
    """How many `sources`, `things` and `series` were made or changed, and things `retired`. Raises ManifestError."""
    counts = {"sources": 0, "things": 0, "series": 0, "retired": 0}
    offices = {office.code: office for office in Office.objects.all()}
    sources = {source.key: source for source in Source.objects.all()}
    for domain in domains:
        for declared in domain.sources:
            values = _source_values(declared, offices) | {"domain": domain.key}
            counts["sources"] += _keep_source(sources, declared.key, values)
    for own in pack.sources:
        values = _source_values(own, offices) | {"is_simulated": own.simulated}
        counts["sources"] += _keep_source(sources, own.key, values)
    _things(pack, sources, offices, counts)
    if any(counts.values()):
        _note(system("sync"), counts)
    return counts


@action("facts.sync")
def _note(do: Doing, counts: Counts) -> None:
    do.event.facts.update(counts)


def _source_values(one: manifest.Source | facts.Source, offices: dict[str, Office]) -> dict[str, Any]:
    office = offices.get(one.office)
    return {
        "name_vi": one.name.vi,
        "name_en": one.name.en,
        "door": one.door,
        "format": one.format,
        "office_id": office.pk if office else None,
        "data_class": one.data_class,
    }


def _keep_source(sources: dict[str, Source], key: str, values: dict[str, Any]) -> int:
    row = sources.setdefault(key, Source(key=key))
    return keep(row, values)


def _things(pack: Pack, sources: dict[str, Source], offices: dict[str, Office], counts: Counts) -> None:
    places = {place.key: place for place in Place.objects.all()}
    there = {thing.code: thing for thing in Thing.objects.select_related("source").prefetch_related("series")}
    for at, fact in enumerate(pack.things):
        found = registry.thing_type(fact.type)
        if found is None:
            kinds = ", ".join(kind.key for _domain, kind in registry.thing_types())
            raise ManifestError(pack.folder / "things.toml", f"things[{at}].type", fact.type, f"name one of {kinds}")
        thing = there.get(fact.code) or Thing(code=fact.code)
        values = _thing_values(fact, found[0], places[fact.place], offices[fact.office], sources[fact.source])
        if fact.fields:
            values["fields"] = _fields(pack, at, fact, found[1])
        counts["things"] += keep(thing, _not_edited(thing, values))
        counts["series"] += fit_series(thing)
    named = {fact.code for fact in pack.things}
    for thing in there.values():
        if thing.code in named or thing.state == "retired":
            continue
        if thing.is_declared:
            counts["retired"] += keep(thing, {"state": "retired"})
        else:
            counts["series"] += fit_series(thing)


def _thing_values(
    fact: facts.Thing, domain: manifest.Domain, place: Place, office: Office, source: Source
) -> dict[str, Any]:
    return {
        "domain": domain.key,
        "type": fact.type,
        "name_vi": fact.name.vi,
        "name_en": fact.name.en,
        "alias": fact.alias or "",
        "folded": folded(f"{fact.code} {fact.name.vi} {fact.name.en} {fact.alias or ''}"),
        "sort_key": sort_key(fact.name.vi),
        "lon": fact.lon,
        "lat": fact.lat,
        "cell": cell_of(Point(fact.lon, fact.lat)),
        "place": place,
        "office": office,
        "source": source,
        "is_declared": True,
    }


def _fields(pack: Pack, at: int, fact: facts.Thing, kind: manifest.ThingType) -> dict[str, Any]:
    """What is not known may be left out here: the province fills it in later. Raises ManifestError."""
    kind = replace(kind, fields=[replace(one, required=False) for one in kind.fields])
    try:
        return checked_fields(kind, fact.fields)
    except Invalid as error:
        raise ManifestError(
            pack.folder / "things.toml", f"things[{at}].{error.field}", error.value, error.message
        ) from None


def _not_edited(thing: Thing, values: dict[str, Any]) -> dict[str, Any]:
    held = set(thing.edited)
    if held & {"name_vi", "name_en", "alias"}:
        held |= {"folded", "sort_key"}
    if held & {"lon", "lat"}:
        held |= {"cell", "lon", "lat"}
    return {name: value for name, value in values.items() if name not in held}
