"""What a domain says of its indicators: what is counted, in which unit, how often, by whom, and how it adds up.

`[[indicators]]`, `[[plans]]`, `[[targets]]` and `[[baselines]]` stand in `domain.toml` or in files of the domain's
`indicators/` folder. An indicator is called `<domain>.<key>` everywhere outside its own domain. Values are no facts of
a domain: they are measured, counted, computed, typed, imported or pulled.
"""

from datetime import date
from math import inf
from typing import Annotated, Literal

from msgspec import Meta

from haidang.kernel.facts import Band, Duration, Facts, Key, Trust, Words

PeriodKind = Literal["day", "week", "month", "quarter", "half", "year"]
Direction = Literal["up", "down", "none"]
OverTime = Literal["sum", "mean", "last", "max"]
OverPlaces = Literal["sum", "mean", "weighted", "none"]
Level = Literal["province", "department", "commune"]
SourceKind = Literal["formula", "telemetry", "cases", "pulled", "imported", "typed"]
Pillar = Literal["economy", "mobility", "environment", "people", "living", "governance"]

COMPUTED = ("formula", "telemetry", "cases")
"""Sources whose values come from the formula; the others are brought by people and machines."""

IndicatorName = Annotated[str, Meta(pattern=r"^([a-z][a-z0-9_]*\.)?[a-z][a-z0-9_]*$")]
"""An indicator of the same domain by its key, of another one as `domain.key`."""

PlanName = IndicatorName
MaybeName = Annotated[str, Meta(pattern=r"^(([a-z][a-z0-9_]*\.)?[a-z][a-z0-9_]*)?$")]
MaybeKey = Annotated[str, Meta(pattern=r"^([a-z][a-z0-9_]{0,39})?$")]
PeriodText = Annotated[str, Meta(pattern=r"^\d{4}(-(H[12]|Q[1-4]|W\d\d|\d\d(-\d\d)?))?$")]
"""2025, 2025-H1, 2025-Q3, 2025-07, 2025-W31 or 2025-07-15."""


class Indicator(Facts, frozen=True, kw_only=True):
    """One number that an office answers for.

    `code` is its official code where one is known. `level` is the lowest level at which it is given; `over_places` says
    how higher ones follow from it ("none": each level is given by itself), `weight` names the indicator that weighs a
    weighted mean; `over_time` says how a longer period follows from its parts.
    `formula` is given exactly for the sources formula, telemetry and cases. `due` is how long after the end of its
    period a value must be there. Outside `valid_range` (both ends included; inf is open) a value is refused; a change
    of more than `jump` per cent against the period before asks for a word. `parts` must add up to it.
    The owner is the office `office`, or the one of `office_kind` that answers for the field.
    """

    key: Key
    code: str = ""
    name: Words
    short: Words | None = None
    definition: Words
    unit: str
    decimals: Annotated[int, Meta(ge=0, le=6)] = 0
    period: PeriodKind
    direction: Direction = "none"
    over_time: OverTime
    over_places: OverPlaces = "none"
    weight: MaybeName = ""
    level: Level = "province"
    office_kind: str = ""
    office: str = ""
    source: SourceKind
    formula: str = ""
    due: Duration
    pillar: Pillar
    bands: list[Band] = []
    legal: Words | None = None
    valid_range: tuple[float | None, float | None] | None = None
    jump: Annotated[float, Meta(gt=0)] | None = None
    parts: list[Key] = []
    public: bool = False
    trust: Trust
    source_text: str

    @property
    def least(self) -> float:
        low = self.valid_range[0] if self.valid_range else None
        return -inf if low is None else low

    @property
    def most(self) -> float:
        high = self.valid_range[1] if self.valid_range else None
        return inf if high is None else high

    @property
    def is_computed(self) -> bool:
        return self.source in COMPUTED


class Plan(Facts, frozen=True, kw_only=True):
    """A decision that sets targets. `province` names the configuration it belongs to, "" for every province.

    A plan whose `valid_to` has passed stays as history.
    """

    key: Key
    name: Words
    number: str = ""
    office: str = ""
    decided_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    province: MaybeKey = ""
    trust: Trust
    source: str


class Target(Facts, frozen=True, kw_only=True):
    """What an indicator must reach in a period; `place` is a code of the province, "" the province itself."""

    indicator: IndicatorName
    plan: PlanName
    place: str = ""
    period: PeriodText
    value: float
    op: Literal[">=", "<=", "="] = ">="
    note: Words | None = None
    trust: Trust
    source: str


class Baseline(Facts, frozen=True, kw_only=True):
    """A figure once published, kept with its day and source: history, never shown as today's value."""

    indicator: IndicatorName
    place: str = ""
    province: MaybeKey = ""
    period: PeriodText
    value: float
    note: Words | None = None
    trust: Trust
    source: str


class Indicators(Facts, frozen=True, kw_only=True):
    """A file in the `indicators/` folder of a domain.

    What its `[defaults]` say is said of each indicator in it, `[target_defaults]` of each target and
    `[baseline_defaults]` of each baseline.
    """

    indicators: list[Indicator] = []
    plans: list[Plan] = []
    targets: list[Target] = []
    baselines: list[Baseline] = []
