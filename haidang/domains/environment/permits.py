"""Kinds of permits, and what the permits of a place come to today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import msgspec
from django.db.models import QuerySet, Sum

from haidang.core.directory.queries import visible
from haidang.kernel import clock, strict
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Key, Trust, Words
from haidang.kernel.text import folded

from .models import Permit, Taken

ORDER = {"ended": 0, "soon": 1, "valid": 2, "later": 3, "revoked": 4}


class Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A kind of permit; `per` is the time its amount is counted over, "" for an area."""

    key: Key
    name: Words
    icon: str
    per: Literal["year", "day", ""]
    unit: str
    things: list[Key]
    law: str
    trust: Trust


class _Kinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: list[Kind]


KINDS = {one.key: one for one in strict.load(Path(__file__).parent / "facts" / "permits.toml", _Kinds).kinds}


@dataclass(frozen=True, slots=True)
class Standing:
    """A permit today: its state, days to its end, and which share of what it allows has been taken this year (None: unknown)."""

    permit: Permit
    state: str
    days_left: int | None
    share: float | None

    @property
    def severity(self) -> int | None:
        """2 for one that has ended or is overdrawn, 3 for one that ends soon or is nearly used up."""
        if self.state == "ended" or (self.share or 0) > 1:
            return 2
        return 3 if self.state == "soon" or (self.share or 0) > 0.9 else None


def permits(actor: Actor, *, kind: str = "", words: str = "") -> QuerySet[Permit]:
    found = Permit.objects.filter(visible(actor, Permit)).select_related("place", "office", "thing")
    if kind:
        found = found.filter(kind=kind)
    for word in folded(words).split():
        found = found.filter(folded__contains=word)
    return found.order_by("valid_to", "code")


def standings(actor: Actor, *, kind: str = "", words: str = "", state: str = "") -> list[Standing]:
    """Those that need something first: ended, ending, then by their end."""
    today = clock.today()
    found = list(permits(actor, kind=kind, words=words))
    taken = _taken_this_year([one.pk for one in found], today)
    rows = [_standing(one, taken.get(one.pk), today) for one in found]
    rows = [one for one in rows if one.state == state] if state else rows
    return sorted(rows, key=lambda one: (ORDER[one.state], one.permit.valid_to or date.max, one.permit.code))


def _taken_this_year(ids: Sequence[int], today: date) -> dict[int, float]:
    sums = Taken.objects.filter(permit__in=ids, month__gte=date(today.year, 1, 1)).values_list("permit")
    return dict(sums.annotate(Sum("amount")).order_by())


def _standing(one: Permit, taken: float | None, today: date) -> Standing:
    allowed = allowed_this_year(one, today)
    share = taken / allowed if taken is not None and allowed else None
    left = (one.valid_to - today).days if one.valid_to else None
    return Standing(one, one.state_on(today), left, share)


def allowed_this_year(one: Permit, today: date) -> float | None:
    """What may be taken in this year so far as the permit holds in it: by days where it counts days."""
    kind = KINDS.get(one.kind)
    if one.amount is None or kind is None or not kind.per:
        return None
    if kind.per == "year":
        return one.amount
    first, last = max(one.valid_from, date(today.year, 1, 1)), min(one.valid_to or today, today)
    return one.amount * max((last - first + timedelta(days=1)).days, 0)


def counts(actor: Actor) -> dict[str, int]:
    """State -> how many permits."""
    today = clock.today()
    found: dict[str, int] = dict.fromkeys(ORDER, 0)
    for one in permits(actor):
        found[one.state_on(today)] += 1
    return found
