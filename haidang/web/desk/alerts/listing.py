"""What the list of alerts shows: which of them, in which tab, with which counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.directory.queries import places
from haidang.core.rules import queries, worst_first
from haidang.core.rules.models import Alert
from haidang.core.rules.queries import Counts, Wanted
from haidang.core.ui.severity import SEVERITIES
from haidang.kernel import registry
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import name_of, shown

AT_ONCE = 50
FILTERS = ("severity", "domain", "place", "thing")
OPEN, NEW, SHELVED, RETURNED, CLOSED, ALL = TABS = ("open", "new", "shelved", "returned", "closed", "all")
OF_TAB: dict[str, dict[str, Any]] = {
    OPEN: {"shelved": False},
    NEW: {"shelved": False, "state": "new"},
    SHELVED: {"shelved": True},
    RETURNED: {"shelved": False, "state": "returned"},
    CLOSED: {"state": "closed", "covered": None},
    ALL: {"covered": None},
}
BY_AGE = (CLOSED, ALL)
"""Tabs that are sorted by the newest; the others by what is worst."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. Raises nothing: what makes no sense is left out."""

    tab: str
    severity: int | None
    domain: str
    place: str
    thing: str
    after: str

    @classmethod
    def by(cls, query: QueryDict) -> "Asked":
        level = query.get("severity", "")
        tab = query.get("tab", OPEN)
        return cls(
            tab=tab if tab in TABS else OPEN,
            severity=int(level) if level in ("1", "2", "3", "4") else None,
            domain=query.get("domain", "") if query.get("domain") in registry.domains() else "",
            place=query.get("place", ""),
            thing=query.get("thing", ""),
            after=query.get("after", ""),
        )

    @property
    def filters(self) -> Wanted:
        return Wanted(severity=self.severity, domain=self.domain, place=self.place, thing=self.thing)

    @property
    def wanted(self) -> Wanted:
        return replace(self.filters, **OF_TAB[self.tab])

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    @property
    def bare(self) -> str:
        """The address of the tab without filters."""
        return self.url(severity=None, domain="", place="", thing="")

    def url(self, address: str = "alerts", **changed: Any) -> str:
        """The address of the same list with something changed; a new filter begins on the first page."""
        values = {name: getattr(self, name) for name in ("tab", *FILTERS, "after")} | {"after": ""} | changed
        kept = {name: value for name, value in values.items() if value and (name, value) != ("tab", OPEN)}
        return f"{reverse(address)}?{urlencode(kept)}" if kept else reverse(address)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One filter that is on, and the address without it."""

    label: str
    without: str


def page(actor: Actor, asked: Asked, limit: int = AT_ONCE) -> queries.Page:
    """One page of the tab. Raises Invalid when the address names a page that no list gave."""
    find = queries.history if asked.tab in BY_AGE else worst_first.open_page
    try:
        return find(actor, asked.wanted, before=asked.after, limit=limit)
    except ValueError:
        raise Invalid("after", _("Trang này không còn; mở lại danh sách từ đầu."), asked.after) from None


def everything(actor: Actor, asked: Asked, most: int) -> Iterator[Alert]:
    """All alerts of the tab, page by page, at most so many."""
    given, asked = 0, replace(asked, after="")
    while given < most:
        found = page(actor, asked, limit=min(500, most - given))
        yield from found.alerts
        given += len(found.alerts)
        if found.before is None:
            return
        asked = replace(asked, after=found.before)


def tabs(actor: Actor, asked: Asked) -> list[dict[str, Any]]:
    """The tabs with how many each holds under the same filters; what only grows is not counted."""
    every, new, returned = (
        _sum(queries.counts_by_severity(actor, replace(asked.filters, **narrowed)).values())
        for narrowed in ({}, OF_TAB[NEW], OF_TAB[RETURNED])
    )
    counts = {OPEN: every.open - every.shelved, NEW: new.open, SHELVED: every.shelved, RETURNED: returned.open}
    labels = {
        OPEN: _("Đang mở"),
        NEW: _("Chưa nhận"),
        SHELVED: _("Đang tạm hoãn"),
        RETURNED: _("Trở lại bình thường"),
        CLOSED: _("Đã đóng"),
        ALL: _("Tất cả"),
    }
    return [
        {"url": asked.url(tab=tab), "label": labels[tab], "count": counts.get(tab), "active": tab == asked.tab}
        for tab in TABS
    ]


def _sum(counts: Any) -> Counts:
    found = list(counts)
    return Counts(*(sum(getattr(one, name) for one in found) for name in ("open", "new", "shelved")))


def choices(actor: Actor, asked: Asked) -> dict[str, Sequence[dict[str, Any]]]:
    """What each filter offers, as links."""
    domains = [(one.key, shown(one.short)) for one in registry.domains().values()]
    areas = [(one.path, name_of(one)) for one in places(actor).exclude(parent=None)]
    return {
        "severities": [
            {"level": one.level, "url": asked.url(severity=one.level), "on": one.level == asked.severity}
            for one in SEVERITIES
        ],
        "domains": [{"label": said, "url": asked.url(domain=key), "on": key == asked.domain} for key, said in domains],
        "places": [{"label": said, "url": asked.url(place=path), "on": path == asked.place} for path, said in areas],
    }


def chosen(asked: Asked, offered: dict[str, Sequence[dict[str, Any]]]) -> Iterator[Chosen]:
    """The filters that are on, each with a way to take it off."""
    if asked.severity:
        level = next(one for one in SEVERITIES if one.level == asked.severity)
        yield Chosen(_("Mức: %(name)s") % {"name": level.name}, asked.url(severity=None))
    for name in ("domain", "place"):
        said = next((one["label"] for one in offered[f"{name}s"] if one["on"]), "")
        if said:
            yield Chosen(said, asked.url(**{name: ""}))
    if asked.thing:
        yield Chosen(asked.thing, asked.url(thing=""))
