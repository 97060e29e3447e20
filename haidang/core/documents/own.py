"""The papers somebody keeps here, for their copy of their data."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from haidang.core.directory.models import Person
from haidang.kernel.action import system

from . import queries
from .models import Document, OwnPaper, Share


def exported(person: Person) -> Iterator[dict[str, Any]]:
    for one in queries.store(system("citizens"), person):
        yield {"name": one.name, "since": one.since, "valid_to": one.valid_to, "is_verified": one.is_verified}


def held(person: Person) -> Iterator[tuple[str, list[int]]]:
    """What looks are journalled about."""
    documents = Document.objects.filter(Q(owner=person) | Q(case__person=person))
    yield "document", list(documents.values_list("pk", flat=True))
    yield "own_paper", list(OwnPaper.objects.filter(person=person).values_list("pk", flat=True))
    yield "share", list(Share.objects.filter(person=person).values_list("pk", flat=True))
