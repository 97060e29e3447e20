"""What a domain measures: kinds of things, series with their limits, and where readings come from."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from haidang.kernel.facts import Band, Duration, Facts, Key, SeriesKey, Trust, Words
from haidang.kernel.pull import Pull


class Field(Facts, frozen=True, kw_only=True):
    """A property of a kind of thing beside its name and place."""

    key: Key
    name: Words
    type: Literal["text", "number", "date", "choice", "bool"] = "text"
    unit: str = ""
    choices: list[Words] = []
    required: bool = False


class ThingType(Facts, frozen=True, kw_only=True):
    """A kind of thing: station, gauge, substation ...; `series` names what it measures unless the thing says otherwise."""

    key: Key
    name: Words
    icon: str
    ngsi_type: str
    geometry: Literal["point", "line", "polygon"] = "point"
    fields: list[Field] = []
    series: list[SeriesKey] = []
    about: Words | None = None


class Limit(Facts, frozen=True, kw_only=True):
    """A limit from a regulation for one averaging time; `value` stays empty where it is not known."""

    key: Key
    name: Words
    averaging: Literal["instant", "1h", "8h", "24h", "year"]
    value: float | None = None
    low: float | None = None
    column: str = ""
    source: str
    valid_from: date
    valid_to: date | None = None
    trust: Trust


class Series(Facts, frozen=True, kw_only=True):
    """One measured quantity: unit, cadence, what is plausible, and the foreign names that mean it.

    `everyday`: a number that everybody looks for, shown on the citizens' home from the nearest thing that measures it.
    """

    key: SeriesKey
    name: Words
    unit: str
    cadence: Duration
    decimals: Annotated[int, Meta(ge=0, le=6)] = 1
    aggregate: Literal["mean", "sum", "max", "last"] = "mean"
    valid_min: float | None = None
    valid_max: float | None = None
    max_step_per_minute: float | None = None
    stuck_for: Duration | None = None
    symbols: list[str] = []
    units: dict[str, float] = {}
    bands: list[Band] = []
    limits: list[Limit] = []
    about: Words | None = None
    everyday: bool = False

    def state(self, value: float | None) -> Words | None:
        """The name of the state that a number stands for ("Mất điện" for 0); None when the series is a quantity."""
        if self.aggregate != "last" or self.unit or value is None:
            return None
        named = (one.name for one in self.bands if _is_within(one, value))
        return next(named, None)


def _is_within(band: Band, value: float) -> bool:
    return (band.from_ is None or value >= band.from_) and (band.below is None or value < band.below)


class Source(Facts, frozen=True, kw_only=True):
    """Where readings come from: through which door, in which form, from whom; `pull` says how one is read by us."""

    key: Key
    name: Words
    door: Literal["ingest", "mqtt", "files", "typed", "internal", "pull"]
    format: str = "readings"
    office: str = ""
    data_class: Literal["public", "internal", "personal", "sensitive"] = "public"
    pull: Pull | None = None
