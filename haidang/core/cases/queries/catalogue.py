"""The catalogue of procedures."""

from collections.abc import Iterable

from django.db.models import Count, F, QuerySet

from haidang.core.cases.facts import Book
from haidang.core.cases.models import Case, Procedure, ProcedureVersion
from haidang.core.directory.models import Office
from haidang.core.directory.queries import visible
from haidang.kernel.action import Actor
from haidang.kernel.text import folded


def procedures(*, kind: str = "", words: str = "", field: str = "", state: str = "published") -> QuerySet[Procedure]:
    """The catalogue, in Vietnamese order; `words` are searched without diacritics."""
    rows = Procedure.objects.defer("manifest")
    if state:
        rows = rows.filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    if field:
        rows = rows.filter(field=field)
    for word in folded(words).split():
        rows = rows.filter(folded__contains=word)
    return rows.order_by("sort_key")


def usual_procedures(actor: Actor, office: Office, *, limit: int = 8) -> list[Procedure]:
    """What an office has taken most often lately."""
    lately = Case.objects.filter(visible(actor, Case), kind="dossier", first_office=office).order_by("-pk")[:2000]
    counted = Case.objects.filter(pk__in=lately.values("pk")).values("procedure").annotate(n=Count("pk")).order_by("-n")
    rows = Procedure.objects.filter(state="published").in_bulk([one["procedure"] for one in counted[:limit]])
    return [rows[one["procedure"]] for one in counted[:limit] if one["procedure"] in rows]


def procedure(domain: str, key: str) -> Procedure | None:
    return Procedure.objects.filter(domain=domain, key=key).first()


def books(rows: Iterable[Procedure]) -> dict[int, Book]:
    """The facts of procedures as they are today, by the number of the procedure, in one query."""
    now = ProcedureVersion.objects.filter(procedure__in=list(rows), number=F("procedure__number")).defer("facts")
    return {one.procedure_id: one.book for one in now}
