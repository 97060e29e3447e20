"""What a `domain.toml` may say, strictly: an unknown key, a wrong type or a dangling name is an error with its path.

A domain states facts: kinds of things, series, limits, rules, playbooks, sources, tiles, pages and datasets. Durations
are written 90s, 5m, 2h, 7d; words are {vi, en}; a number from law carries `source`, `valid_from` and `trust`.
"""

from haidang.kernel.facts import Band, Duration, Key, SeriesKey, Severity, Trust, Words

from .alarms import Cause, Ease, Part, Remind, When
from .checks import Check
from .contradictions import contradictions
from .domain import Domain
from .measured import Field, Limit, Series, Source, ThingType
from .reading import read
from .rules import FORECAST, Ask, Choice, Playbook, Rule, Step
from .shown import Dataset, Lead, Page, Tile

__all__ = [
    "FORECAST", "Ask", "Band", "Cause", "Check", "Choice", "Dataset", "Domain", "Duration", "Ease", "Field", "Key",
    "Lead", "Limit", "Page", "Part", "Playbook", "Remind", "Rule", "Series", "SeriesKey", "Severity", "Source",
    "Step", "ThingType", "Tile", "Trust", "When", "Words", "contradictions", "read",
]  # fmt: skip
