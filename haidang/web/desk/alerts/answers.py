"""How people near an alert answered the question of its rule: counts, places, and points for a map."""

from typing import Any

from django.urls import reverse

from haidang.core.rules.models import Alert
from haidang.core.rules.reading.everybody import Answers, answers, point_of
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.provinces import pack

ZOOM = 11.5


def answers_shown(actor: Actor, one: Alert) -> dict[str, Any] | None:
    """None where the rule asks nothing."""
    found = answers(actor, one)
    if found is None:
        return None
    asks = one.rule_version.says.asks
    yes = {choice.key for choice, _count in found.choices if choice.is_yes}
    return {
        "question": shown(asks.question) if asks else "",
        "total": found.total,
        "choices": [(shown(choice.name), count, choice.is_yes) for choice, count in found.choices],
        "places": [
            (name_of(place), sum(count for key, count in by.items() if key in yes), sum(by.values()))
            for place, by in found.places
        ],
        "map": _map(one, found, yes) if found.total else None,
    }


def _map(one: Alert, found: Answers, yes: set[str]) -> dict[str, Any]:
    """A mark for each commune that answered: severe where somebody says yes."""
    here, province = point_of(one), pack.chosen().province
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {"name": f"{name_of(place)}: {_yes(by, yes)}/{sum(by.values())}",
                           "sev": one.severity if _yes(by, yes) else 0},
        }
        for place, by in found.places
        if place.lon is not None
    ]  # fmt: skip
    return {
        "communes_url": reverse("outlines", args=["communes"]),
        "centre": list(here) if here else [province.centre.lon, province.centre.lat],
        "zoom": ZOOM,
        "layers": [
            {"id": "answers", "label": shown(asks.question) if (asks := one.rule_version.says.asks) else "",
             "icon": "messages", "on": True, "data": {"type": "FeatureCollection", "features": features}},
        ],
    }  # fmt: skip


def _yes(by: dict[str, int], yes: set[str]) -> int:
    return sum(count for key, count in by.items() if key in yes)
