"""How the alerts of a dry run would bear on people: which stand back for a cause, which ease, how often somebody is reminded."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from haidang.kernel.manifest import Words

from .replay import Episode

NOBODY = timedelta(0)
MOST_NOTABLE = 40
Between = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Borne:
    """One alert of a dry run. held: when it stood back, for `cause`; levels: from when it was of which severity.

    asks: the rest of its time until somebody took it, in which it asked.
    """

    episode: Episode
    held: list[Between]
    cause: Words | None
    levels: list[tuple[datetime, int]]
    asks: list[Between]
    reminders: int

    @property
    def is_held(self) -> bool:
        return bool(self.held)

    @property
    def asks_nobody(self) -> bool:
        return not self.asks

    @property
    def held_for(self) -> timedelta:
        return sum((end - begin for begin, end in self.held), NOBODY)

    @property
    def mildest(self) -> int:
        return max(level for _at, level in self.levels)

    @property
    def is_eased(self) -> bool:
        return len(self.levels) > 1


@dataclass(frozen=True, slots=True)
class Bearing:
    """The alerts of one draft, as they would have been met. unknown: causes of which no dry run can be made."""

    alerts: list[Borne] = field(default_factory=list)
    unknown: list[Words] = field(default_factory=list)

    @property
    def raised(self) -> int:
        return len(self.alerts)

    @property
    def asking(self) -> int:
        """Those that ask somebody for something at some time."""
        return sum(not one.asks_nobody for one in self.alerts)

    @property
    def held(self) -> int:
        return sum(one.is_held for one in self.alerts)

    @property
    def held_whole(self) -> int:
        return sum(one.is_held and one.asks_nobody for one in self.alerts)

    @property
    def held_hours(self) -> float:
        return sum((one.held_for for one in self.alerts), NOBODY) / timedelta(hours=1)

    @property
    def forward(self) -> int:
        """Those that stood back and came forward, because they still held when their cause had ended."""
        return sum(one.is_held and any(ask[0] >= one.held[0][1] for ask in one.asks) for one in self.alerts)

    @property
    def eased(self) -> int:
        return sum(one.is_eased for one in self.alerts)

    @property
    def reminded(self) -> int:
        return sum(one.reminders > 0 for one in self.alerts)

    @property
    def reminders(self) -> int:
        return sum(one.reminders for one in self.alerts)

    @property
    def notable(self) -> list[Borne]:
        """The newest of those that stand back, ease or are reminded of."""
        several = [one for one in self.alerts if one.is_held or one.is_eased or one.reminders]
        return sorted(several, key=lambda one: one.episode.opened_at, reverse=True)[:MOST_NOTABLE]

    @property
    def by_level(self) -> dict[int, int]:
        """How many are raised on each level."""
        return dict(sorted(Counter(one.levels[0][1] for one in self.alerts).items()))

    def facts(self) -> tuple[object, ...]:
        """By which two are told apart."""
        aside = self.held, round(self.held_hours, 3), self.forward
        return self.asking, *aside, self.eased, self.reminders, self.by_level


@dataclass(frozen=True, slots=True)
class Weighed:
    """The rule in force beside the draft; None: there is no rule."""

    now: Bearing | None
    then: Bearing | None

    @property
    def unknown(self) -> list[Words]:
        """Causes of either that could not be tried."""
        return [one for side in (self.then, self.now) if side for one in side.unknown]
