"""What an alarm rule may say: its condition, parts that are combined, causes it stands back for, how it eases, who is reminded."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from haidang.kernel.facts import Duration, Facts, Key, SeriesKey, Severity, Words

Op = Literal[">", ">=", "<", "<="]
Told = Literal["desk", "shift_lead", "leader"]


class When(Facts, frozen=True, kw_only=True):
    """The condition of a rule.

    threshold: value `op` `value`, or the limit named by `limit` of the series; averaging over `over` when given.
    rate: change per `per` `op` `value`.   silence: nothing for `value` cadences (or for `after`).
    deviation: value minus the expected series `expected` `op` `value`; expected is another series of the thing, or
    `hour_of_week` for the mean of the same hour in the last four weeks. Of an indicator expected is `forecast`: its
    distance from what was forecast, counted in halves of the interval, above (>) or below (<), or with `absolute` either.
    combination: the `parts` of the rule as `logic` puts them together ("rain and not pump"; empty: all of them), judged
    for each `by`: thing, place, or all together. A part counts while it holds and for `within` afterwards; `order` names
    parts that must have begun one after the other within that time.
    """

    kind: Literal["threshold", "rate", "silence", "deviation", "combination"]
    op: Op = ">"
    value: float | None = None
    limit: str = ""
    per: Duration = "1h"
    after: Duration | None = None
    over: Duration | None = None
    expected: str = ""
    absolute: bool = False
    logic: str = ""
    order: list[Key] = []
    within: Duration | None = None
    by: Literal["thing", "place", "all"] = "place"


class Part(Facts, frozen=True, kw_only=True):
    """One condition of a combination, on a series of this domain or of another; it holds when `at_least` things meet it."""

    key: Key
    name: Words
    domain: str = ""
    series: SeriesKey
    things: list[Key] = []
    when: When
    for_: Duration = msgspec.field(default="0s", name="for")
    clear: float | None = None
    at_least: Annotated[int, Meta(ge=1, le=10_000)] = 1


class Cause(Facts, frozen=True, kw_only=True):
    """While an alert of `rule` ("power_out", or "utilities.power_out") is active, the rule that says this stands back.

    of: the alert is on the same `thing`; at the same `place`; at that place or one it lies in (`above`); on the thing
    that the thing's field `field` names (`parent`: its substation, its gateway); or `near`, within `within_m`.
    linger: how long after the cause has ended it still holds, for what needs time to come back.
    """

    rule: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_@.-]*)?$")]
    of: Literal["thing", "place", "above", "parent", "near"] = "thing"
    field: str = ""
    within_m: Annotated[float, Meta(gt=0, le=50_000)] = 1_000
    linger: Duration = "0s"


class Ease(Facts, frozen=True, kw_only=True):
    """When the value is back at `value` while the alert is open, it is of the milder level `severity`."""

    value: float
    severity: Severity


class Remind(Facts, frozen=True, kw_only=True):
    """Until somebody acknowledges the alert, `to` are told again each `every`, at most `most` times (0: without end)."""

    every: Duration
    to: Annotated[list[Told], Meta(min_length=1)] = msgspec.field(default_factory=lambda: ["desk"])
    most: Annotated[int, Meta(ge=0, le=1000)] = 0
