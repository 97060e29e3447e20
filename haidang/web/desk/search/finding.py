"""What the search box finds: pages, cases by their codes, alerts, incidents, things, indicators, places, people; without marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.cases import codes
from haidang.core.cases import queries as cases
from haidang.core.directory import queries as directory
from haidang.core.directory.permissions import decide
from haidang.core.incidents import queries as incidents
from haidang.core.indicators import queries as indicators
from haidang.core.rules import queries as rules
from haidang.core.rules import worst_first
from haidang.core.things import queries as things
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.text import folded
from haidang.web.rail import rail

MOST = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """One line: where it leads, what it is, and what kind it is of."""

    url: str
    icon: str
    title: str
    kind: str
    severity: int = 0


def hits(actor: Actor, words: str) -> list[Hit]:
    """At most six of each kind; pages alone when nothing is asked."""
    wanted = folded(words)
    if not wanted:
        return list(_pages(actor, ""))
    kinds = (_pages, _cases, _alerts, _incidents, _things, _indicators, _places, _people)
    return [hit for kind in kinds for hit in islice(kind(actor, wanted), MOST)]


def _pages(actor: Actor, wanted: str) -> Iterator[Hit]:
    for section in rail(actor, "", {}):
        for item in section["items"]:
            if wanted in folded(str(item["label"])):
                yield Hit(item["url"], item["icon"], str(item["label"]), _("Trang"))


def _cases(actor: Actor, wanted: str) -> Iterator[Hit]:
    code = codes.found_in(wanted)
    one = cases.by_code(actor, code) if code else None
    if one is not None:
        yield Hit(one.link, "message-report", str(one), _("Hồ sơ, phản ánh"))


def _alerts(actor: Actor, wanted: str) -> Iterator[Hit]:
    for alert in worst_first.open_page(actor, limit=rules.AT_ONCE).alerts:
        title = shown(alert.title)
        if wanted in folded(f"{alert.code} {title} {alert.thing}"):
            yield Hit(reverse("alert", args=[alert.code]), "alert-triangle", title, _("Cảnh báo"), alert.severity)


def _incidents(actor: Actor, wanted: str) -> Iterator[Hit]:
    for one in incidents.find(actor, incidents.Filters(words=wanted), limit=MOST).rows:
        yield Hit(reverse("incident", args=[one.code]), "flag", str(one), _("Sự cố"), one.severity)


def _things(actor: Actor, wanted: str) -> Iterator[Hit]:
    for one in things.things(actor, words=wanted)[:MOST]:
        yield Hit(reverse("thing", args=[one.code]), "map-pin", f"{one.code} {name_of(one)}", _("Thiết bị"))


def _indicators(actor: Actor, wanted: str) -> Iterator[Hit]:
    if decide(actor, "indicator.read"):
        for one in indicators.catalogue(actor, words=wanted)[:MOST]:
            yield Hit(one.link, "chart-line", name_of(one), _("Chỉ tiêu"))


def _places(actor: Actor, wanted: str) -> Iterator[Hit]:
    for one in directory.places(actor, words=wanted)[:MOST]:
        if one.lat is not None:
            url = f"{reverse('map')}?map={one.lat},{one.lon},12"
            yield Hit(url, "map-2", name_of(one), _("Địa bàn"))


def _people(actor: Actor, wanted: str) -> Iterator[Hit]:
    for one in directory.people(actor, words=wanted)[:MOST]:
        yield Hit(reverse("person", args=[one.pk]), "user", str(one), _("Người dùng"))
