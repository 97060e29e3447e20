"""What a domain shows and gives away."""

from typing import Literal

from haidang.kernel.facts import Facts, Key, SeriesKey, Words


class Tile(Facts, frozen=True, kw_only=True):
    """A number on the overview and the wall.

    value: `worst` band or `max`/`min`/`mean`/`count` of the latest of a series over things, or `answer`, the name of a
    function registered by the domain. `headline` puts it in one line at the head of the wall, like the weather.
    """

    key: Key
    name: Words
    series: SeriesKey | None = None
    things: list[Key] = []
    value: Literal["worst", "max", "min", "mean", "count", "answer"] = "max"
    answer: str = ""
    unit: str = ""
    decimals: int = 0
    target: float | None = None
    wall: bool = False
    headline: bool = False


class Page(Facts, frozen=True, kw_only=True):
    """A page the domain adds: a view registered in its `pages/` folder under this key."""

    key: Key
    name: Words
    audience: Literal["desk", "public"] = "desk"
    icon: str = ""


class Dataset(Facts, frozen=True, kw_only=True):
    """Open data the domain publishes: hourly means of `series`, or with `indicators` the figures of its public indicators."""

    key: Key
    name: Words
    series: list[SeriesKey] = []
    indicators: bool = False
    licence: str
    about: Words


class Lead(Facts, frozen=True, kw_only=True):
    """What the page of the field and its scene on the wall lead with, in the order given; the first says most.

    Of `indicators` (keys of this domain, or domain.key), those that have figures:
    plan: the course of their running targets on to what they will come to.   course: their course.
    years: the last twelve months beside the twelve before.   usual: the newest against what is usual for them.
    map, places: the first that enough places give, on the map or as sorted bars.
    Of `series`, at the things that measure them, the worst first:
    bullets: the newest value against its band.   curves: the last day.
    Of the field itself: hours: alerts and cases by weekday and hour.   ages: open cases by age.
    punctuality: offices by the share of cases on time, against the line to compare with.
    own: what the function of this key in the `LEADS` of the domain's leads.py says, in <domain>/leads/<key>.html.
    """

    key: Key
    name: Words
    kind: Literal[
        "plan", "course", "years", "usual", "map", "places", "bullets", "curves", "hours", "ages", "punctuality", "own"
    ]
    indicators: list[str] = []
    series: list[SeriesKey] = []
    wide: bool = False
