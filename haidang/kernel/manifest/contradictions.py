"""What does not fit together within one domain: keys used twice, names of nothing."""

from collections.abc import Iterator
from typing import Any

from haidang.kernel import clock

from . import combining, indicators, procedures
from .domain import Domain
from .measured import Series
from .rules import FORECAST, Rule

KEYED = ("things", "series", "rules", "playbooks", "sources", "tiles", "pages", "datasets", "leads")
NEEDS = {"plan": "indicators", "course": "indicators", "years": "indicators", "usual": "indicators", "map": "indicators",
         "places": "indicators", "bullets": "series", "curves": "series"}  # fmt: skip
"""What a lead of each kind must name."""


def contradictions(domain: Domain) -> Iterator[tuple[str, Any, str]]:
    """Path, value and remedy of everything that does not fit together."""
    yield from _repeated(domain)
    yield from _dangling(domain)
    yield from procedures.contradictions(domain)
    yield from indicators.contradictions(domain)
    for at, check in enumerate(domain.checks):
        if check.lacks:
            yield f"checks[{at}].{check.lacks}", "", f"a check of kind {check.kind} needs it"
        for key in filter(None, (check.series, check.other, *check.parts)):
            if key not in {one.key for one in domain.series}:
                yield f"checks[{at}]", key, _one_of("series", {one.key for one in domain.series})
    for at, rule in enumerate(domain.rules):
        for where, value, remedy in combining.milder(rule):
            yield f"rules[{at}].{where}", value, remedy
        for name, text in (("for", rule.for_), ("acknowledge_within", rule.acknowledge_within)):
            try:
                clock.duration(text)
            except ValueError as error:
                yield f"rules[{at}].{name}", text, str(error)


def _repeated(domain: Domain) -> Iterator[tuple[str, Any, str]]:
    for listing in (*KEYED, *procedures.LISTINGS, *indicators.KEYED):
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
