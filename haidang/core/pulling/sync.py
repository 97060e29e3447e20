"""Takes the pulls that manifests and the province declare into the table; what was changed on screen stays as it is.

A source no longer declared with a pull keeps its log and is switched off.
"""

from haidang.core.things.declared import follow
from haidang.core.things.models import Source
from haidang.kernel import pull, registry
from haidang.kernel.action import Doing, action, system
from haidang.kernel.strict import ManifestError
from haidang.provinces.pack import Pack, chosen

from .models import Pull


def sync() -> None:
    sync_pulls(declared(chosen()))


def declared(pack: Pack) -> dict[str, pull.Pull]:
    """By the key of the source; the province's word comes before a domain's. Raises ManifestError."""
    found: dict[str, pull.Pull] = {}
    for domain in registry.domains().values():
        found |= _checked(domain.key, [(one.key, one.pull) for one in domain.sources])
    return found | _checked(pack.key, [(one.key, one.pull) for one in pack.sources])


def _checked(file: str, listed: list[tuple[str, pull.Pull | None]]) -> dict[str, pull.Pull]:
    for at, (_key, one) in enumerate(listed):
        for where, value, remedy in pull.contradictions(one) if one else ():
            raise ManifestError(file, f"sources[{at}].pull.{where}", value, remedy)
    return {key: one for key, one in listed if one is not None}


def sync_pulls(found: dict[str, pull.Pull]) -> int:
    """How many were made, changed or switched off."""
    rows = {row.source.key: row for row in Pull.objects.select_related("source")}
    changed = follow(found, rows, _begun, _take)
    if changed:
        _note(system("sync"), changed)
    return len(changed)


def _begun(key: str, facts: pull.Pull) -> Pull:
    return Pull(source=Source.objects.get(key=key), is_on=facts.on)


def _take(row: Pull, facts: pull.Pull) -> None:
    row.feeds = facts.take.feeds


@action("facts.sync")
def _note(do: Doing, changed: list[str]) -> None:
    do.event.facts["pulls"] = changed
