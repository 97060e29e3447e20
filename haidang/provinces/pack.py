"""Reads a province folder into one checked, typed `Pack`. `HAIDANG_PROVINCE` chooses it: a key, or the path of a folder.

A folder needs province.toml, places.csv, mapping.csv, offices.toml, communes.geojson, land.geojson and the crest; it may
have people.toml, units.toml, roster.toml, things.toml, connectors.toml, directory.toml, app.toml, wall.toml and holidays.toml
(days and scenes of its own beside the national ones).
"""

import os
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from haidang.kernel.strict import ManifestError, convert
from haidang.kernel.working_time import WorkingTime

from . import checks, outlines
from .facts import (
    AgencyCodes,
    AppFile,
    Connector,
    ConnectorsFile,
    DirectoryFile,
    Holiday,
    HolidaysFile,
    Merger,
    Office,
    OfficeHours,
    OfficesFile,
    PeopleFile,
    Person,
    Place,
    Province,
    Roster,
    Source,
    SwappedDay,
    Thing,
    ThingsFile,
    Unit,
    UnitsFile,
    Venue,
    WallFile,
)
from .offices import every_office
from .tables import read_mapping, read_places
from .venues import every_venue
from .working_time import working_time

HERE = Path(__file__).parent
NATIONAL_HOLIDAYS = HERE / "national" / "holidays.toml"
NATIONAL_WALL = HERE / "national" / "wall.toml"
ARCHIPELAGOS = HERE / "shared_geo" / "archipelagos.geojson"
"""Hoàng Sa and Trường Sa: on every map and print of every province."""

F = TypeVar("F")
MayBeMissing = TypeVar(
    "MayBeMissing", AppFile, ConnectorsFile, DirectoryFile, HolidaysFile, PeopleFile, UnitsFile, ThingsFile, WallFile
)


@dataclass(frozen=True)
class Pack:
    """Everything a province is; all references resolve."""

    folder: Path
    province: Province
    places: list[Place]
    mergers: list[Merger]
    offices: list[Office]
    agencies: list[AgencyCodes]
    holidays: list[Holiday]
    swapped_days: list[SwappedDay]
    people: list[Person]
    units: list[Unit]
    roster: Roster | None
    sources: list[Source]
    things: list[Thing]
    connectors: list[Connector]
    venues: list[Venue]
    office_hours: list[OfficeHours]
    app: AppFile
    wall: WallFile

    @property
    def key(self) -> str:
        return self.province.key

    @property
    def crest_path(self) -> Path:
        return self.folder / self.province.crest

    @property
    def communes_path(self) -> Path:
        """Illustrative outlines, GeoJSON; `properties.code` is the place's code."""
        return self.folder / "communes.geojson"

    @property
    def land_path(self) -> Path:
        """Coast and islands, GeoJSON."""
        return self.folder / "land.geojson"

    @property
    def archipelagos_path(self) -> Path:
        return ARCHIPELAGOS

    @cached_property
    def places_by_code(self) -> dict[str, Place]:
        return {place.code: place for place in self.places}

    @cached_property
    def offices_by_code(self) -> dict[str, Office]:
        return {office.code: office for office in self.offices}

    @cached_property
    def people_by_account(self) -> dict[str, Person]:
        return {person.account: person for person in self.people}

    @cached_property
    def working_time(self) -> WorkingTime:
        return working_time(self)

    def current_communes(self) -> list[Place]:
        """The lowest level of today: wards, communes and special zones that have not ended."""
        return [place for place in self.places if place.kind in checks.TOWN_KINDS and place.valid_to is None]

    def places_on(self, day: date) -> list[Place]:
        return [place for place in self.places if place.is_valid_on(day)]

    def offices_on(self, day: date) -> list[Office]:
        return [office for office in self.offices if office.is_valid_on(day)]


def packs() -> list[str]:
    """The keys of the provinces that come with the program."""
    return sorted(folder.parent.name for folder in HERE.glob("*/province.toml"))


@cache
def chosen() -> Pack:
    """The province of this installation: `HAIDANG_PROVINCE`, or the demo."""
    return load(os.environ.get("HAIDANG_PROVINCE") or "demo")


def load(name: str | Path) -> Pack:
    """Read a province by key or by the path of its folder (a path has a separator in it).

    Raises ManifestError with file, path, value and remedy for the first fact that cannot be taken.
    """
    folder = _folder(name)
    province = _read(folder / "province.toml", Province)
    places = read_places(folder / "places.csv")
    offices_path = folder / "offices.toml"
    offices = _read(offices_path, OfficesFile)
    national = _read(NATIONAL_HOLIDAYS, HolidaysFile)
    own = _read_if_there(folder / "holidays.toml", HolidaysFile)
    things = _things(folder)
    roster_path = folder / "roster.toml"
    directory = _read_if_there(folder / "directory.toml", DirectoryFile)
    pack = Pack(
        folder=folder,
        province=province,
        places=places,
        mergers=read_mapping(folder / "mapping.csv"),
        offices=every_office(offices, places, offices_path),
        agencies=offices.agency,
        holidays=sorted(national.holidays + own.holidays, key=lambda holiday: holiday.on),
        swapped_days=sorted(national.swapped + own.swapped, key=lambda swap: swap.off_on),
        people=_read_if_there(folder / "people.toml", PeopleFile).people,
        units=_read_if_there(folder / "units.toml", UnitsFile).units,
        roster=_read(roster_path, Roster) if roster_path.exists() else None,
        sources=things.sources,
        things=things.things,
        connectors=_read_if_there(folder / "connectors.toml", ConnectorsFile).connectors,
        venues=every_venue(directory, places),
        office_hours=directory.office_hours,
        app=_read_if_there(folder / "app.toml", AppFile),
        wall=_wall(folder),
    )
    outlines.features_of(pack.land_path)
    for file, where, value, remedy in checks.findings(pack):
        raise ManifestError(folder / file, where, value, remedy)
    return pack


def _folder(name: str | Path) -> Path:
    is_path = isinstance(name, Path) or "/" in name or os.sep in name
    folder = Path(name).expanduser().absolute() if is_path else HERE / name
    if not (folder / "province.toml").is_file():
        remedy = f"name one of {', '.join(packs())}, or the path of a folder with a province.toml"
        raise ManifestError(folder / "province.toml", "HAIDANG_PROVINCE", str(name), remedy)
    return folder


def _things(folder: Path) -> ThingsFile:
    """`things.toml`, then every file of `things/` in the order of their names."""
    files = [_read_if_there(folder / "things.toml", ThingsFile)]
    files += [_read(path, ThingsFile) for path in sorted((folder / "things").glob("*.toml"))]
    return ThingsFile(
        sources=[source for one in files for source in one.sources],
        things=[thing for one in files for thing in one.things],
    )


def _wall(folder: Path) -> WallFile:
    """A scene of the province takes the place of the national one of the same key."""
    files = (_read(NATIONAL_WALL, WallFile), _read_if_there(folder / "wall.toml", WallFile))
    return WallFile(scenes=list({scene.key: scene for one in files for scene in one.scenes}.values()))


def _read_if_there(path: Path, kind: type[MayBeMissing]) -> MayBeMissing:
    return _read(path, kind) if path.exists() else kind()


def _read(path: Path, kind: type[F]) -> F:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ManifestError(
            path, "", None, "the file is missing: copy it from another province and change it"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(path, "", None, f"not valid TOML: {error}") from None
    return convert(raw, kind, path)
