"""One warning as its card shows it, with the question to whoever is near."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from haidang.core.directory.models import Place
from haidang.core.incidents.everybody import Warned
from haidang.core.rules.reading import everybody
from haidang.kernel.bilingual import name_of, shown

FAR_M = 1000


@dataclass(frozen=True, slots=True)
class Card:
    """`far` in metres from the middle of the chosen commune, None where it is not known or within it."""

    one: Warned
    place: str
    far: float | None
    question: str
    choices: list[tuple[str, str]]
    places: list[tuple[str, str]]
    here: str
    said: str


def cards(found: Iterable[Warned], here: Place | None, voice: str) -> list[Card]:
    found = list(found)
    answered = everybody.answered((one.alert for one in found if one.alert), voice)
    return [_card(one, here, answered) for one in found]


def _card(one: Warned, here: Place | None, answered: dict[int, str]) -> Card:
    metres = one.metres_from(here) if here else None
    asked = _asked(one, here, answered) if one.alert else {}
    nothing: dict[str, Any] = {"question": "", "choices": [], "places": [], "here": "", "said": ""}
    return Card(one, name_of(one.place), metres if metres and metres > FAR_M else None, **(nothing | asked))


def _asked(one: Warned, here: Place | None, answered: dict[int, str]) -> dict[str, Any]:
    """The question, where its rule asks one and whoever reads it is near, or has not said where they are."""
    assert one.alert is not None
    asks = one.alert.rule_version.says.asks
    near = everybody.asked_places(one.alert) if asks else []
    if asks is None or (here is not None and here not in near):
        return {}
    choices = [(choice.key, shown(choice.name)) for choice in asks.choices]
    return {
        "question": shown(asks.question),
        "choices": choices,
        "places": [(place.key, name_of(place)) for place in near],
        "here": here.key if here else "",
        "said": dict(choices).get(answered.get(one.alert.pk, ""), ""),
    }
