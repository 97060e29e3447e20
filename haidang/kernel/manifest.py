"""What a `domain.toml` may say, strictly: an unknown key, a wrong type or a dangling name is an error with its path.

A domain states facts: kinds of things, series, limits, rules, playbooks, sources, tiles, pages and datasets. Durations
are written 90s, 5m, 2h, 7d; words are {vi, en}; a number from law carries `source`, `valid_from` and `trust`.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from . import clock, combining, indicators, procedures, strict
from .alarms import Cause as Cause
from .alarms import Ease as Ease
from .alarms import Part as Part
from .alarms import Remind as Remind
from .alarms import When as When
from .checks import Check as Check
from .facts import Band as Band
from .facts import Duration as Duration
from .facts import Key as Key
from .facts import SeriesKey as SeriesKey
from .facts import Severity as Severity
from .facts import Trust as Trust
from .facts import Words as Words
from .flow import Flow
from .indicator import Baseline, Indicator, MaybeKey, Plan, Target
from .procedure import Grade, Procedure, Reason, Template
from .pull import Pull
from .strict import ManifestError

MaybeSeries = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]{0,40}$")]
FORECAST = "forecast"


class _Facts(Struct, forbid_unknown_fields=True, frozen=True):
    pass


class Field(_Facts, frozen=True, kw_only=True):
    """A property of a kind of thing beside its name and place."""

    key: Key
    name: Words
    type: Literal["text", "number", "date", "choice", "bool"] = "text"
    unit: str = ""
    choices: list[Words] = []
    required: bool = False


class ThingType(_Facts, frozen=True, kw_only=True):
    """A kind of thing: station, gauge, substation ...; `series` names what it measures unless the thing says otherwise."""

    key: Key
    name: Words
    icon: str
    ngsi_type: str
    geometry: Literal["point", "line", "polygon"] = "point"
    fields: list[Field] = []
    series: list[SeriesKey] = []
    about: Words | None = None


class Limit(_Facts, frozen=True, kw_only=True):
    """A limit from a regulation for one averaging time; `value` stays empty where it is not known."""

    key: Key
    name: Words
    averaging: Literal["instant", "1h", "8h", "24h", "year"]
    value: float | None = None
    low: float | None = None
    column: str = ""
    source: str
    valid_from: date
    valid_to: date | None = None
    trust: Trust


class Series(_Facts, frozen=True, kw_only=True):
    """One measured quantity: unit, cadence, what is plausible, and the foreign names that mean it.

    `everyday`: a number that everybody looks for, shown on the citizens' home from the nearest thing that measures it.
    """

    key: SeriesKey
    name: Words
    unit: str
    cadence: Duration
    decimals: Annotated[int, Meta(ge=0, le=6)] = 1
    aggregate: Literal["mean", "sum", "max", "last"] = "mean"
    valid_min: float | None = None
    valid_max: float | None = None
    max_step_per_minute: float | None = None
    stuck_for: Duration | None = None
    symbols: list[str] = []
    units: dict[str, float] = {}
    bands: list[Band] = []
    limits: list[Limit] = []
    about: Words | None = None
    everyday: bool = False

    def state(self, value: float | None) -> Words | None:
        """The name of the state that a number stands for ("Mất điện" for 0); None when the series is a quantity."""
        if self.aggregate != "last" or self.unit or value is None:
            return None
        named = (one.name for one in self.bands if _is_within(one, value))
        return next(named, None)


def _is_within(band: Band, value: float) -> bool:
    return (band.from_ is None or value >= band.from_) and (band.below is None or value < band.below)


class Choice(_Facts, frozen=True, kw_only=True):
    """One answer; `is_yes` marks those that confirm what is asked about."""

    key: Key
    name: Words
    is_yes: bool = True


class Ask(_Facts, frozen=True, kw_only=True):
    """What people near the thing are asked while its alert is open: a question with its answers."""

    question: Words
    choices: Annotated[list[Choice], Meta(min_length=2)]
    within_m: Annotated[float, Meta(gt=0, le=50_000)] = 5_000


class Rule(_Facts, frozen=True, kw_only=True):
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


class Step(_Facts, frozen=True, kw_only=True):
    """One step of a playbook: who does what within which time; `when` says in words what makes it necessary."""

    key: Key
    name: Words
    role: str
    office_kind: str = ""
    unit_kind: str = ""
    within: Duration
    when: Words | None = None
    must: bool = True


class Playbook(_Facts, frozen=True, kw_only=True):
    """What to do in an incident of one kind, in order, over several offices."""

    key: Key
    name: Words
    code: str
    severity: Severity
    steps: Annotated[list[Step], Meta(min_length=1)]
    lessons: Words | None = None


class Source(_Facts, frozen=True, kw_only=True):
    """Where readings come from: through which door, in which form, from whom; `pull` says how one is read by us."""

    key: Key
    name: Words
    door: Literal["ingest", "mqtt", "files", "typed", "internal", "pull"]
    format: str = "readings"
    office: str = ""
    data_class: Literal["public", "internal", "personal", "sensitive"] = "public"
    pull: Pull | None = None


class Tile(_Facts, frozen=True, kw_only=True):
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


class Page(_Facts, frozen=True, kw_only=True):
    """A page the domain adds: a view registered in its `pages/` folder under this key."""

    key: Key
    name: Words
    audience: Literal["desk", "public"] = "desk"
    icon: str = ""


class Dataset(_Facts, frozen=True, kw_only=True):
    """Open data the domain publishes: hourly means of `series`, or with `indicators` the figures of its public indicators."""

    key: Key
    name: Words
    series: list[SeriesKey] = []
    indicators: bool = False
    licence: str
    about: Words


class Lead(_Facts, frozen=True, kw_only=True):
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


class Domain(_Facts, frozen=True, kw_only=True):
    """One field of government."""

    key: Key
    name: Words
    short: Words
    icon: str
    order: int
    about: Words
    things: list[ThingType] = []
    series: list[Series] = []
    rules: list[Rule] = []
    playbooks: list[Playbook] = []
    sources: list[Source] = []
    tiles: list[Tile] = []
    pages: list[Page] = []
    datasets: list[Dataset] = []
    leads: list[Lead] = []
    flows: list[Flow] = []
    grades: list[Grade] = []
    reasons: list[Reason] = []
    templates: list[Template] = []
    procedures: list[Procedure] = []
    indicators: list[Indicator] = []
    plans: list[Plan] = []
    targets: list[Target] = []
    baselines: list[Baseline] = []
    checks: list[Check] = []


def read(path: Path) -> Domain:
    """Read and check one `domain.toml` and the files beside it. Raises ManifestError with file, path, value and remedy."""
    domain = procedures.with_folder(strict.load(path, Domain), path.parent / "procedures")
    domain = indicators.with_folder(domain, path.parent / "indicators")
    for where, value, remedy in _contradictions(domain):
        raise ManifestError(path, where, value, remedy)
    return domain


def _contradictions(domain: Domain) -> Iterator[tuple[str, Any, str]]:
    yield from _repeated(domain)
    yield from _dangling(domain)
    yield from procedures.contradictions(domain)
    yield from indicators.contradictions(domain)
    for at, check in enumerate(domain.checks):
        if check.lacks:
            yield f"checks[{at}].{check.lacks}", "", f"a check of kind {check.kind} needs it"
        for key in filter(None, (check.series, check.other, *check.parts)):
            if key not in {one.key for one in domain.series}:
                yield f"checks[{at}]", key, _one_of("series", {one.key: one for one in domain.series})
    for at, rule in enumerate(domain.rules):
        for where, value, remedy in combining.milder(rule):
            yield f"rules[{at}].{where}", value, remedy
        for name, text in (("for", rule.for_), ("acknowledge_within", rule.acknowledge_within)):
            try:
                clock.duration(text)
            except ValueError as error:
                yield f"rules[{at}].{name}", text, str(error)


def _repeated(domain: Domain) -> Iterator[tuple[str, Any, str]]:
    for listing in (
        "things",
        "series",
        "rules",
        "playbooks",
        "sources",
        "tiles",
        "pages",
        "datasets",
        "leads",
        *procedures.LISTINGS,
        *indicators.KEYED,
    ):
        seen: set[str] = set()
        for at, entry in enumerate(getattr(domain, listing)):
            if entry.key in seen:
                yield f"{listing}[{at}].key", entry.key, "the key is used twice: give each entry a key of its own"
            seen.add(entry.key)


def _dangling(domain: Domain) -> Iterator[tuple[str, Any, str]]:
    series = {one.key: one for one in domain.series}
    things = {one.key for one in domain.things}
    playbooks = {one.key for one in domain.playbooks}
    for at, thing in enumerate(domain.things):
        for number, key in enumerate(thing.series):
            if key not in series:
                yield f"things[{at}].series[{number}]", key, _one_of("series", series)
    for at, rule in enumerate(domain.rules):
        if rule.indicator:
            yield from _of_indicator(domain, at, rule)
        elif rule.when.kind == "combination":
            yield from combining.contradictions(at, rule, domain.key, set(series))
        else:
            yield from _of_series(at, rule, series)
        for number, key in enumerate(rule.things):
            if key not in things:
                yield f"rules[{at}].things[{number}]", key, _one_of("things", things)
        if rule.playbook and rule.playbook not in playbooks:
            yield f"rules[{at}].playbook", rule.playbook, _one_of("playbooks", playbooks)
    for at, tile in enumerate(domain.tiles):
        if tile.series is not None and tile.series not in series:
            yield f"tiles[{at}].series", tile.series, _one_of("series", series)
        if tile.value == "answer" and not tile.answer:
            yield f"tiles[{at}].answer", "", "name the function that answers, as registered by the domain"
    yield from _leading_nowhere(domain, series)
    yield from _empty_datasets(domain, series)


NEEDS = {"plan": "indicators", "course": "indicators", "years": "indicators", "usual": "indicators", "map": "indicators",
         "places": "indicators", "bullets": "series", "curves": "series"}  # fmt: skip


def _empty_datasets(domain: Domain, series: dict[str, Series]) -> Iterator[tuple[str, Any, str]]:
    for at, one in enumerate(domain.datasets):
        if not one.series and not one.indicators:
            yield f"datasets[{at}].series", [], "name series, or say indicators = true"
        for number, key in enumerate(one.series):
            if key not in series:
                yield f"datasets[{at}].series[{number}]", key, _one_of("series", series)


def _leading_nowhere(domain: Domain, series: dict[str, Series]) -> Iterator[tuple[str, Any, str]]:
    indicators = {one.key for one in domain.indicators}
    for at, lead in enumerate(domain.leads):
        needed = NEEDS.get(lead.kind)
        if needed and not getattr(lead, needed):
            yield f"leads[{at}].{needed}", [], f"a lead of the kind {lead.kind} needs {needed}"
        for number, key in enumerate(lead.series):
            if key not in series:
                yield f"leads[{at}].series[{number}]", key, _one_of("series", series)
        for number, key in enumerate(lead.indicators):
            if "." not in key and key not in indicators:
                yield f"leads[{at}].indicators[{number}]", key, _one_of("indicators", indicators)


def _of_series(at: int, rule: Rule, series: dict[str, Series]) -> Iterator[tuple[str, Any, str]]:
    if rule.series not in series:
        yield f"rules[{at}].series", rule.series, _one_of("series", series)
    elif rule.when.limit and rule.when.limit not in {limit.key for limit in series[rule.series].limits}:
        yield f"rules[{at}].when.limit", rule.when.limit, f"name a limit of the series {rule.series}"
    if rule.asks and not rule.public:
        yield f"rules[{at}].public", None, "people are asked only about what they are told: give the advice too"
    if rule.when.kind in ("threshold", "rate", "deviation") and rule.when.value is None and not rule.when.limit:
        yield f"rules[{at}].when.value", None, "give the value to compare with, or name a limit"


def _of_indicator(domain: Domain, at: int, rule: Rule) -> Iterator[tuple[str, Any, str]]:
    known = {one.key for one in domain.indicators}
    if rule.indicator not in known:
        yield f"rules[{at}].indicator", rule.indicator, _one_of("indicators", known)
    if rule.series or rule.things or rule.asks or rule.public:
        yield f"rules[{at}].series", rule.series, "a rule on an indicator names no series, things, question or advice"
    if rule.when.kind != "deviation" or rule.when.expected != FORECAST or not (rule.when.value or 0) > 0:
        yield f"rules[{at}].when", rule.when.kind, 'write { kind = "deviation", expected = "forecast", value = 1 }'


def _one_of(listing: str, known: Any) -> str:
    return f"name one of the {listing} of this file: {', '.join(sorted(known)) or 'there are none'}"
