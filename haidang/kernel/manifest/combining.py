"""What contradicts itself in a rule that combines parts, in the causes it stands back for, and in how it eases."""

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from haidang.kernel import clock
from haidang.kernel.logic import LogicError, parsed

if TYPE_CHECKING:
    from . import Domain, Rule

MOST_PARTS = 8
SIMPLE = ("threshold", "rate", "silence")
Fault = tuple[str, Any, str]


def contradictions(at: int, rule: "Rule", domain: str, series: Collection[str]) -> Iterator[Fault]:
    """Of a rule of a domain's file. Series of other domains are looked up when the rule is judged."""
    for where, value, remedy in faults(rule):
        yield f"rules[{at}].{where}", value, remedy
    for number, part in enumerate(rule.parts):
        if part.domain in ("", domain) and part.series not in series:
            yield f"rules[{at}].parts[{number}].series", part.series, f"name one of {', '.join(sorted(series))}"


def across(domains: "Mapping[str, Domain]") -> Iterator[tuple[str, str, Any, str]]:
    """What domains say of each other and nobody declares: a cause, the series of a part. Domain, field, value, remedy."""
    rules = {f"{domain.key}.{rule.key}" for domain in domains.values() for rule in domain.rules}
    series = {f"{domain.key}.{one.key}" for domain in domains.values() for one in domain.series}
    for domain in domains.values():
        for at, rule in enumerate(domain.rules):
            for number, cause in enumerate(rule.held_by):
                if (cause.rule if "." in cause.rule else f"{domain.key}.{cause.rule}") not in rules:
                    yield (
                        domain.key,
                        f"rules[{at}].held_by[{number}].rule",
                        cause.rule,
                        "name a rule: key, or domain.key",
                    )
            for number, part in enumerate(rule.parts):
                if f"{part.domain or domain.key}.{part.series}" not in series:
                    where = f"rules[{at}].parts[{number}].series"
                    yield domain.key, where, part.series, f"a series of {part.domain or domain.key}"


def faults(rule: "Rule") -> Iterator[Fault]:
    """Of a combination, wherever it was written: field, value, remedy."""
    keys = [part.key for part in rule.parts]
    if rule.series or rule.indicator or rule.things:
        yield "series", rule.series, "a combination names its series and things in its parts"
    if not 2 <= len(keys) <= MOST_PARTS:
        yield "parts", len(keys), f"give 2 to {MOST_PARTS} parts"
    for number, part in enumerate(rule.parts):
        yield from _of_part(number, part, keys)
    yield from _of_logic(rule, keys)
    if rule.when.order and not rule.when.within:
        yield "when.within", None, "a sequence needs a time within which it happens, like 30m"
    if unknown := [key for key in rule.when.order if key not in keys]:
        yield "when.order", unknown[0], f"name parts: {', '.join(keys)}"
    if rule.asks or rule.public:
        yield "public", None, "a combination asks and tells the public nothing: let a rule of one series do it"


def _of_part(number: int, part: Any, keys: list[str]) -> Iterator[Fault]:
    if keys.index(part.key) != number:
        yield f"parts[{number}].key", part.key, "give each part a key of its own"
    if part.when.kind not in SIMPLE:
        yield f"parts[{number}].when.kind", part.when.kind, f"one of {', '.join(SIMPLE)}"
    elif part.when.kind != "silence" and part.when.value is None and not part.when.limit:
        yield f"parts[{number}].when.value", None, "give the value to compare with, or name a limit"


def _of_logic(rule: "Rule", keys: list[str]) -> Iterator[Fault]:
    if not rule.when.logic:
        return
    try:
        named = parsed(rule.when.logic).names()
    except LogicError as error:
        yield "when.logic", rule.when.logic, str(error)
        return
    unknown = [name for name in named if name not in keys]
    if unknown:
        yield "when.logic", unknown[0], f"name parts: {', '.join(keys)}"
    elif all(part.key not in named for part in rule.parts):
        yield "when.logic", rule.when.logic, "name at least one part"


def milder(rule: "Rule") -> Iterator[Fault]:
    """Eases must lead step by step to milder levels, on the calm side of the limit; lengths must be lengths."""
    level, before = rule.severity, rule.when.value
    for number, ease in enumerate(rule.eases):
        if ease.severity <= level:
            yield f"eases[{number}].severity", ease.severity, f"a level milder than {level}"
        if before is not None and not _calmer(rule.when.op, ease.value, before):
            yield f"eases[{number}].value", ease.value, f"a value on the calm side of {before:g}"
        level, before = ease.severity, ease.value
    lengths = [(f"held_by[{number}].linger", cause.linger) for number, cause in enumerate(rule.held_by)]
    lengths += [("remind.every", rule.remind.every)] if rule.remind else []
    for name, text in lengths:
        try:
            clock.duration(text)
        except ValueError as error:
            yield name, text, str(error)


def _calmer(op: str, value: float, limit: float) -> bool:
    return value < limit if op in (">", ">=") else value > limit
