"""What somebody was asked to pay, for their copy of their data."""

from collections.abc import Iterator
from typing import Any

from haidang.core.directory.models import Person

from .models import Bill


def exported(person: Person) -> Iterator[dict[str, Any]]:
    for one in Bill.objects.filter(case__person=person).select_related("case"):
        yield {
            "code": one.code,
            "case": one.case.code,
            "amount": one.amount,
            "state": one.state,
            "paid_at": one.paid_at,
        }
