"""Detections as data: what a record must be, by what records are taken together, and how many in what time.

A detection counts matching records of one group (`by`) within `within`; with `distinct` it counts different values of a
field; with `after` a record only counts when enough of another kind came before it in the same group; with `times` the
group's records of a minute must be that many times its usual number.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from haidang.kernel import clock, strict
from haidang.kernel.facts import Duration, Key, Severity, Trust, Words
from haidang.kernel.strict import ManifestError

FILE = Path(__file__).parent.parent / "facts" / "detections.toml"
Family = Literal["guessing", "scanning", "rights", "traces", "malware", "web", "mail", "service"]
ATTRIBUTES = ("src", "user", "host", "app", "port", "kind")
BY = (*ATTRIBUTES, "source")
LONGEST = "1d"


class Match(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a record must be; what is left out does not narrow. `level` is the mildest level (0 worst, 7 mildest)."""

    kinds: list[str] = []
    apps: list[str] = []
    contains: list[str] = []
    pattern: str = ""
    level: int = 8
    ports: list[int] = []
    users: list[str] = []
    not_users: list[str] = []
    fields: dict[str, str] = {}

    @property
    def is_empty(self) -> bool:
        return self == Match()


class Facts(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One detection. `technique`: its number in MITRE ATT&CK. `quiet`: how long nothing must come until it is over."""

    key: Key
    name: Words
    family: Family
    severity: Severity
    match: Match
    by: list[str] = field(default_factory=lambda: ["src"])
    count: int = 1
    within: Duration = "5m"
    distinct: str = ""
    after: Match | None = None
    after_count: int = 1
    after_within: Duration = "10m"
    times: float = 0.0
    quiet: Duration = "15m"
    technique: str = ""
    action: Words | None = None
    trust: Trust = "X"
    enabled: bool = True


class File(Struct, forbid_unknown_fields=True, frozen=True):
    detections: list[Facts]


@cache
def shipped() -> dict[str, Facts]:
    """The detections that come with the program, by key. Raises ManifestError."""
    read = strict.load(FILE, File).detections
    for one in read:
        check(one, FILE)
    return {one.key: one for one in read}


def check(one: Facts, file: Path | str = "detections") -> None:
    """Raises ManifestError that names the detection and the field."""

    def refuse(where: str, value: object, remedy: str) -> None:
        raise ManifestError(file, f"{one.key}.{where}", value, remedy)

    if one.match.is_empty:
        refuse("match", {}, "say what a record must be: kinds, apps, contains, pattern, level, ports, users or fields")
    for which, match in (("match", one.match), ("after", one.after)):
        try:
            re.compile(match.pattern if match else "")
        except re.error as error:
            refuse(f"{which}.pattern", match.pattern if match else "", f"not a pattern: {error}")
    for name in one.by:
        if name not in BY:
            refuse("by", name, f"one of {', '.join(BY)}")
    if one.distinct and one.distinct not in ATTRIBUTES:
        refuse("distinct", one.distinct, f"one of {', '.join(ATTRIBUTES)}")
    if one.count < 1 or one.after_count < 1:
        refuse("count", one.count, "at least 1")
    if one.times and (one.times <= 1 or one.distinct or one.after):
        refuse("times", one.times, "more than 1, and without distinct and after")
    if clock.duration(one.within) > clock.duration(LONGEST) or clock.duration(one.after_within) > clock.duration(
        LONGEST
    ):
        refuse("within", one.within, f"at most {LONGEST}: counts are held in memory")
