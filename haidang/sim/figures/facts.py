"""What the simulator makes of the figures that people and other systems bring: `simulated.toml` of each domain.

Nothing in these files says anything of a real place.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from haidang.kernel import registry, strict

Season = Literal["flat", "rain", "dry", "beach", "year_end", "tet", "school", "harvest"]
Spread = Literal["people", "towns", "country", "coast", "sea", "even"]
Positive = Annotated[float, Meta(gt=0)]


class Figure(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One indicator: about `level` for the whole province in one period, or `share` of the indicator `of` of its domain.

    `growth` is per cent a year (points for an indicator in per cent), `noise` per cent (or points) of one period's
    chance, `by` how it spreads over the communes. A `plan` holds for its whole year. What is made `elsewhere` in the
    demo is left alone here. `kept` periods of history where more than usual are needed to compare with. `surge`: in every
    six periods one place of its level has an outbreak that adds about so many at its height.
    """

    level: float = 0.0
    of: str = ""
    share: Positive = 1.0
    growth: float = 2.0
    noise: Annotated[float, Meta(ge=0)] | None = None
    season: Season = "flat"
    by: Spread = "people"
    plan: bool = False
    elsewhere: bool = False
    kept: Annotated[int, Meta(ge=0)] = 0
    surge: Annotated[float, Meta(ge=0)] = 0.0


class Simulated(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    figures: dict[str, Figure]


def read() -> dict[str, Figure]:
    """By `domain.key`. Raises ManifestError."""
    found: dict[str, Figure] = {}
    for path in registry.files_named("simulated.toml"):
        told = strict.load(path, Simulated)
        found |= {f"{path.parent.name}.{key}": one for key, one in told.figures.items()}
    return found
