"""What the files of a province may say. Lists keep their file's order; periods end before `valid_to` (exclusive)."""

from datetime import date, time
from typing import Annotated, Literal

from msgspec import Meta, Struct

from haidang.kernel.manifest import Key, Words
from haidang.kernel.pull import Pull
from haidang.kernel.time_limit import LimitText

Code = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
Text = Annotated[str, Meta(min_length=1)]
Lat = Annotated[float, Meta(ge=-90, le=90)]
Lon = Annotated[float, Meta(ge=-180, le=180)]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
PlaceKind = Literal["province", "district", "ward", "commune", "township", "special_zone"]
OfficeKind = Literal[
    "province_committee",
    "district_committee",
    "commune_committee",
    "commune_office",
    "department",
    "police",
    "military",
    "party",
    "council",
    "front",
    "utility",
    "centre",
]
Role = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""A role of roles.toml, the core's or a domain's; whoever gives the duty knows them."""
DataClass = Literal["public", "internal", "personal", "sensitive"]
Mark = Literal["V", "C", "S", "M", "X", "F"]
"""How far a fact is trusted: V read in the quoted source, C from a public implementation, S second hand, M from
memory, X not found, F fictional."""


class _Facts(Struct, forbid_unknown_fields=True, frozen=True):
    pass


class Dated(_Facts, frozen=True, kw_only=True):
    """Something that holds from `valid_from` until before `valid_to`; None is unknown or open."""

    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class Centre(_Facts, frozen=True, kw_only=True):
    lat: Lat
    lon: Lon


class Texts(_Facts, frozen=True, kw_only=True):
    """Sentences that screens and prints must carry."""

    centre: Words
    motto: Words
    fictional: Words
    simulated: Words
    outlines: Words
    archipelagos: Words


class WorkingHours(_Facts, frozen=True, kw_only=True):
    """A block of local working time on each of `days`."""

    days: list[Day]
    opens: time
    closes: time


class Inset(_Facts, frozen=True, kw_only=True):
    """A part of the province drawn in a small map of its own; bbox is west, south, east, north in degrees."""

    key: Key
    name: Words
    bbox: tuple[Lon, Lat, Lon, Lat]


class Neighbour(_Facts, frozen=True, kw_only=True):
    """A province or country on the border; `gso` is the statistics office's code since 1/7/2025."""

    key: Key
    name: Words
    gso: str | None = None


class EmergencyNumber(_Facts, frozen=True, kw_only=True):
    number: Annotated[str, Meta(pattern=r"^\d{3,4}$")]
    name: Words
    office: Code | None = None
    source: Text
    trust: Mark


class Escalation(_Facts, frozen=True, kw_only=True):
    """Who is told when of deadlines, where a procedure says nothing else.

    Whoever holds a case is warned when no more than `warn_share` of the time is left; the centre is told `centre_after` a
    clock has run out with nothing done, `urgent_centre_after` for grades that are urgent.
    """

    warn_share: Annotated[float, Meta(gt=0, lt=1)] = 0.25
    centre_after: LimitText = "1wd"
    urgent_centre_after: LimitText = "1wh"


class Province(_Facts, frozen=True, kw_only=True):
    """`province.toml`: the identity of a province. `place` is its code in places.csv; paths are relative to the folder."""

    key: Key
    place: Code
    name: Words
    short: Words
    is_fictional: bool
    crest: Text
    centre: Centre
    zoom: Annotated[float, Meta(ge=0, le=22)]
    bbox: tuple[Lon, Lat, Lon, Lat]
    timezone: Literal["Asia/Ho_Chi_Minh"]
    email_domain: Text
    texts: Texts
    working_hours: Annotated[list[WorkingHours], Meta(min_length=1)]
    emergency: list[EmergencyNumber]
    neighbours: list[Neighbour] = []
    insets: list[Inset] = []
    escalation: Escalation = Escalation()
    two_eyes: bool = True
    """Whether a new version of a procedure is published by somebody else than who wrote it."""


class Place(Dated, frozen=True, kw_only=True):
    """A row of places.csv. `code` is ours and unique; `gso` is the statistics office's code, which the reform of
    1/7/2025 gave to new communes again: old units are therefore province.district.ward, new communes the bare code."""

    code: Code
    gso: str | None = None
    name: Words
    kind: PlaceKind
    parent: Code | None = None
    lat: Lat | None = None
    lon: Lon | None = None
    area_km2: Annotated[float, Meta(ge=0, le=1e6)] | None = None
    successors: list[Code] = []


