"""What the inbox shows: tabs, filters in the address, search, pages, the views somebody has saved."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.cases import queries
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.queries import Filters
from haidang.core.cases.under_way import mark_of
from haidang.core.directory.models import Office, Person
from haidang.core.directory.queries import places
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

ROOM = "cases"
FILTERS = ("kind", "procedure", "grade", "place", "office", "officer", "q", "sort")
TABS = ("mine", "unassigned", "open", "urgent", "late", "waiting", "all")
SORTS = {"": queries.inbox, "newest": queries.newest, "oldest": queries.oldest}
PHONE = re.compile(r"\+?[\d .]{8,16}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what makes no sense is left out."""

    tab: str
    kind: str
    procedure: int | None
    grade: str
    place: str
    office: str
    officer: int | None
    q: str
    sort: str
    after: str

    @classmethod
    def by(cls, query: QueryDict) -> "Asked":
        tab, sort = query.get("tab", "open"), query.get("sort", "")
        return cls(
            tab=tab if tab in TABS else "open",
            kind=query.get("kind", "")[:20],
            procedure=_number(query.get("procedure", "")),
            grade=query.get("grade", "")[:40],
            place=query.get("place", "")[:120],
            office=query.get("office", "")[:40],
            officer=_number(query.get("officer", "")),
            q=query.get("q", "").strip()[:100],
            sort=sort if sort in SORTS else "",
            after=query.get("after", "")[:60],
        )

    def filters(self, actor: Actor) -> Filters:
        found = Filters(
            kind=self.kind, procedure=self.procedure, grade=self.grade, place=self.place, office=self.office,
            officer=self.officer, words=self.q,
        )  # fmt: skip
        if self.tab == "mine":
            return replace(found, state="open", officer=int(actor.id) if actor.kind == "person" else -1)
        return replace(found, state="" if self.tab == "all" else self.tab)

    @property
    def is_narrowed(self) -> bool:
        return any(getattr(self, name) for name in FILTERS)

    @property
    def is_phone(self) -> bool:
        """Whether a telephone number is looked for; a code of a case has letters."""
        return bool(PHONE.fullmatch(self.q))

    @property
    def bare(self) -> str:
        return self.url(**dict.fromkeys(FILTERS, ""))

    def url(self, *, name: str = "cases", **changed: Any) -> str:
        kept = self.kept(**changed)
        return f"{reverse(name)}?{urlencode(kept)}" if kept else reverse(name)

    def urls(self, name: str, values: Sequence[Any]) -> Iterator[str]:
        """The same for many values of one filter."""
        rest, page = urlencode(self.kept(**{name: ""})), reverse("cases")
        for value in values:
            query = "&".join(filter(None, (rest, urlencode({name: value}) if value else "")))
            yield f"{page}?{query}" if query else page

    def kept(self, **changed: Any) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in ("tab", *FILTERS)} | {"after": ""} | changed
        return {name: value for name, value in values.items() if value and (name, value) != ("tab", "open")}


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 9 else None


def listed(actor: Actor, asked: Asked) -> dict[str, Any]:
    """What the live part of the page shows: what is open by its deadline, everything by its age, or as it was sorted."""
    sort = asked.sort or ("newest" if asked.tab == "all" else "")
    page = SORTS[sort](actor, asked.filters(actor), after=asked.after)
    return {
        "asked": asked,
        "tabs": _tabs(actor, asked),
        "rows": [row(one) for one in page.rows],
        "first_url": asked.url() if asked.after else "",
        "next_url": asked.url(after=page.after) if page.after else "",
    }


def row(one: Case) -> dict[str, Any]:
    book = one.version.book
    grade = book.grade(one.grade)
    return {
        "case": one,
        "mark": f"{one.code}|{mark_of(one)}",
        "what": shown(book.procedure.short or book.procedure.name),
        "severity": grade.severity if grade else None,
        "grade": shown(grade.name) if grade else "",
        "place": name_of(one.place),
        "office": name_of(one.office),
        "state": shown(one.flow.state(one.state).name),
        "status": "late" if one.is_late else "wait" if one.paused_at else "done" if not one.is_open else "",
    }


def _tabs(actor: Actor, asked: Asked) -> list[dict[str, Any]]:
    counts = queries.counts(actor, asked.kind)
    labels = {
        "mine": _("Việc của tôi"),
        "unassigned": _("Chưa giao ai"),
        "open": _("Đang xử lý"),
        "urgent": _("Khẩn"),
        "late": _("Quá hạn"),
        "waiting": _("Chờ người dân"),
        "all": _("Tất cả"),
    }
    return [
        {"url": asked.url(tab=tab), "label": label, "count": counts.get(tab), "active": tab == asked.tab}
        for tab, label in labels.items()
    ]


def offered(actor: Actor, asked: Asked) -> dict[str, Any]:
    """What each filter offers, those that are on with a way to take them off, and saved views."""
    choices: dict[str, list[tuple[Any, str]]] = {
        "procedure": [(one.pk, name_of(one)) for one in _kinds(asked.kind or "report")],
        "grade": list(_grades()),
        "place": [(one.path, name_of(one)) for one in places(actor).exclude(parent=None)],
        "sort": [("", _("Gần hạn trước")), ("newest", _("Mới nhận trước")), ("oldest", _("Cũ nhất trước"))],
    }
    titles = {"procedure": _("Loại"), "grade": _("Mức"), "place": _("Địa bàn"), "sort": _("Thứ tự")}
    menus = [
        {
            "title": titles[name],
            "choices": [
                {"label": label, "url": url, "on": value == getattr(asked, name)}
                for (value, label), url in zip(
                    offers, asked.urls(name, [value for value, _label in offers]), strict=True
                )
            ],
        }
        for name, offers in choices.items()
    ]
    on = [
        {"label": label, "without": asked.url(**{name: ""})}
        for name, offers in choices.items()
        for value, label in offers
        if value == getattr(asked, name) and value
    ]
    on += [
        {"label": label, "without": asked.url(**{name: ""})}
        for name, label in (("office", _office_named(asked.office)), ("officer", _officer_named(asked.officer)))
        if label
    ]
    saved = [{"name": one.name, "url": f"{reverse('cases')}?{one.query}"} for one in queries.saved_views(actor, ROOM)]
    return {"menus": menus, "chosen": on, "saved": saved, "export_url": asked.url(name="cases_export")}


def _kinds(kind: str) -> QuerySet[Procedure]:
    return queries.procedures(kind=kind).only("name_vi", "name_en")


def _office_named(code: str) -> str:
    found = Office.objects.filter(code=code).first() if code else None
    return name_of(found) if found else ""


def _officer_named(number: int | None) -> str:
    found = Person.objects.filter(pk=number).first() if number is not None else None
    return found.full_name if found else ""


def _grades() -> Iterator[tuple[str, str]]:
    seen = set()
    for domain in registry.domains().values():
        for grade in domain.grades:
            if grade.key not in seen:
                seen.add(grade.key)
                yield grade.key, shown(grade.name)
