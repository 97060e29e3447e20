"""Indicators as tiles: the newest figure, against what, which way it goes, how old it is, who owes it where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from haidang.core.directory.models import Office
from haidang.core.indicators import queries
from haidang.core.indicators.book import Entry
from haidang.core.indicators.charts import Trend
from haidang.core.indicators.newest import Now
from haidang.core.indicators.reading import plans
from haidang.core.indicators.reading.catalogue import LINE, line_of
from haidang.core.indicators.targets import Progress
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.formula import Quality

from .words import STATE_SEVERITY, STATES


@dataclass(frozen=True, slots=True)
class Tile:
    """One indicator at the province as desk/indicators/_tile.html shows it.

    `aim` is the running target that ends first: its result is its period so far, not the newest period. `reason` says
    what is amiss, in the colour of `sev`.
    """

    entry: Entry
    name: str
    area: str
    url: str
    now: Now | None
    line: Sequence[float | None]
    aim: Progress | None
    owner: str
    sev: int | None
    reason: str

    @property
    def at(self) -> datetime | None:
        return self.now.at if self.now else None

    @property
    def quality(self) -> Quality:
        return self.now.quality if self.now else Quality.GOOD


def tiles(actor: Actor, entries: Sequence[Entry]) -> list[Tile]:
    """In the order given."""
    codes = [one.code for one in entries]
    now = queries.latest(actor, codes)
    lines = {one.entry.code: one for one in queries.trends(actor, list(now), count=LINE)}
    aims = _aims(actor, codes)
    owners = Office.objects.in_bulk({one.office_id for one in entries if one.office_id})
    return [
        _tile(one, now.get(one.code), lines.get(one.code), aims.get(one.code), owners.get(one.office_id or 0))
        for one in entries
    ]


def _aims(actor: Actor, codes: list[str]) -> dict[str, Progress]:
    """For each the running target that ends first."""
    found: dict[str, Progress] = {}
    if not codes:
        return found
    for one in sorted(plans.at_province(actor, codes=codes), key=lambda one: one.target.over.last):
        found.setdefault(one.target.indicator.code, one)
    return found


def _tile(one: Entry, now: Now | None, line: Trend | None, aim: Progress | None, owner: Office | None) -> Tile:
    domain = registry.domains().get(one.domain)
    sev, reason = _trouble(now, aim)
    return Tile(
        entry=one, name=shown(one.facts.short or one.facts.name), area=shown(domain.short) if domain else one.domain,
        url=f"/indicators/{one.code}/", now=now, line=line_of(line), aim=aim, owner=name_of(owner) or "", sev=sev,
        reason=reason,
    )  # fmt: skip


def _trouble(now: Now | None, aim: Progress | None) -> tuple[int | None, str]:
    """The band it is in, where that asks for attention; else the target that will not be reached."""
    band = now.band if now else None
    if band is not None and band.severity:
        return band.severity, shown(band.name)
    if aim is not None and aim.state in STATE_SEVERITY:
        return STATE_SEVERITY[aim.state], str(STATES[aim.state])
    return None, ""
