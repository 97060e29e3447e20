"""What officers ask of procedures: the catalogue with its state, one with its versions, what the province changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from haidang.core.cases.facts import Book, read_book
from haidang.core.cases.models import Case, Procedure, ProcedureVersion
from haidang.kernel.text import folded

from .changes import Change, changes
from .models import Draft

SHOWS = ("all", "own", "differs", "draft", "uncertain")
UNCERTAIN = frozenset("MX")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the catalogue. `uncertain` counts facts that nobody has checked or that are missing."""

    procedure: Procedure
    book: Book
    origin: str
    has_draft: bool
    open_cases: int
    uncertain: int


def catalogue(*, words: str = "", kind: str = "", field: str = "", state: str = "", show: str = "all") -> list[Row]:
    """In Vietnamese order; `words` are searched without diacritics. Retired ones come when they are asked for."""
    rows = Procedure.objects.filter(number__gt=0)
    rows = rows.filter(state=state) if state else rows.exclude(state="retired")
    wanted = {"kind": kind, "field": field}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    for word in folded(words).split():
        rows = rows.filter(folded__contains=word)
    drafted = set(Draft.objects.values_list("procedure_id", flat=True))
    still_open = _open_by("procedure")
    found = [
        Row(one, version.book, version.origin, one.pk in drafted, still_open.get(one.pk, 0), uncertain(version.book))
        for one, version in _with_versions(rows.order_by("sort_key"))
    ]
    return [one for one in found if fits(one, show)]


def _with_versions(rows: Iterable[Procedure]) -> list[tuple[Procedure, ProcedureVersion]]:
    listed = list(rows)
    versions = {(one.procedure_id, one.number): one for one in ProcedureVersion.objects.filter(procedure__in=listed)}
    return [(one, versions[one.pk, one.number]) for one in listed]


def _open_by(what: str, **wanted: Procedure) -> dict[int, int]:
    """How many open cases each procedure or version has, counted among the open ones alone."""
    rows = Case.objects.filter(ended_at=None, **wanted).order_by().values_list(what).annotate(n=Count("pk"))
    return dict(rows)


def fits(row: Row, show: str) -> bool:
    """Whether a tab of the catalogue (SHOWS) shows the row."""
    return {
        "own": row.origin != "manifest",
        "differs": row.procedure.differs_since is not None,
        "draft": row.has_draft,
        "uncertain": bool(row.uncertain),
    }.get(show, True)


def uncertain(book: Book) -> int:
    """How many facts are not sure (trust M or X) or not known (no limit, no amount)."""
    one = book.procedure
    laws = [*one.law, *(timer.law for timer in one.timers if timer.law), *(fee.law for fee in one.fees if fee.law)]
    missing = sum(timer.limit is None and not timer.by_grade for timer in one.timers)
    missing += sum(fee.amount is None for fee in one.fees)
    return sum(law.trust in UNCERTAIN for law in laws) + missing


@dataclass(frozen=True, slots=True)
class Told:
    """One version and what it changed in the one before."""

    version: ProcedureVersion
    changes: list[Change]
    cases: int


def versions(procedure: Procedure) -> list[Told]:
    """Newest first."""
    rows = list(procedure.versions.order_by("-number"))
    before = [*rows[1:], None]
    still_open = _open_by("version", version__procedure=procedure)
    return [
        Told(one, changes(old.book, one.book) if old else [], still_open.get(one.pk, 0))
        for one, old in zip(rows, before, strict=True)
    ]


def version(procedure: Procedure, number: int) -> ProcedureVersion | None:
    return procedure.versions.filter(number=number).first()


def current(procedure: Procedure) -> ProcedureVersion:
    return procedure.versions.get(number=procedure.number)


def from_file(procedure: Procedure, book: Book) -> list[Change]:
    """What the province says otherwise than the domain's file; nothing where there is no file."""
    if procedure.manifest is None:
        return []
    return changes(read_book(-procedure.pk, procedure.manifest), book)


def draft(procedure: Procedure) -> Draft | None:
    return Draft.objects.filter(procedure=procedure).first()


def draft_book(one: Draft) -> Book:
    """A draft changes while it keeps its number, so it is read each time it differs from what was read before."""
    return read_book(-1_000_000_000 - one.pk, one.facts)


def fields() -> list[tuple[str, int]]:
    """The fields of published procedures and how many each has."""
    rows = Procedure.objects.exclude(field="").exclude(state="retired").values("field").annotate(n=Count("pk"))
    return [(one["field"], one["n"]) for one in rows.order_by("field")]
