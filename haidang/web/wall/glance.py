"""What several parts of the wall need, asked once for all of them."""

from collections.abc import Collection
from functools import cached_property

from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries as rules
from haidang.core.rules.reading.queries import Wanted
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Tile
from haidang.web.desk.overview.tiles import Shown, tiles


class Glance:
    """The open alerts and the tiles of one moment, for one actor."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    @cached_property
    def alerts(self) -> list[Alert]:
        """Worst first; what is put off is left out."""
        return rules.open_alerts(self.actor, Wanted(shelved=False))

    def alerts_of(self, domains: Collection[str]) -> list[Alert]:
        """Of these fields; of all where none is named."""
        return [one for one in self.alerts if not domains or one.domain in domains]

    @cached_property
    def tiles(self) -> list[tuple[str, Tile, Shown]]:
        """(domain, what it declares, what it shows now)"""
        shown = {one.key: one for one in tiles(self.actor, self.alerts)}
        declared = [(domain.key, tile) for domain in registry.domains().values() for tile in domain.tiles]
        return [(domain, tile, shown[f"{domain}-{tile.key}"]) for domain, tile in declared]
