"""From `directory.toml` to every venue: those written one by one, and those that each commune of today has."""

from collections.abc import Iterator

from haidang.kernel.manifest import Words

from .facts import DirectoryFile, Place, Venue, VenueInEach

TOWNS = ("ward", "commune", "township", "special_zone")


def every_venue(file: DirectoryFile, places: list[Place]) -> list[Venue]:
    towns = [one for one in places if one.kind in TOWNS and one.valid_to is None]
    return [*file.venues, *(one for pattern in file.in_each for one in _spread(pattern, towns))]


def _spread(pattern: VenueInEach, towns: list[Place]) -> Iterator[Venue]:
    for town in towns:
        name = town.name.vi[0].lower() + town.name.vi[1:]
        yield Venue(
            code=_filled(pattern.code, town, name),
            kind=pattern.kind,
            name=Words(vi=_filled(pattern.name.vi, town, name), en=_filled(pattern.name.en, town, town.name.en)),
            what=pattern.what,
            place=town.code,
            lat=town.lat,
            lon=town.lon,
            hours=pattern.hours,
            source=pattern.source,
            trust=pattern.trust,
        )


def _filled(text: str, town: Place, name: str) -> str:
    return text.replace("{place}", town.code).replace("{name}", name)
