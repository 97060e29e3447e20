"""Keeps a row for each dossier and report with what the index needs to know of it, as far as the journal goes.

A number of the index is then counted in SQL over such rows, however many cases there are; what happened to a case since the
last count is read off the journal, and only its row is made anew.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, QuerySet

from haidang.core.audit.models import Event
from haidang.core.cases.models import Case
from haidang.core.documents.models import Document
from haidang.core.payments.models import Bill
from haidang.core.portal.models import Message

from . import dossiers, reports
from .models import DossierFacts, Noted, ReportFacts

AT_ONCE = 1000
OF_A_CASE: dict[str, Callable[[list[int]], "QuerySet[Any, int]"]] = {
    "bill": lambda ids: Bill.objects.filter(pk__in=ids).values_list("case_id", flat=True),
    "incoming": lambda ids: Bill.objects.filter(incomings__in=ids).values_list("case_id", flat=True),
    "document": lambda ids: Document.objects.filter(pk__in=ids).values_list("case_id", flat=True),
    "portal_message": lambda ids: Message.objects.filter(pk__in=ids).values_list("case_id", flat=True),
}
"""Kinds of subjects besides cases whose events say something about a case."""


def catch_up() -> None:
    """Bring the rows to the present: all cases the first time, then those of which the journal has something new.

    In transactions of its own, a thousand cases each, unless one is open already.
    """
    Noted.objects.get_or_create(pk=Noted.ONLY, defaults={"seq": _head(), "case": 0})
    while _all_cases() or _news():
        pass


def _head() -> int:
    return Event.objects.aggregate(head=Max("seq"))["head"] or 0


@transaction.atomic
def _all_cases() -> bool:
    """The next of the cases that were there before the first count; whether there were any."""
    noted = Noted.objects.select_for_update().get(pk=Noted.ONLY)
    if noted.is_whole:
        return False
    several = list(Case.objects.filter(pk__gt=noted.case).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    _note(several)
    noted.case, noted.is_whole = several[-1] if several else noted.case, len(several) < AT_ONCE
    noted.save()
    return True


@transaction.atomic
def _news() -> bool:
    """The next events of the journal; whether there were any."""
    noted = Noted.objects.select_for_update().get(pk=Noted.ONLY)
    rows = Event.objects.filter(seq__gt=noted.seq).order_by("seq").values_list("seq", "subject_kind", "subject_id")
    several = list(rows[:AT_ONCE])
    if not several:
        return False
    subjects: dict[str, set[int]] = defaultdict(set)
    for _seq, kind, pk in several:
        if kind == "case" or kind in OF_A_CASE:
            subjects[kind].add(int(pk))
    cases = subjects.pop("case", set())
    for kind, found in subjects.items():
        cases.update(OF_A_CASE[kind](list(found)))
    _note(list(cases))
    noted.seq = several[-1][0]
    noted.save()
    return True


def _note(pks: list[int]) -> None:
    _replace(DossierFacts, pks, dossiers.noted(_read(pks, "dossier")))
    _replace(ReportFacts, pks, reports.noted(_read(pks, "report")))


def _read(pks: list[int], kind: str) -> list[Case]:
    rows = Case.objects.filter(pk__in=pks, kind=kind, is_exercise=False, merged_into=None)
    return list(rows.select_related("version", "procedure").prefetch_related("stays").order_by("pk"))


def _replace(model: type[Model], pks: list[int], rows: Iterable[Model]) -> None:
    model._default_manager.filter(pk__in=pks).delete()
    model._default_manager.bulk_create(rows)
