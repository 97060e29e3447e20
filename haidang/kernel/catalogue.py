"""The indicators of all domains together: what each is called, what their formulas need, and what does not fit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from haidang.kernel.manifest.indicator import Indicator

from . import formula, units
from .formula import CasesOf, FormulaError, Name, Node, SeriesOf
from .formula.tree import Leaf
from .manifest import Domain
from .units import Unit

CASE_MEASURES = (
    "received", "closed", "on_time", "late", "open", "overdue", "online", "at_counter", "rated", "satisfied", "refused",
    "extended", "reopened", "merged", "with_fee", "paid_online", "with_result_file", "digitised", "reused", "verified",
    "urgent", "supplemented", "hours",
)  # fmt: skip
"""What `cases(domain, measure)` may count; `hours` is the mean length of those closed."""

COUNTED_AS = {"dossier": "hồ sơ", "report": "phản ánh", "directive": "nhiệm vụ", "request": "kiến nghị"}
Problem = tuple[str, str, Any, str]
"""Domain, path, value and remedy."""


@dataclass(frozen=True)
class Catalogue:
    """Every indicator by its full name."""

    domains: Mapping[str, Domain]
    indicators: Mapping[str, Indicator] = field(init=False)

    def __post_init__(self) -> None:
        found = {f"{domain.key}.{one.key}": one for domain in self.domains.values() for one in domain.indicators}
        object.__setattr__(self, "indicators", found)

    @cached_property
    def trees(self) -> dict[str, Node]:
        """The read formulas by full name. Raises FormulaError."""
        return {
            name: formula.parse(one.formula, name.partition(".")[0])
            for name, one in self.indicators.items()
            if one.formula
        }

    @cached_property
    def needs(self) -> dict[str, set[str]]:
        return {name: formula.names(tree) for name, tree in self.trees.items()}

    def unit(self, leaf: Leaf) -> Unit:
        """Raises FormulaError."""
        match leaf:
            case Name():
                return self._of_name(leaf)
            case SeriesOf():
                return self._of_series(leaf)
            case CasesOf():
                return self._of_cases(leaf)

    def _of_name(self, leaf: Name) -> Unit:
        one = self.indicators.get(str(leaf))
        if one is None:
            raise FormulaError(f"Không có chỉ tiêu {leaf}.", f"There is no indicator {leaf}.", *leaf.span)
        return units.unit(one.unit)

    def _of_series(self, leaf: SeriesOf) -> Unit:
        domain = self.domains.get(leaf.domain)
        one = next((one for one in domain.series if one.key == leaf.key), None) if domain else None
        if one is None:
            name = f"{leaf.domain}.{leaf.key}"
            raise FormulaError(f"Không có chuỗi đo {name}.", f"There is no series {name}.", *leaf.span)
        if leaf.how in ("share_above", "share_below"):
            return units.unit("%")
        if leaf.how == "count":
            return units.ONE
        try:
            return units.unit(one.unit)
        except units.UnknownUnit as error:
            raise FormulaError(
                f"Đơn vị “{one.unit}” của {leaf.key} không có trong bảng.",
                f"The unit “{one.unit}” of {leaf.key} is not in the table.",
                *leaf.span,
            ) from error

    def _of_cases(self, leaf: CasesOf) -> Unit:
        domain = self.domains.get(leaf.domain)
        if domain is None or not domain.procedures:
            raise FormulaError(f"{leaf.domain} không có hồ sơ.", f"{leaf.domain} has no cases.", *leaf.span)
        if leaf.measure not in CASE_MEASURES:
            known = ", ".join(CASE_MEASURES)
            raise FormulaError(
                f"cases: “{leaf.measure}” không có; dùng {known}.",
                f"cases: no “{leaf.measure}”; use {known}.",
                *leaf.span,
            )
        kinds = {one.key for one in domain.procedures} | {one.field for one in domain.procedures}
        if leaf.kind and leaf.kind not in kinds:
            raise FormulaError(
                f"cases: {leaf.domain} không có thủ tục hay lĩnh vực “{leaf.kind}”.",
                f"cases: {leaf.domain} has no procedure or field “{leaf.kind}”.",
                *leaf.span,
            )
        return units.unit("giờ" if leaf.measure == "hours" else COUNTED_AS[domain.procedures[0].kind])

    def full(self, name: str, domain: str) -> str:
        return name if "." in name else f"{domain}.{name}"


def problems(domains: Mapping[str, Domain]) -> Iterator[Problem]:
    """What does not fit between the indicators of all domains: names, units, circles, targets."""
    known = Catalogue(domains)
    trees: dict[str, Node] = {}
    for domain, at, one in _each(domains.values()):
        path = f"indicators[{at}:{one.key}]"
        if one.weight and known.full(one.weight, domain.key) not in known.indicators:
            yield domain.key, f"{path}.weight", one.weight, "name an indicator that there is"
        if not one.formula:
            continue
        try:
            tree = formula.parse(one.formula, domain.key)
            formula.check(tree, known, one.unit)
            trees[f"{domain.key}.{one.key}"] = tree
        except FormulaError as error:
            yield domain.key, f"{path}.formula", one.formula, f"{error.words.en} (signs {error.start}-{error.end})"
    try:
        formula.in_order({name: formula.names(tree) for name, tree in trees.items()})
    except FormulaError as error:
        yield "", "formula", "", error.words.en
    yield from _of_plans(known, domains)


def _each(domains: Iterable[Domain]) -> Iterator[tuple[Domain, int, Indicator]]:
    for domain in domains:
        for at, one in enumerate(domain.indicators):
            yield domain, at, one


def _of_plans(known: Catalogue, domains: Mapping[str, Domain]) -> Iterator[Problem]:
    plans = {f"{domain.key}.{plan.key}" for domain in domains.values() for plan in domain.plans}
    for domain in domains.values():
        for at, target in enumerate(domain.targets):
            path = f"targets[{at}:{target.indicator}]"
            if known.full(target.indicator, domain.key) not in known.indicators:
                yield domain.key, f"{path}.indicator", target.indicator, "name an indicator that there is"
            if known.full(target.plan, domain.key) not in plans:
                yield domain.key, f"{path}.plan", target.plan, f"name one of the plans: {', '.join(sorted(plans))}"
        for at, one in enumerate(domain.baselines):
            if known.full(one.indicator, domain.key) not in known.indicators:
                path = f"baselines[{at}:{one.indicator}].indicator"
                yield domain.key, path, one.indicator, "name an indicator that there is"
