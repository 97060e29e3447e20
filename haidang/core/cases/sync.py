"""Takes the procedures of the domains' files into the table. What a province has put in their place is left alone."""

from collections.abc import Callable, Iterable

from django.db import transaction

from haidang.kernel import clock, registry
from haidang.kernel.action import system
from haidang.kernel.manifest import Domain
from haidang.kernel.manifest.procedure import Procedure as Facts
from haidang.kernel.text import folded, sort_key

from . import heirs
from .facts import Book, bound, plain
from .models import Procedure, ProcedureVersion

SYNC = system("sync")


besides: list[Callable[[], Iterable[tuple[Domain, Facts]]]] = []
"""Procedures that belong to no field but to the work itself; filled when the program starts."""


def sync() -> None:
    sync_procedures([*registry.procedures(), *(one for brought in besides for one in brought())])
    heirs.hand_on()


@transaction.atomic
def sync_procedures(declared: Iterable[tuple[Domain, Facts]]) -> None:
    """Create, renew and retire. A procedure the province overrides keeps its version and is flagged."""
    known = {(one.domain, one.key): one for one in Procedure.objects.all()}
    seen = set()
    for domain, facts in declared:
        seen.add((domain.key, facts.key))
        row = known.get((domain.key, facts.key)) or Procedure(domain=domain.key, key=facts.key)
        _renew(row, domain, facts)
    for key, row in known.items():
        if key not in seen and row.manifest is not None:
            _left_out(row)


def _left_out(row: Procedure) -> None:
    """The file has let go of it: it takes no new cases, unless the province has made it its own; that is flagged once."""
    row.changed_at = clock.now()
    if _is_own(row):
        row.manifest, row.differs_since = None, row.changed_at
    elif row.state != "retired":
        row.state = "retired"
    else:
        return
    row.save()


def _is_own(row: Procedure) -> bool:
    return bool(row.number) and row.versions.get(number=row.number).origin != "manifest"


def _renew(row: Procedure, domain: Domain, facts: Facts) -> None:
    book = bound(domain, facts)
    kept = plain(book)
    if row.number and row.manifest == kept and row.state == facts.state:
        return
    is_same = row.manifest == kept
    if is_same and _is_own(row):
        return
    row.manifest, row.changed_at = kept, clock.now()
    if _is_own(row):
        row.differs_since = row.changed_at
        row.save()
        return
    describe(row, facts)
    row.number += 0 if is_same else 1
    row.save()
    if not is_same:
        add_version(row, book, "manifest")


def describe(row: Procedure, facts: Facts) -> None:
    """What lists and search need, read off the facts."""
    row.kind, row.code, row.field, row.state = facts.kind, facts.code, facts.field, facts.state
    row.name_vi, row.name_en = facts.name.vi, facts.name.en
    row.sort_key = sort_key(facts.name.vi)
    row.folded = folded(" ".join((facts.code, facts.name.vi, facts.name.en, *facts.words)))


def add_version(row: Procedure, book: Book, origin: str, why: str = "") -> ProcedureVersion:
    return ProcedureVersion.objects.create(
        procedure=row, number=row.number, origin=origin, facts=plain(book), by=str(SYNC), by_name=SYNC.name, why=why,
        from_at=row.changed_at,
    )  # fmt: skip
