"""A smart city by its six characteristics: how many indicators each has, what is known, what is on course, what is abnormal.

No score is made up: no text was read that says how one would be made.
"""

from dataclasses import dataclass, field

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haidang.core.indicators import book, queries
from haidang.core.indicators.book import Entry
from haidang.core.indicators.newest import Now
from haidang.core.indicators.reading import plans
from haidang.core.indicators.seeing import entries_of
from haidang.core.indicators.targets import Progress
from haidang.kernel.action import Actor
from haidang.web.desk.entrance import room
from haidang.web.desk.indicators.tiles import tiles
from haidang.web.desk.indicators.words import PILLARS
from haidang.web.middleware import AskingRequest

ICONS = {
    "economy": "trending-up", "mobility": "bus", "environment": "leaf", "people": "school", "living": "heartbeat",
    "governance": "building-bank",
}  # fmt: skip
MOST_TILES = 4


@dataclass(slots=True)
class Card:
    """One characteristic. `fresh` have a value of a period that was due; `aims` are targets of now that are known."""

    key: str
    name: str
    icon: str
    entries: list[Entry] = field(default_factory=list)
    now: dict[str, Now] = field(default_factory=dict)
    aims: list[Progress] = field(default_factory=list)
    abnormal: list[Now] = field(default_factory=list)

    @property
    def known(self) -> int:
        return len(self.now)

    @property
    def fresh(self) -> int:
        return sum(not one.is_stale for one in self.now.values())

    @property
    def well(self) -> int:
        return sum(one.state in ("reached", "on_course") for one in self.aims)


def cards(actor: Actor) -> list[Card]:
    known = book.current().by_code
    entries = entries_of(actor, known)
    now = queries.latest(actor, [one.code for one in entries])
    found = {key: Card(key, str(name), ICONS[key]) for key, name in PILLARS.items()}
    for one in entries:
        card = found[one.facts.pillar]
        card.entries.append(one)
        if one.code in now:
            card.now[one.code] = now[one.code]
    for aim in plans.at_province(actor):
        entry = known.get(aim.target.indicator.code)
        if entry is not None and aim.state != "unknown":
            found[entry.facts.pillar].aims.append(aim)
    for bad in queries.abnormal(actor):
        found[bad.entry.facts.pillar].abnormal.append(bad)
    return list(found.values())


@require_GET
@room("indicator.read")
def page(request: AskingRequest) -> HttpResponse:
    shown = cards(request.actor)
    facts = {"cards": [(card, tiles(request.actor, _first(card))) for card in shown]}
    return render(request, "desk/indexes/characteristics.html", facts)


def _first(card: Card) -> list[Entry]:
    """What stands for it: with a value, a target, a short name."""
    aimed = {aim.target.indicator.code for aim in card.aims}
    order = sorted(
        card.entries,
        key=lambda one: (one.code not in card.now, one.code not in aimed, not one.facts.bands, one.facts.short is None),
    )
    return [one for one in order if one.code in card.now][:MOST_TILES]
