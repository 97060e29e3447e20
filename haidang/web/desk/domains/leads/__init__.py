"""What a field leads with, by its manifest: one function for each kind, each with a template of the same name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from haidang.core.directory.models import Office
from haidang.core.directory.permissions import decide
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest import Domain, Lead

from . import casework, hours, indicators, things, usual

Facts = dict[str, Any]

KINDS: dict[str, Callable[[Actor, Domain, Lead], Facts | None]] = {
    "plan": indicators.plan,
    "course": indicators.course,
    "years": indicators.years,
    "map": indicators.places,
    "places": indicators.places,
    "usual": usual.usual,
    "bullets": things.bullets,
    "curves": things.curves,
    "hours": hours.hours,
    "ages": casework.ages,
    "punctuality": casework.punctuality,
}
TEMPLATES = {"plan": "charts", "course": "charts", "years": "charts"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One lead visual. `facts` is None while there is nothing to draw; then `owners` are those who owe it."""

    lead: Lead
    name: str
    template: str
    facts: Facts | None
    owners: list[str]


def leads(actor: Actor, domain: Domain, *, without: Sequence[str] = ()) -> list[Drawn]:
    """In the order of the manifest; kinds of `without` are left out, and what the actor may see nothing of."""
    return [_drawn(actor, domain, one) for one in domain.leads if one.kind not in without and _may(actor, one)]


def _may(actor: Actor, one: Lead) -> bool:
    if one.indicators:
        return bool(decide(actor, "indicator.read"))
    return one.kind not in ("ages", "punctuality") or bool(decide(actor, "case.read"))


def _drawn(actor: Actor, domain: Domain, one: Lead) -> Drawn:
    facts = _own(actor, domain, one) if one.kind == "own" else KINDS[one.kind](actor, domain, one)
    template = f"{domain.key}/leads/{one.key}.html" if one.kind == "own" else _template(one.kind)
    return Drawn(one, shown(one.name), template, facts, [] if facts else _owners(actor, domain, one))


def _template(kind: str) -> str:
    return f"desk/domains/leads/{TEMPLATES.get(kind, kind)}.html"


def _own(actor: Actor, domain: Domain, one: Lead) -> Facts | None:
    part = registry.part(domain.key, "leads")
    found: Facts | None = part.LEADS[one.key](actor) if part is not None else None
    return found


def _owners(actor: Actor, domain: Domain, one: Lead) -> list[str]:
    """The offices that the missing figures are of."""
    ids = dict.fromkeys(each.office_id for each in indicators.entries(actor, domain, one) if each.office_id)
    called = Office.objects.in_bulk(list(ids))
    return [name_of(called[number]) for number in ids if number in called]
