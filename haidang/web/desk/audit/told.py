"""An event as a reader sees it: where its subject's page is, what changed, what else was noted."""

from dataclasses import dataclass
from typing import Any

import msgspec
from django.urls import NoReverseMatch, reverse

from haidang.core.audit.models import Event

PAGES = {
    "rule": "rule",
    "person": "person",
    "shift": "roster_shift",
    "webhook": "webhook",
    "office": "offices",
}
"""Kinds whose page is found by the number that the journal keeps."""
BY_LABEL = {"alert": "alert", "incident": "incident"}
"""Kinds whose label begins with the code that their page is found by."""


@dataclass(frozen=True, slots=True)
class Change:
    """One attribute before and after, as text."""

    name: str
    before: str
    after: str


def changes(event: Event) -> list[Change]:
    names = list(dict.fromkeys([*event.before, *event.after]))
    return [Change(name, _text(event.before.get(name)), _text(event.after.get(name))) for name in names]


def facts(event: Event) -> list[tuple[str, str]]:
    return [(name, _text(value)) for name, value in event.facts.items()]


def _text(value: Any) -> str:
    match value:
        case None | "":
            return "–"
        case str():
            return value
        case bool():
            return "✓" if value else "✗"
        case list() if all(isinstance(one, str | int | float) for one in value):
            return ", ".join(str(one) for one in value) or "–"
    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode()


def page_of(event: Event) -> str:
    """The address of the subject's page, empty when it has none of its own."""
    kind, label = event.subject_kind, event.subject_label
    try:
        if kind in BY_LABEL:
            return reverse(BY_LABEL[kind], args=[label.split(" ")[0]])
        if kind == "thing":
            return reverse("thing", args=[label.split(" ")[0]])
        if kind == "office":
            return reverse("offices")
        return reverse(PAGES[kind], args=[int(event.subject_id)]) if kind in PAGES else ""
    except (NoReverseMatch, ValueError):
        return ""
