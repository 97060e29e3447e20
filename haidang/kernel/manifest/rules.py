"""What a domain raises alarms about, and what is done then."""

from typing import Annotated

import msgspec
from msgspec import Meta

from haidang.kernel.facts import Duration, Facts, Key, Severity, Words

from .alarms import Cause, Ease, Part, Remind, When
from .indicator import MaybeKey

MaybeSeries = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{0,40}$")]
FORECAST = "forecast"


class Choice(Facts, frozen=True, kw_only=True):
    """One answer; `is_yes` marks those that confirm what is asked about."""

    key: Key
    name: Words
    is_yes: bool = True


class Ask(Facts, frozen=True, kw_only=True):
    """What people near the thing are asked while its alert is open: a question with its answers."""

    question: Words
    choices: Annotated[list[Choice], Meta(min_length=2)]
    within_m: Annotated[float, Meta(gt=0, le=50_000)] = 5_000


class Rule(Facts, frozen=True, kw_only=True):
    """An alarm rule: without a timely human action it would be an event, so action, owner and time are obligatory.

    It watches a `series` of things, or an `indicator` of its domain (the province's value of each closed period), or
    combines `parts`. While a cause it is `held_by` is active it stands back; `eases` lower its level as the value falls;
    `remind` says who is told again until somebody acknowledges it (empty: as reminders.toml says for its level).
    `public` tells everybody what to do: with it, an open alert of public data is shown to all as a warning.
    """

    key: Key
    name: Words
    series: MaybeSeries = ""
    indicator: MaybeKey = ""
    things: list[Key] = []
    when: When
    for_: Duration = msgspec.field(default="0s", name="for")
    clear: float | None = None
    clear_for: Duration = "0s"
    severity: Severity
    cause: Words
    consequence: Words
    action: Words
    office_kind: str = ""
    acknowledge_within: Duration
    playbook: str = ""
    source: str = ""
    enabled: bool = True
    public: Words | None = None
    asks: Ask | None = None
    parts: list[Part] = []
    held_by: list[Cause] = []
    eases: list[Ease] = []
    remind: Remind | None = None


class Step(Facts, frozen=True, kw_only=True):
    """One step of a playbook: who does what within which time; `when` says in words what makes it necessary."""

    key: Key
    name: Words
    role: str
    office_kind: str = ""
    unit_kind: str = ""
    within: Duration
    when: Words | None = None
    must: bool = True


class Playbook(Facts, frozen=True, kw_only=True):
    """What to do in an incident of one kind, in order, over several offices."""

    key: Key
    name: Words
    code: str
    severity: Severity
    steps: Annotated[list[Step], Meta(min_length=1)]
    lessons: Words | None = None