class Merger(_Facts, frozen=True, kw_only=True):
    """A row of mapping.csv: an old ward's area (a part of it, when divided) belongs to a commune of today."""

    old: Code
    new: Code
    divided: bool


class Office(Dated, frozen=True, kw_only=True):
    """An agency, committee, utility or centre. `fields` are the domains it answers for (environment, utilities ...)."""

    code: Code
    name: Words
    kind: OfficeKind
    parent: Code | None = None
    place: Code
    fields: list[Key] = []
    successors: list[Code] = []
    source: Text
    trust: Mark


class OfficeInEach(Dated, frozen=True, kw_only=True):
    """An office that every place of some kinds has, for as long as both periods last.

    `{place}` stands for the place's code, `{parent}` for its parent's, `{name}` for its name (Vietnamese with a small
    first letter, as in "UBND phường Vũng Tàu"). Successors are the same office of the place's successors.
    """

    kinds: Annotated[list[PlaceKind], Meta(min_length=1)]
    code: Text
    name: Words
    kind: OfficeKind
    parent: str | None = None
    fields: list[Key] = []
    source: Text
    trust: Mark


class AgencyCodes(Dated, frozen=True, kw_only=True):
    """Codes of offices in dossiers and documents (QĐ 20/2020/QĐ-TTg, amended by QĐ 09/2025/QĐ-TTg; H99.101 is a commune of
    province H99), with where they come from and when they hold. An office without one goes by that of the office above it."""

    codes: dict[Code, str]
    source: Text
    trust: Mark


class OfficesFile(_Facts, frozen=True, kw_only=True):
    offices: list[Office] = []
    in_each: list[OfficeInEach] = []
    agency: list[AgencyCodes] = []


class Holiday(_Facts, frozen=True, kw_only=True):
    """A day without office hours. `substitute` stands for a holiday that fell on a weekly day off.

    `expected` is computed from the law before the yearly announcement; `statute_to_check` is decided in principle only.
    """

    on: date
    name: Words
    kind: Literal["public", "substitute"] = "public"
    status: Literal["in_force", "expected", "statute_to_check"] = "in_force"
    source: Text
    trust: Mark

    @property
    def counts(self) -> bool:
        """Whether the legal clock stands still on this day."""
        return self.status != "statute_to_check"


class SwappedDay(_Facts, frozen=True, kw_only=True):
    """A working day given off and made up for on a weekly day off."""

    off_on: date
    worked_on: date
    source: Text
    trust: Mark


class HolidaysFile(_Facts, frozen=True, kw_only=True):
    holidays: list[Holiday] = []
    swapped: list[SwappedDay] = []


class Duty(Dated, frozen=True, kw_only=True):
    """What a person may do: a role in an office, over a place and everything in it, for some classes of data."""

    role: Role
    office: Code
    place: Code
    data_classes: Annotated[list[DataClass], Meta(min_length=1)]


class Person(_Facts, frozen=True, kw_only=True):
    """A demo account, invented; a `device` is a screen that signs in by itself."""

    account: Code
    name: Text
    kind: Literal["person", "device"] = "person"
    title: Words
    office: Code
    duties: Annotated[list[Duty], Meta(min_length=1)]


class PeopleFile(_Facts, frozen=True, kw_only=True):
    people: list[Person] = []


class Unit(_Facts, frozen=True, kw_only=True):
    """A field unit with its base; `members` are accounts, `phone` is a placeholder in the demo."""

    code: Code
    name: Words
    kind: Key
    office: Code
    place: Code
    lat: Lat
    lon: Lon
    phone: str | None = None
    members: list[Code] = []


class UnitsFile(_Facts, frozen=True, kw_only=True):
    units: list[Unit] = []


class Shift(_Facts, frozen=True, kw_only=True):
    """A shift of the desk in local time; one that ends at or before its start ends the next day."""

    key: Key
    name: Words
    starts: time
    ends: time


class Crew(_Facts, frozen=True, kw_only=True):
    """People who work together; the crew enters the cycle `offset` days in. Stand-ins are asked in order."""

    key: Key
    name: Words
    offset: Annotated[int, Meta(ge=0)]
    people: Annotated[list[Code], Meta(min_length=1)]
    stand_ins: list[Code] = []


