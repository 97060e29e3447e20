"""What the list of alerts shows: which of them, in which tab, with which counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.directory.queries import places
from haidang.core.rules.desks.model import DeskShare
from haidang.core.rules.desks.queries import alerts_of, share_of
from haidang.core.rules.groups.queries import BY, is_key, of_group
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries, worst_first
from haidang.core.rules.reading.queries import Wanted
from haidang.core.ui.severity import SEVERITIES
from haidang.kernel import registry
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import name_of, shown

AT_ONCE = 50
FILTERS = ("severity", "domain", "place", "thing", "group")
WAYS = ("by", "desk")
OPEN, NEW, SHELVED, HELD, SERVICE, RETURNED, CLOSED, ALL = TABS = (
    "open", "new", "shelved", "held", "service", "returned", "closed", "all",
)  # fmt: skip
EACH, *GROUPED = VIEWS = ("each", *BY)
OF_TAB: dict[str, dict[str, Any]] = {
    OPEN: {"shelved": False},
    NEW: {"shelved": False, "state": "new"},
    SHELVED: {"shelved": True},
    HELD: {"aside": "held"},
    SERVICE: {"aside": "service"},
    RETURNED: {"shelved": False, "state": "returned"},
    CLOSED: {"state": "closed", "covered": None},
    ALL: {"covered": None},
}
BY_AGE = (CLOSED, ALL)
"""Tabs that are sorted by the newest; the others by what is worst."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. Raises nothing: what makes no sense is left out.

    group: the key of one group.  by: one by one ("each") or in groups; empty: as it fits, in groups in a flood.
    desk: "all" beyond one's own share of the desk.  share: that share, filled in for whoever asks.
    """

    tab: str
    severity: int | None
    domain: str
    place: str
    thing: str
    after: str
    group: str = ""
    by: str = ""
    desk: str = ""
    share: DeskShare | None = None

    @classmethod
    def of(cls, actor: Actor, query: QueryDict) -> "Asked":
        """With the share of the desk that whoever asks has."""
        return replace(cls.by_query(query), share=share_of(actor))

    @classmethod
    def by_query(cls, query: QueryDict) -> "Asked":
        level = query.get("severity", "")
        tab = query.get("tab", OPEN)
        return cls(
            tab=tab if tab in TABS else OPEN,
            severity=int(level) if level in ("1", "2", "3", "4") else None,
            domain=query.get("domain", "") if query.get("domain") in registry.domains() else "",
            place=query.get("place", ""),
            thing=query.get("thing", ""),
            after=query.get("after", ""),
            group=query.get("group", "") if is_key(query.get("group", "")) else "",
            by=query.get("by", "") if query.get("by") in VIEWS else "",
            desk="all" if query.get("desk") == "all" else "",
        )

    @property
    def filters(self) -> Wanted:
        narrow = [of_group(self.group)] if self.group else []
        narrow += [alerts_of(self.share)] if self.share and not self.desk else []
        only = reduce(and_, narrow) if narrow else None
        return Wanted(severity=self.severity, domain=self.domain, place=self.place, thing=self.thing, only=only)

    @property
    def wanted(self) -> Wanted:
        return replace(self.filters, **OF_TAB[self.tab])

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    @property
    def bare(self) -> str:
        """The address of the tab without filters."""
        return self.url(severity=None, domain="", place="", thing="", group="")

    @property
    def query(self) -> str:
        """What narrows the list, for what is done with a part of it."""
        return self.url(after="").partition("?")[2]

    def url(self, address: str = "alerts", **changed: Any) -> str:
        """The address of the same list with something changed; a new filter begins on the first page."""
        values = {name: getattr(self, name) for name in ("tab", *FILTERS, *WAYS, "after")} | {"after": ""} | changed
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
    counts = queries.counts_by_tab(actor, asked.filters)
    labels = {
        OPEN: _("Đang mở"),
        NEW: _("Chưa nhận"),
        SHELVED: _("Đang tạm hoãn"),
        HELD: _("Chặn theo thiết kế"),
        SERVICE: _("Ngừng phục vụ"),
        RETURNED: _("Trở lại bình thường"),
        CLOSED: _("Đã đóng"),
        ALL: _("Tất cả"),
    }
    return [
        {"url": asked.url(tab=tab), "label": labels[tab], "count": counts.get(tab), "active": tab == asked.tab}
        for tab in TABS
    ]


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
        "views": [
            {"label": label, "url": asked.url(by=way), "on": way == (asked.by or EACH)} for way, label in views()
        ],
        "places": [{"label": said, "url": asked.url(place=path), "on": path == asked.place} for path, said in areas],
    }


def views() -> Iterator[tuple[str, str]]:
    yield EACH, _("từng cảnh báo")
    yield "both", _("theo nguyên nhân và địa bàn")
    yield "cause", _("theo nguyên nhân")
    yield "area", _("theo địa bàn")


def chosen(asked: Asked, offered: dict[str, Sequence[dict[str, Any]]]) -> Iterator[Chosen]:
    """The filters that are on, each with a way to take it off."""
    if asked.severity:
        level = next(one for one in SEVERITIES if one.level == asked.severity)
        yield Chosen(_("Mức: %(name)s") % {"name": level.name}, asked.url(severity=None))
    for name in ("domain", "place"):
        said = next((one["label"] for one in offered[f"{name}s"] if one["on"]), "")
        if said:
            yield Chosen(said, asked.url(**{name: ""}))
    if asked.group:
        yield Chosen(_("một nhóm"), asked.url(group=""))
    if asked.thing:
        yield Chosen(asked.thing, asked.url(thing=""))
