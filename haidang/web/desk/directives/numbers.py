"""Which numbers are offered to give a directive about; tiles of the overview among them."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directives.about import About, Unseen, resolvers
from haidang.core.directory.permissions import decide
from haidang.core.incidents import queries as incidents
from haidang.core.indicators import queries as indicators
from haidang.core.rules.reading import queries as rules
from haidang.core.rules.reading import worst_first
from haidang.core.ui import numbers
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import NOTHING, both, in_both, same, shown
from haidang.kernel.manifest import Domain, Tile, Words
from haidang.web.desk.overview import tiles
from haidang.web.desk.overview.tiles import Shown

MOST = 12
Offered = list[tuple[str, list[tuple[str, str]]]]


def offered(actor: Actor) -> Offered:
    """What stands out now, in groups: (heading, [(kind:key, what it is)])."""
    groups = [
        (_("Chỉ tiêu bất thường"), _indicators(actor)), (_("Cảnh báo đang mở"), _alerts(actor)),
        (_("Sự cố đang mở"), _incidents(actor)), (_("Số đo trên Tổng quan"), _tiles(actor)),
    ]  # fmt: skip
    return [(heading, found) for heading, found in groups if found]


def _indicators(actor: Actor) -> list[tuple[str, str]]:
    found = indicators.abnormal(actor, most=MOST) if decide(actor, "indicator.read") else []
    return [(f"indicator:{one.entry.code}", shown(one.entry.facts.name)) for one in found]


def _alerts(actor: Actor) -> list[tuple[str, str]]:
    if not decide(actor, "alert.read"):
        return []
    found = worst_first.open_page(actor, rules.Wanted(shelved=False), limit=MOST).alerts
    return [(f"alert:{one.code}", f"{shown(one.title)}, {one.thing}") for one in found]


def _incidents(actor: Actor) -> list[tuple[str, str]]:
    found = incidents.open_incidents(actor)[:MOST] if decide(actor, "incident.read") else []
    return [(f"incident:{one.code}", f"{one.code} {one.title}") for one in found]


def _tiles(actor: Actor) -> list[tuple[str, str]]:
    if not decide(actor, "overview.read"):
        return []
    return [
        (f"tile:{domain.key}-{one.key}", f"{shown(one.name)}, {shown(domain.short)}") for domain, one in _declared()
    ]


def tile(actor: Actor, key: str, place: str, period: str) -> About:
    """`key` is that of the tile as the overview has it: environment-pm25."""
    for domain, facts in _declared():
        if key == f"{domain.key}-{facts.key}":
            found = next((one for one in tiles.tiles(actor, domain=domain.key) if one.key == key), None)
            if found is not None:
                return _about(domain, facts, found)
    raise Unseen(key)


def _declared() -> list[tuple[Domain, Tile]]:
    return [(domain, one) for domain in registry.domains().values() for one in domain.tiles]


def _about(domain: Domain, facts: Tile, found: Shown) -> About:
    return About(
        "tile", found.key, title=both(msgid("%(name)s, %(field)s"), name=facts.name, field=domain.short),
        value=_value(found), at=found.at, source=both(msgid("đo, đếm tự động")), severity=found.sev or 0,
        is_simulated=found.is_simulated, link=found.url,
    )  # fmt: skip


def _value(found: Shown) -> Words:
    value, unit = found.value, f"\u00a0{found.unit}" if found.unit else ""
    if isinstance(value, str) or value is None:
        return same(f"{value}{unit}") if value else NOTHING
    return in_both(lambda: f"{numbers.said(value, found.decimals)}{unit}")


resolvers["tile"] = tile
