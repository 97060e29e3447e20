"""What the list of incidents shows: tabs, filters in the address, search, pages."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.incidents import queries
from haidang.core.incidents.facts import phase_words, phases
from haidang.core.incidents.models import Incident
from haidang.core.incidents.queries import Filters
from haidang.core.ui.severity import SEVERITIES
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

FILTERS = ("severity", "place", "phase", "q")
TABS = ("open", "overdue", "mine", "closed", "all")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what makes no sense is left out."""

    tab: str
    severity: int | None
    place: str
    phase: str
    q: str
    after: str

    @classmethod
    def by(cls, query: QueryDict) -> "Asked":
        level, tab, phase = query.get("severity", ""), query.get("tab", "open"), query.get("phase", "")
        return cls(
            tab=tab if tab in TABS else "open",
            severity=int(level) if level in ("1", "2", "3", "4") else None,
            place=query.get("place", ""),
            phase=phase if phase in {state.key for state in phases().states} else "",
            q=query.get("q", "").strip()[:100],
            after=query.get("after", ""),
        )

    def filters(self, actor: Actor) -> Filters:
        found = Filters(severity=self.severity, place=self.place, phase=self.phase, words=self.q)
        if self.tab == "mine":
            return replace(found, state="open", owner=int(actor.id) if actor.kind == "person" else -1)
        return replace(found, state="" if self.tab == "all" else self.tab)

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    @property
    def bare(self) -> str:
        return self.url(severity=None, place="", phase="", q="")

    def url(self, **changed: Any) -> str:
        values = {name: getattr(self, name) for name in ("tab", *FILTERS)} | {"after": ""} | changed
        kept = {name: value for name, value in values.items() if value and (name, value) != ("tab", "open")}
        return f"{reverse('incidents')}?{urlencode(kept)}" if kept else reverse("incidents")


def listed(actor: Actor, asked: Asked) -> dict[str, Any]:
    """What the live part of the page shows; what is still open stands with the worst first."""
    page = queries.find(actor, asked.filters(actor), after=asked.after)
    rows = (
        page.rows
        if asked.tab in ("closed", "all")
        else sorted(page.rows, key=lambda one: (one.severity, one.opened_at))
    )
    return {
        "asked": asked,
        "tabs": _tabs(actor, asked),
        "rows": [_row(one) for one in rows],
        "first_url": asked.url() if asked.after else "",
        "next_url": asked.url(after=page.after) if page.after else "",
    }


def _row(one: Incident) -> dict[str, Any]:
    at, states = phases().order(one.phase), phases().states
    marks = ["done" if number < at else "now" if number == at else "todo" for number in range(len(states))]
    return {"incident": one, "place": name_of(one.place), "phase": shown(phase_words(one.phase)), "marks": marks}


def _tabs(actor: Actor, asked: Asked) -> list[dict[str, Any]]:
    counts = queries.counts(actor)
    labels = {
        "open": (_("Đang xử lý"), counts.open),
        "overdue": (_("Quá hạn"), counts.overdue),
        "mine": (_("Của tôi"), counts.mine),
        "closed": (_("Đã đóng"), counts.closed),
        "all": (_("Tất cả"), None),
    }
    return [
        {"url": asked.url(tab=tab), "label": label, "count": count, "active": tab == asked.tab}
        for tab, (label, count) in labels.items()
    ]


def offered(actor: Actor, asked: Asked) -> dict[str, Any]:
    """What each filter offers, and those that are on with a way to take them off."""
    severities = [
        {"level": one.level, "label": one.name, "url": asked.url(severity=one.level), "on": one.level == asked.severity}
        for one in SEVERITIES
    ]
    stages = [
        {"label": shown(one.name), "url": asked.url(phase=one.key), "on": one.key == asked.phase}
        for one in phases().states
    ]
    areas = queries.places_to_open_at(actor).exclude(parent=None)
    places = [{"label": name_of(one), "url": asked.url(place=one.path), "on": one.path == asked.place} for one in areas]
    on = [
        {"label": one["label"], "without": asked.url(**{name: None})}
        for name, choices in (("severity", severities), ("phase", stages), ("place", places))
        for one in choices
        if one["on"]
    ]
    return {"severities": severities, "stages": stages, "places": places, "chosen": on}
