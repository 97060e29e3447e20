"""Every address under /app/me/, filled in with the things of one person."""

from collections.abc import Iterator
from typing import Any

from django.urls import get_resolver, reverse

from haidang.core.cases.models import Case
from haidang.core.citizens.models import Claim, Deletion, FollowedPlace, Identity, Proxy, Wishes
from haidang.core.notices.models import Subscription

UNDER = "app/me/"


def _under(patterns: Any) -> Iterator[Any]:
    for one in patterns:
        yield from _under(one.url_patterns) if hasattr(one, "url_patterns") else [one]


def names() -> list[str]:
    """Of every address there, whoever brings it."""
    return sorted({str(one.name) for one in _under(get_resolver().url_patterns) if str(one.pattern).startswith(UNDER)})


MODELS = {"app_account_remove": Identity, "app_me_proxy_revoke": Proxy}


def number_of(name: str, rows: dict[str, Any]) -> int:
    model = (rows | MODELS).get(name)
    return model.objects.order_by("pk").first().pk if model else 1


def address(name: str, number: int, **facts: Any) -> str:
    possibilities = get_resolver().reverse_dict.getlist(name)
    wanted = possibilities[0][0][0][1]
    return reverse(name, kwargs={one: number if one == "number" else facts[one] for one in wanted})


def state() -> tuple[Any, ...]:
    """What nobody else may change."""
    owner = Case.objects.get().person
    models = (Claim, FollowedPlace, Identity, Subscription, Wishes, Deletion)
    return (
        owner.is_active,
        Case.objects.get().lines.count(),
        Proxy.objects.get().revoked_at,
        *(model.objects.filter(person=owner).count() for model in models),
    )
