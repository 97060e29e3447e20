"""Sources of readings and the things that bring them."""

from typing import Literal

from haidang.kernel.manifest import Key, Words
from haidang.kernel.pull import Pull
from haidang.kernel.still import Still

from .base import Code, DataClass, Facts, Lat, Lon


class Source(Facts, frozen=True, kw_only=True):
    """Where the readings of the province's own stations come from; the same doors and forms as a domain's source."""

    key: Key
    name: Words
    door: Literal["ingest", "mqtt", "files", "typed", "internal", "pull"]
    format: str = "readings"
    office: Code
    data_class: DataClass = "public"
    simulated: bool = False
    pull: Pull | None = None


class Thing(Facts, frozen=True, kw_only=True):
    """A station, gauge, substation or zone. `type` is a domain's key; `alias` the name it has in files sent to us.

    `fields` are properties that the kind of thing declares: text, number, date (as text) or yes and no. `still`: how the
    picture of a camera is fetched.
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
    still: Still | None = None


class ThingsFile(Facts, frozen=True, kw_only=True):
    sources: list[Source] = []
    things: list[Thing] = []
