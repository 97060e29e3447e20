"""Open alerts of one cause and one area, as a group: what it is, how many, how bad, how old."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from haidang.core.directory.models import Place
from haidang.core.directory.queries import visible
from haidang.core.rules.models import Alert, Rule
from haidang.core.rules.reading.queries import RELATED, Wanted
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.manifest import Words

BY = ("both", "cause", "area")
MOST_GROUPS, MOST_MEMBERS = 200, 1000
_KEY = re.compile(r"(?:r(\d{1,18}))?-?(?:p(\d{1,18}))?")
_UNSEEN = Q(acknowledged_at=None, shelved_until=None)


@dataclass(frozen=True, slots=True)
class Group:
    """key: names it in addresses. cause: the rule, None when they are grouped by area alone; so with the place.

    alone: the number of its alert when it has only the one.
    """

    key: str
    cause: Words | None
    rule: int | None
    domain: str
    place: Place | None
    severity: int
    count: int
    unseen: int
    oldest_at: datetime
    newest_at: datetime
    things: int
    is_simulated: bool
    alone: int | None


def groups(actor: Actor, wanted: Wanted | None = None, by: str = "both", limit: int = MOST_GROUPS) -> list[Group]:
    """The worst first, then those with something nobody has acknowledged, then the newest."""
    names = {"both": ("family", "place"), "cause": ("family",), "area": ("place",)}[by]
    rows = _open(actor).filter((wanted or Wanted()).as_query())
    counted = rows.values(*names).annotate(
        worst=Min("severity"), n=Count("id"), unseen=Count("id", filter=_UNSEEN), oldest=Min("raised_at"),
        newest=Max("raised_at"), things=Count("thing", distinct=True), simulated=Count("id", filter=Q(is_simulated=True)),
        field=Min("domain"), last=Max("id"),
    )  # fmt: skip
    found = list(counted.order_by("worst", "-unseen", "-newest")[:limit])
    causes, places = _causes(found), _places(found)
    return [_group(row, causes, places) for row in found]


def _open(actor: Actor) -> "QuerySet[Alert]":
    rows = Alert.objects.filter(visible(actor, Alert), closed_at=None).order_by()
    family = Coalesce(F("rule__narrows_id"), F("rule_id"))
    return rows.annotate(family=family)


def _causes(found: Sequence[Mapping[str, Any]]) -> dict[int, Words]:
    wanted = {row["family"] for row in found if "family" in row}
    rules = Rule.objects.filter(pk__in=wanted).prefetch_related("versions")
    return {rule.pk: Words(**rule.current.facts["name"]) for rule in rules}


def _places(found: Sequence[Mapping[str, Any]]) -> dict[int, Place]:
    return Place.objects.in_bulk({row["place"] for row in found if "place" in row})


def _group(row: Mapping[str, Any], causes: Mapping[int, Words], places: Mapping[int, Place]) -> Group:
    rule, place = row.get("family"), row.get("place")
    key = "-".join(f"{letter}{number}" for letter, number in (("r", rule), ("p", place)) if number)
    return Group(
        key=key, cause=causes.get(rule or 0), rule=rule, domain=row["field"], place=places.get(place or 0),
        severity=row["worst"], count=row["n"], unseen=row["unseen"], oldest_at=row["oldest"], newest_at=row["newest"],
        things=row["things"], is_simulated=bool(row["simulated"]), alone=row["last"] if row["n"] == 1 else None,
    )  # fmt: skip


def members(actor: Actor, key: str, wanted: Wanted | None = None, limit: int = MOST_MEMBERS) -> list[Alert]:
    """The open alerts of a group that ask for something, the worst first. Raises Invalid when no list gave the key."""
    rows = _open(actor).filter((wanted or Wanted()).as_query(), of_group(key)).select_related(*RELATED)
    return list(rows.defer("rule__manifest").order_by("severity", "-raised_at", "-id")[:limit])


def is_key(key: str) -> bool:
    return bool(_KEY.fullmatch(key)) and bool(key)


def of_group(key: str) -> Q:
    """A key as lookups: "r12-p7" are the alerts of rule 12, and of those that narrow it, at place 7. Raises Invalid."""
    found = _KEY.fullmatch(key)
    if not found or not key:
        raise Invalid("group", "take the key of a group as the list gives it, like r12-p7", key)
    rule, place = found.groups()
    wanted = Q(rule=int(rule)) | Q(rule__narrows=int(rule)) if rule else Q()
    return wanted & Q(place=int(place)) if place else wanted


def sizes(actor: Actor, alerts: Sequence[Alert]) -> dict[tuple[int, int], int]:
    """How many are in the group of each of these alerts, by rule and place; one question for a page."""
    rules, places = {one.rule_id for one in alerts}, {one.place_id for one in alerts}
    if not alerts:
        return {}
    rows = _open(actor).filter(aside="", shelved_until=None, rule__in=rules, place__in=places)
    return {(rule, place): n for rule, place, n in rows.values_list("rule", "place").annotate(n=Count("id"))}
