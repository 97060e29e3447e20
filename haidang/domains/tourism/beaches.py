"""Beaches now: people against what is safe, the flag, and how old both are."""

from dataclasses import dataclass
from datetime import datetime

from haidang.core.telemetry import queries as telemetry
from haidang.core.things.queries import things
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

FULL, CROWDED = 1.0, 0.8
FLAGS = {"green": 0, "yellow": 1, "red": 2}


@dataclass(frozen=True, slots=True)
class Beach:
    """`people` and `flag` are None where nobody has said, or not for long; `share` is of the safe capacity."""

    code: str
    name: str
    place: str
    people: float | None
    capacity: float | None
    at: datetime | None
    flag: str
    flag_name: str
    lifeguards: float | None
    hours: str
    is_simulated: bool
    lon: float | None
    lat: float | None

    @property
    def share(self) -> float | None:
        return self.people / self.capacity if self.people is not None and self.capacity else None

    @property
    def severity(self) -> int | None:
        """2 under a red flag, 3 over the safe capacity, 4 near it or under a yellow flag."""
        if self.flag == "red":
            return 2
        share = self.share or 0.0
        return 3 if share >= FULL else 4 if share >= CROWDED or self.flag == "yellow" else None


def beaches(actor: Actor) -> list[Beach]:
    """The gravest first, then the fullest."""
    newest = telemetry.latest(actor, domain="tourism").of(types=["beach"]).by_name()
    facts = registry.series("tourism", "flag")
    found = []
    for one in things(actor, types=["beach"], state="active"):
        people, flag = newest.get((one.code, "people")), newest.get((one.code, "flag"))
        people = people if people and people.freshness != "lost" else None
        flag = flag if flag and flag.freshness != "lost" else None
        key = next((key for key, value in FLAGS.items() if flag and round(flag.value) == value), "")
        named = facts.state(flag.value) if facts and flag else None
        found.append(Beach(
            one.code, name_of(one) or one.code, name_of(one.place) or "", people.value if people else None,
            one.fields.get("capacity"), people.at if people else None, key, shown(named) if named else "",
            one.fields.get("lifeguards"), str(one.fields.get("hours", "")),
            bool(one.source and one.source.is_simulated), one.lon, one.lat,
        ))  # fmt: skip
    return sorted(found, key=lambda one: (one.severity or 9, -(one.share or 0), one.name))
