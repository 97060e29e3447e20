"""A field's indicators on the wall: as tiles, as what asks for attention, and as what the field leads with."""

from dataclasses import replace
from typing import Any

from haidang.core.directory.permissions import decide
from haidang.core.indicators import queries
from haidang.core.indicators.reading import plans
from haidang.core.indicators.reading.headline import headline
from haidang.core.ui.unit_names import unit_said
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.formula import Quality
from haidang.web.desk.domains.leads import Drawn, leads
from haidang.web.desk.indicators.plans import row
from haidang.web.desk.indicators.tiles import Tile
from haidang.web.desk.indicators.tiles import tiles as tiles_of
from haidang.web.desk.overview.tiles import Shown
from haidang.web.templatetags.figures import change_said, period_of, plain

MOST_ATTENTION, MOST_LEADS, MOST_CHARTS = 8, 3, 2
MOST_LETTERS = 8


def tiles(actor: Actor, domain: str, most: int) -> list[Shown]:
    """So many of the indicators that stand for the field, those with a figure."""
    if not decide(actor, "indicator.read"):
        return []
    return [_shown(one) for one in tiles_of(actor, headline(actor, domain=domain, most=most)) if one.now is not None]


def _shown(one: Tile) -> Shown:
    """From afar a long number leaves no room for a line beside it."""
    now, facts = one.now, one.entry.facts
    unit = unit_said(facts.unit)
    long = now is not None and len(plain(now.value, one.entry)) + len(unit) > MOST_LETTERS
    return Shown(
        key=one.entry.code, name=one.name, area=period_of(now) if now else one.area, url="",
        value=now.value if now else None, unit=unit, decimals=facts.decimals, sev=one.sev, why=one.reason,
        delta=change_said(now) if now else "", values=[] if long else one.line, is_simulated=bool(now and Quality.SIMULATED in now.quality),
    )  # fmt: skip


def attention(actor: Actor, domain: str) -> dict[str, Any] | None:
    """Figures in a band that asks for attention, and targets that will not be reached."""
    if not decide(actor, "indicator.read"):
        return None
    running = plans.at_province(actor, domain=domain)
    return {
        "abnormal": queries.abnormal(actor, domain=domain, most=MOST_ATTENTION),
        "troubled": [row(one) for one in running if one.state in plans.TROUBLED][:MOST_ATTENTION],
    }


def drawn(actor: Actor, domain: str) -> list[Drawn]:
    """What there is to draw; no second map beside the wall's own."""
    field = registry.domains().get(domain)
    found = leads(actor, field, without=("curves",)) if field is not None else []
    return [_for_the_wall(one) for one in found if one.facts][:MOST_LEADS]


def _for_the_wall(one: Drawn) -> Drawn:
    facts = dict(one.facts or {})
    if "charts" in facts:
        facts["charts"] = facts["charts"][:MOST_CHARTS]
    template = "desk/domains/leads/places.html" if one.lead.kind == "map" else one.template
    return replace(one, facts=facts, template=template)
