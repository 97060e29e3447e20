"""The first alerts of a long list: which they are is asked without what belongs to them, which is then read for those few."""

from collections.abc import Sequence

from django.db.models import QuerySet

from haidang.core.rules.models import Alert

UNREAD = ("rule__manifest", "held_by__why")
"""Columns of what is joined that no list shows and that are dear to read."""


def first(rows: "QuerySet[Alert]", limit: int, related: Sequence[str]) -> list[Alert]:
    """The first of `rows`, in their order, with `related` read."""
    numbers = list(rows.values_list("pk", flat=True)[:limit])
    unread = [name for name in UNREAD if name.partition("__")[0] in related]
    found = Alert.objects.select_related(*related).defer(*unread).in_bulk(numbers)
    return [found[number] for number in numbers]