class Roster(_Facts, frozen=True, kw_only=True):
    """Who is at a desk: each crew walks through `cycle` (shift keys or "off"), one entry a day, from `starts_on`."""

    office: Code
    starts_on: date
    cycle: Annotated[list[str], Meta(min_length=1)]
    shifts: Annotated[list[Shift], Meta(min_length=1)]
    crews: Annotated[list[Crew], Meta(min_length=1)]


class Source(_Facts, frozen=True, kw_only=True):
    """Where the readings of the province's own stations come from; the same doors and forms as a domain's source."""

    key: Key
    name: Words
    door: Literal["ingest", "mqtt", "files", "typed", "internal", "pull"]
    format: str = "readings"
    office: Code
    data_class: DataClass = "public"
    simulated: bool = False
    pull: Pull | None = None


class Thing(_Facts, frozen=True, kw_only=True):
    """A station, gauge, substation or zone. `type` is a domain's key; `alias` the name it has in files sent to us.

    `fields` are properties that the kind of thing declares: text, number, date (as text) or yes and no.
    """

    code: Code
    type: Key
    name: Words
    lat: Lat
    lon: Lon
    place: Code
    office: Code
    source: Key
    alias: str | None = None
    fields: dict[str, str | float | bool] = {}


class ThingsFile(_Facts, frozen=True, kw_only=True):
    sources: list[Source] = []
    things: list[Thing] = []


class Connector(_Facts, frozen=True, kw_only=True):
    """A system of another body that this centre speaks with. `address` may begin with {outside}: the simulated bodies of a demo.

    `page` is where people go with a browser. `client` is who we are there; `secret` names a secret of the home
    (`secrets/<name>`), never the secret itself.
    """

    key: Key
    kind: Literal["identity", "sso", "signing", "portal", "bank", "lookup", "push", "mail", "sms"]
    name: Words
    address: Text
    page: Annotated[str, Meta(pattern="^(https://[^/]+/.*)?$")] = ""
    client: str = ""
    secret: str = ""
    is_on: bool = True
    is_simulated: bool = False
    settings: dict[str, str] = {}
    source: Text
    trust: Mark

    @property
    def site(self) -> str:
        """The host of `page`, as people read it."""
        return self.page.removeprefix("https://").partition("/")[0]


class ConnectorsFile(_Facts, frozen=True, kw_only=True):
    connectors: list[Connector] = []


class Venue(Dated, frozen=True, kw_only=True):
    """A place that people look for: hospital, school, beach. What is not known (telephone, hours) stays empty."""

    code: Code
    kind: Literal["health", "schools", "attractions"]
    name: Words
    what: Words
    place: Code
    address: str = ""
    lat: Lat | None = None
    lon: Lon | None = None
    phone: str = ""
    hours: Words | None = None
    about: Words | None = None
    source: Text
    trust: Mark


class VenueInEach(_Facts, frozen=True, kw_only=True):
    """A venue that every commune of today has, in its middle. `{place}` and `{name}` as in OfficeInEach."""

    code: Text
    kind: Literal["health", "schools", "attractions"]
    name: Words
    what: Words
    hours: Words | None = None
    source: Text
    trust: Mark


class OfficeHours(_Facts, frozen=True, kw_only=True):
    """When the offices of some kinds are open to people, where it is not the working time of the province."""

    kinds: Annotated[list[OfficeKind], Meta(min_length=1)]
    hours: Words
    source: Text
    trust: Mark


class DirectoryFile(_Facts, frozen=True, kw_only=True):
    venues: list[Venue] = []
    in_each: list[VenueInEach] = []
    office_hours: list[OfficeHours] = []


class AppFile(_Facts, frozen=True, kw_only=True):
    """`app.toml`: which hosts may show the app within a frame of theirs (https://h5.example.vn); none, unless named."""

    frame_hosts: list[Annotated[str, Meta(pattern=r"^https://[a-z0-9.*-]+(:[0-9]+)?$")]] = []


class WallScene(_Facts, frozen=True, kw_only=True):
    """What the big screens show beside their usual scenes while something goes on: a storm, a festival.

    `fields` are the fields of government that matter then, the first one first; the map shows their things, from `lon`,
    `lat`, `zoom` where it is not the whole province.
    """

    key: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,30}$")]
    name: Words
    about: Words
    icon: Text
    fields: Annotated[list[str], Meta(min_length=1)]
    lon: float | None = None
    lat: float | None = None
    zoom: float | None = None


class WallFile(_Facts, frozen=True, kw_only=True):
    """`wall.toml`: the event scenes of a province beside the national ones."""

    scenes: list[WallScene] = []
