"""Takes the pictures that the province declares for its things into the table; what was changed on screen stays as it is.

One no longer declared is switched off.
"""

from pathlib import Path

from haidang.core.things.declared import follow
from haidang.core.things.models import Thing
from haidang.kernel import still
from haidang.kernel.action import Doing, action, system
from haidang.kernel.strict import ManifestError
from haidang.provinces.pack import Pack, chosen

from .models import Still


def sync() -> None:
    sync_stills(declared(chosen()))


def declared(pack: Pack) -> dict[str, still.Still]:
    """By the code of the thing. Raises ManifestError."""
    for at, thing in enumerate(pack.things):
        for where, value, remedy in still.contradictions(thing.still) if thing.still else ():
            raise ManifestError(Path(pack.folder) / "things.toml", f"things[{at}].still.{where}", value, remedy)
    return {thing.code: thing.still for thing in pack.things if thing.still}


def sync_stills(found: dict[str, still.Still]) -> int:
    """How many were made, changed or switched off."""
    rows = {row.thing.code: row for row in Still.objects.select_related("thing")}
    things = {thing.code: thing for thing in Thing.objects.filter(code__in=found)}
    changed = follow(found, rows, lambda code, _facts: Still(thing=things[code]), _take)
    if changed:
        _note(system("sync"), changed)
    return len(changed)


def _take(row: Still, facts: still.Still) -> None:
    row.data_class, row.is_on = facts.data_class, facts.on


@action("facts.sync")
def _note(do: Doing, changed: list[str]) -> None:
    do.event.facts["stills"] = changed
