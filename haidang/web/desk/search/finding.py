"""What the search box answers: pages, things to do, playbooks, and every object the index knows, without diacritics."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.directory.permissions import may_somewhere
from haidang.core.incidents.queries import playbooks
from haidang.core.search import queries
from haidang.core.search.queries import MOST
from haidang.core.search.queries import Hit as Indexed
from haidang.core.ui import moments
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.text import folded
from haidang.web.rail import rail

MOST_OF_ONE = 60
PAGE, DOING, PLAYBOOK = "page", "doing", "playbook"


@dataclass(frozen=True, slots=True)
class Hit:
    """One line: where it leads, what it is, what is told beside it, and of what kind it is. `is_over`: no longer in force."""

    url: str
    icon: str
    title: str
    kind: str
    code: str = ""
    about: str = ""
    severity: int = 0
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """How objects of a kind are shown: icon, name of the kind, address made of `ref`."""

    icon: str
    label: Any
    address: Callable[[str], str]


def _page(name: str) -> Callable[[str], str]:
    return lambda ref: reverse(name, args=ref.split("/"))


def _around(ref: str) -> str:
    return f"{reverse('map')}?map={ref},12"


KINDS: dict[str, Shown] = {
    "incident": Shown("flag", gettext_lazy("Sự cố"), _page("incident")),
    "alert": Shown("alert-triangle", gettext_lazy("Cảnh báo"), _page("alert")),
    "case": Shown("message-report", gettext_lazy("Hồ sơ, phản ánh"), _page("case")),
    "task": Shown("clipboard-list", gettext_lazy("Nhiệm vụ"), _page("incident")),
    "document": Shown("certificate", gettext_lazy("Giấy tờ"), _page("document")),
    "directive": Shown("clipboard-list", gettext_lazy("Chỉ đạo"), _page("directive")),
    "warning": Shown("speakerphone", gettext_lazy("Tin báo người dân"), lambda ref: reverse("warnings")),
    "thing": Shown("map-pin", gettext_lazy("Thiết bị"), _page("thing")),
    "series": Shown("chart-line", gettext_lazy("Chuỗi số liệu"), _page("thing")),
    "indicator": Shown("chart-line", gettext_lazy("Chỉ tiêu"), _page("indicator")),
    "rule": Shown("adjustments", gettext_lazy("Quy tắc cảnh báo"), _page("rule")),
    "procedure": Shown("list-check", gettext_lazy("Thủ tục, quy trình"), _page("procedure")),
    "source": Shown("database", gettext_lazy("Nguồn dữ liệu"), _page("source")),
    "place": Shown("map-2", gettext_lazy("Địa bàn"), _around),
    "office": Shown("building-community", gettext_lazy("Cơ quan"), lambda ref: f"{reverse('offices')}#{ref}"),
    "unit": Shown("truck", gettext_lazy("Lực lượng"), _around),
    "person": Shown("user", gettext_lazy("Người dùng"), _page("person")),
}
OWN: dict[str, tuple[str, Any]] = {
    PAGE: ("grid-dots", gettext_lazy("Trang")),
    DOING: ("player-play", gettext_lazy("Việc làm ngay")),
    PLAYBOOK: ("list-check", gettext_lazy("Quy trình xử lý")),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one kind; `more_url` leads to all of them where there may be more."""

    kind: str
    label: str
    hits: list[Hit]
    more_url: str = ""


def groups(actor: Actor, words: str, kind: str = "") -> list[Group]:
    """What was found, kind by kind, the kind with the best line first; pages and things to do alone without words."""
    wanted = folded(words)
    if kind in KINDS:
        return [_group(kind, queries.find(actor, words, kinds=[kind], limit=MOST_OF_ONE))]
    own = [
        Group(PAGE, str(OWN[PAGE][1]), list(islice(_pages(actor, wanted), MOST if wanted else None))),
        Group(DOING, str(OWN[DOING][1]), list(islice(_doings(actor, wanted), MOST))),
        Group(PLAYBOOK, str(OWN[PLAYBOOK][1]), list(islice(_playbooks(actor, wanted), MOST if wanted else 0))),
    ]
    own = [one for one in own if one.hits]
    if not wanted:
        return own
    found: dict[str, list[Indexed]] = {}
    for one in queries.find(actor, words):
        found.setdefault(one.kind, []).append(one)
    indexed = [_group(name, hits, words) for name, hits in found.items()]
    is_code = any(hits[0].rank <= 1 for hits in found.values())
    return [*indexed, *own] if is_code else [*own, *indexed]


def _group(kind: str, hits: list[Indexed], words: str = "") -> Group:
    more = f"{reverse('search')}?q={words}&kind={kind}" if words and len(hits) == MOST else ""
    return Group(kind, str(KINDS[kind].label), [_line(one) for one in hits], more)


def _line(one: Indexed) -> Hit:
    how = KINDS[one.kind]
    when = moments.moment_said(one.at) if one.at else ""
    about = " · ".join(filter(None, [shown(one.about), when]))
    return Hit(
        how.address(one.ref), how.icon, shown(one.title), str(how.label), one.code, about,
        one.severity or 0 if one.kind != "rule" else 0, not one.is_now,
    )  # fmt: skip


def _holds(wanted: str, *texts: object) -> bool:
    """Whether every word begins one of the text's."""
    there = folded(" ".join(map(str, texts))).split()
    return all(any(word.startswith(asked) for word in there) for asked in wanted.split())


def _pages(actor: Actor, wanted: str) -> Iterator[Hit]:
    for section in rail(actor, "", {}):
        for item in section["items"]:
            if _holds(wanted, item["label"]):
                yield Hit(item["url"], item["icon"], str(item["label"]), str(OWN[PAGE][1]))


DOINGS: Iterable[tuple[str, str, str, Any]] = (
    ("incident_new", "incident.open", "flag", gettext_lazy("Mở sự cố mới")),
    ("warning_new", "warning.publish", "speakerphone", gettext_lazy("Báo cho người dân")),
    ("case_new", "case.open", "message-report", gettext_lazy("Ghi phản ánh qua điện thoại")),
    ("directive_new", "directive.prepare", "clipboard-list", gettext_lazy("Soạn chỉ đạo")),
    ("rule_new", "rule.create", "adjustments", gettext_lazy("Lập quy tắc cảnh báo")),
    ("person_new", "person.create", "user", gettext_lazy("Mở tài khoản")),
    ("key_new", "key.create", "key", gettext_lazy("Cấp khóa máy")),
)
"""What one begins from anywhere: address, the permission for it, icon, words."""


def _doings(actor: Actor, wanted: str) -> Iterator[Hit]:
    for name, needs, icon, label in DOINGS:
        if _holds(wanted, label) and may_somewhere(actor, needs):
            yield Hit(reverse(name), icon, str(label), str(OWN[DOING][1]))


def _playbooks(actor: Actor, wanted: str) -> Iterator[Hit]:
    """A playbook opens an incident that follows it."""
    if not may_somewhere(actor, "incident.open", in_office=False):
        return
    for domain, one in playbooks():
        if _holds(wanted, one.code, one.name.vi, one.name.en):
            icon, label = OWN[PLAYBOOK]
            about = _("mở sự cố theo quy trình này")
            yield Hit(
                f"{reverse('incident_new')}?playbook={domain}/{one.key}",
                icon,
                shown(one.name),
                str(label),
                one.code,
                about,
            )
