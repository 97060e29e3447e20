"""What the files of a province may say. Lists keep their file's order; periods end before `valid_to` (exclusive)."""

from .base import Code, DataClass, Dated, Day, Lat, Lon, Mark, OfficeKind, PlaceKind, Role, Text
from .connectors import Connector, ConnectorsFile
from .directory import DirectoryFile, OfficeHours, Venue, VenueInEach
from .holidays import Holiday, HolidaysFile, SwappedDay
from .offices import AgencyCodes, Office, OfficeInEach, OfficesFile
from .people import Crew, Duty, PeopleFile, Person, Roster, Shift, Unit, UnitsFile
from .places import Merger, Place
from .province import Centre, EmergencyNumber, Escalation, Inset, Neighbour, Province, Texts, WorkingHours
from .screens import AppFile, WallFile, WallScene
from .things import Source, Thing, ThingsFile

__all__ = [
    "AgencyCodes", "AppFile", "Centre", "Code", "Connector", "ConnectorsFile", "Crew", "DataClass", "Dated", "Day",
    "DirectoryFile", "Duty", "EmergencyNumber", "Escalation", "Holiday", "HolidaysFile", "Inset", "Lat", "Lon",
    "Mark", "Merger", "Neighbour", "Office", "OfficeHours", "OfficeInEach", "OfficeKind", "OfficesFile", "PeopleFile",
    "Person", "Place", "PlaceKind", "Province", "Role", "Roster", "Shift", "Source", "SwappedDay", "Text", "Texts",
    "Thing", "ThingsFile", "Unit", "UnitsFile", "Venue", "VenueInEach", "WallFile", "WallScene", "WorkingHours",
]  # fmt: skip
