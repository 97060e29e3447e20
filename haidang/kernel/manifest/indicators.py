"""The indicators of a domain: those of its `domain.toml` and of the files in its `indicators/` folder, checked as one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from msgspec import structs

from haidang.kernel import clock, periods, strict, units
from haidang.kernel.facts import Band

from .indicator import Baseline, Indicator, Indicators, Plan, Target

KEYED = ("indicators", "plans")
LISTINGS = (*KEYED, "targets", "baselines")
DEFAULTS = {"indicators": "defaults", "targets": "target_defaults", "baselines": "baseline_defaults"}
Contradiction = tuple[str, Any, str]


class HasIndicators(Protocol):
    """A domain, as far as it speaks of indicators."""

    @property
    def indicators(self) -> list[Indicator]: ...
    @property
    def plans(self) -> list[Plan]: ...
    @property
    def targets(self) -> list[Target]: ...
    @property
    def baselines(self) -> list[Baseline]: ...


D = TypeVar("D", bound=HasIndicators)


def with_folder(domain: D, folder: Path) -> D:
    """The domain with what the TOML files of a folder add. Raises ManifestError."""
    more = [_read(path) for path in sorted(folder.glob("*.toml"))]
    added = {
        name: [*getattr(domain, name), *(one for file in more for one in getattr(file, name))] for name in LISTINGS
    }
    return structs.replace(domain, **added) if more else domain  # type: ignore[type-var]


def _read(path: Path) -> Indicators:
    raw = strict.parsed(path)
    for listing, name in DEFAULTS.items():
        defaults = raw.pop(name, {})
        if isinstance(defaults, dict) and isinstance(raw.get(listing), list):
            raw[listing] = [{**defaults, **one} if isinstance(one, dict) else one for one in raw[listing]]
    return strict.convert(raw, Indicators, path)


def contradictions(domain: HasIndicators) -> Iterator[Contradiction]:
    """Path, value and remedy of everything that does not fit together within one domain."""
    known = {one.key: one for one in domain.indicators}
    for at, one in enumerate(domain.indicators):
        path = f"indicators[{at}:{one.key}]"
        yield from of_one(path, one)
        yield from _of_parts(path, one, known)
    for at, target in enumerate(domain.targets):
        yield from _of_period(f"targets[{at}:{target.indicator}]", target.period)
    for at, baseline in enumerate(domain.baselines):
        yield from _of_period(f"baselines[{at}:{baseline.indicator}]", baseline.period)
    for at, plan in enumerate(domain.plans):
        if plan.valid_from and plan.valid_to and plan.valid_to <= plan.valid_from:
            yield f"plans[{at}:{plan.key}].valid_to", plan.valid_to, f"give a day after {plan.valid_from}"


def of_one(path: str, one: Indicator) -> Iterator[Contradiction]:
    """What does not fit within one indicator."""
    yield from _of_source(path, one)
    yield from _of_numbers(path, one)


def _of_source(path: str, one: Indicator) -> Iterator[Contradiction]:
    if one.is_computed and not one.formula:
        yield f"{path}.formula", "", f"write the formula of an indicator whose source is {one.source}"
    if one.formula and not one.is_computed:
        yield f"{path}.source", one.source, "an indicator with a formula has the source formula, telemetry or cases"
    if not one.office and not one.office_kind:
        yield f"{path}.office_kind", "", "name the owner: `office_kind`, or the code of the `office`"
    if (one.over_places == "weighted") != bool(one.weight):
        yield f"{path}.weight", one.weight, "name the weighing indicator exactly where over_places is weighted"
    try:
        clock.duration(one.due)
    except ValueError as error:
        yield f"{path}.due", one.due, str(error)


def _of_numbers(path: str, one: Indicator) -> Iterator[Contradiction]:
    try:
        units.unit(one.unit)
    except units.UnknownUnit as error:
        yield f"{path}.unit", one.unit, error.remedy
    if one.least > one.most:
        yield f"{path}.valid_range", one.valid_range, "give the lower end first"
    yield from _of_bands(path, one.bands)


def _of_bands(path: str, bands: list[Band]) -> Iterator[Contradiction]:
    keys: set[str] = set()
    for at, band in enumerate(bands):
        if band.key in keys:
            yield f"{path}.bands[{at}].key", band.key, "the key is used twice: give each band a key of its own"
        keys.add(band.key)
        if band.from_ is not None and band.below is not None and band.from_ >= band.below:
            yield f"{path}.bands[{at}].below", band.below, f"no number is between {band.from_} and {band.below}"


def _of_parts(path: str, one: Indicator, known: dict[str, Indicator]) -> Iterator[Contradiction]:
    for at, key in enumerate(one.parts):
        part = known.get(key)
        if part is None or part is one:
            yield f"{path}.parts[{at}]", key, "name another indicator of this domain"
        elif (part.unit, part.period) != (one.unit, one.period):
            yield (
                f"{path}.parts[{at}]",
                key,
                f"parts have the unit and the period of the whole: {one.unit}, {one.period}",
            )


def _of_period(path: str, text: str) -> Iterator[Contradiction]:
    try:
        periods.read(text)
    except periods.NoPeriod as error:
        yield f"{path}.period", text, error.remedy
