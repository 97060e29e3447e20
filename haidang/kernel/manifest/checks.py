"""What series must agree on: a rule of thumb that makes numbers doubtful, as a manifest states it."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from haidang.kernel.facts import Duration, Key, SeriesKey, Trust, Words


class Check(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One comparison of hourly values, for each thing of the types `things` that has `series`.

    sum: `series` is the sum of the `parts` of the same thing.   twin: `series` and `other` of the same thing say the same.
    at_most: `series` is not above `other` of the same thing.    neighbour: `series` is near the median of those of other
    things of the same types `within_m`, of which at least `least` speak.   downstream: `series` is near that of the thing
    which the thing's field `field` names, `lag` earlier.
    What may lie between both: `differs` (in the unit of the series) plus `share` (0..1) of what is expected. A number is
    doubted when that is passed for `hours` hours one after the other. `source` and `trust` say where the bound is from.
    """

    key: Key
    name: Words
    kind: Literal["sum", "twin", "at_most", "neighbour", "downstream"]
    things: list[Key]
    series: SeriesKey
    parts: list[SeriesKey] = []
    other: SeriesKey | None = None
    field: str = ""
    lag: Duration = "0h"
    within_m: Annotated[float, Meta(gt=0, le=100_000)] = 10_000
    least: Annotated[int, Meta(ge=1, le=20)] = 2
    differs: Annotated[float, Meta(ge=0)] = 0.0
    share: Annotated[float, Meta(ge=0, le=10)] = 0.0
    hours: Annotated[int, Meta(ge=1, le=24)] = 2
    source: str
    valid_from: date
    trust: Trust

    @property
    def lacks(self) -> str:
        """The field that its kind needs and that is not given."""
        needed = {"sum": "parts", "twin": "other", "at_most": "other", "downstream": "field"}.get(self.kind, "")
        return needed if needed and not getattr(self, needed) else ""
