"""The catalogue: tabs by state, filters in the address, search without diacritics, pages, the same as a file."""

from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from haidang.core.indicators import queries
from haidang.core.indicators.reading.catalogue import FACETS, STATES, Listed, Row, State, Wanted, find, offices
from haidang.core.ui import numbers
from haidang.core.ui.period_names import period_said
from haidang.kernel import registry
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.facts import Words
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.sheet import as_csv

from . import words

AT_ONCE = 50
ADDRESS = {"words": "q", "state": "tab"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what makes no sense is left out."""

    wanted: Wanted
    start: int

    @classmethod
    def by(cls, query: QueryDict) -> "Asked":
        start = query.get("from", "")
        said: dict[str, Any] = {name: query.get(name, "").strip()[:100] for name in FACETS}
        wanted = Wanted(words=query.get("q", "").strip()[:100], state=_state(query.get("tab", "")))
        return cls(replace(wanted, **said), int(start) if start.isdecimal() and len(start) < 7 else 0)

    @property
    def is_narrowed(self) -> bool:
        return self.wanted != Wanted(state=self.wanted.state)

    def url(self, *, name: str = "indicators", start: int = 0, **changed: Any) -> str:
        """Of the same list with something else asked; a page begins at its first unless told."""
        wanted = replace(self.wanted, **changed)
        kept = {ADDRESS.get(one.name, one.name): getattr(wanted, one.name) for one in fields(wanted)}
        query = {key: value for key, value in (kept | {"from": start or ""}).items() if value}
        return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)


def _state(text: str) -> State:
    return next((one for one in STATES if one == text), "")


@require_GET
@room("indicator.read")
def catalogue(request: AskingRequest) -> HttpResponse:
    asked = Asked.by(request.GET)
    found = find(request.actor, asked.wanted, start=asked.start, limit=AT_ONCE)
    last = min(asked.start + AT_ONCE, found.total)
    automatic, total = queries.automatic_share(request.actor)
    facts = {
        "asked": asked, "rows": [_shown(row) for row in found.rows], "total": found.total, "first": asked.start + 1,
        "last": last, "tabs": _tabs(asked, found.counts), "menus": _menus(asked, found),
        "previous_url": asked.url(start=max(asked.start - AT_ONCE, 0)) if asked.start else "",
        "next_url": asked.url(start=last) if last < found.total else "",
        "bare_url": reverse("indicators"), "export_url": asked.url(name="indicators_csv"),
        "automatic": automatic, "every": total,
        "kept": [(name, value) for name in FACETS if (value := getattr(asked.wanted, name))],
    }  # fmt: skip
    return render(request, "desk/indicators/catalogue.html", facts)


def _shown(row: Row) -> dict[str, Any]:
    one = row.indicator
    domain = registry.domains().get(one.domain)
    return {
        "row": row, "one": one, "field": shown(domain.short) if domain else one.domain, "owner": name_of(one.office) or "",
        "icon": domain.icon if domain else "chart-line", "now": row.now, "owed": row.owed,
    }  # fmt: skip


def _tabs(asked: Asked, counts: dict[State, int]) -> list[dict[str, Any]]:
    labels = {
        "": _("Tất cả"),
        "abnormal": _("Bất thường"),
        "owed": _("Đang nợ số liệu"),
        "unknown": _("Chưa có số nào"),
    }
    return [
        {"url": asked.url(state=state), "label": labels[state], "count": counts[state], "active": state == asked.wanted.state}
        for state in STATES
    ]  # fmt: skip


def _menus(asked: Asked, found: Listed) -> list[dict[str, Any]]:
    """Each filter with its choices and how many each leaves; `without` takes it off where it is on."""
    counted = found.facets
    titles = {
        "domain": _("Lĩnh vực"), "pillar": _("Trụ cột"), "source": _("Cách có số"), "period": _("Kỳ"),
        "office": _("Cơ quan phụ trách"),
    }  # fmt: skip
    called = _called([code for code, _count in counted["office"]])
    menus = []
    for name, title in titles.items():
        chosen, without = getattr(asked.wanted, name), _asking(name, "")
        choices = [
            {"label": called[name].get(value, value or _("chưa rõ")), "count": count, "url": asked.url(**_asking(name, value)),
             "on": value == chosen}
            for value, count in counted[name] if value
        ]  # fmt: skip
        label = str(called[name].get(chosen, chosen))
        menus.append({"title": title, "choices": choices, "chosen": label, "without": asked.url(**without)})
    return menus


def _asking(name: str, value: str) -> dict[str, Any]:
    return {name: value}


def _called(codes: list[str]) -> dict[str, dict[str, Any]]:
    return {
        "domain": {key: shown(one.short) for key, one in registry.domains().items()},
        "pillar": words.PILLARS, "source": words.SOURCES, "period": words.PERIODS,
        "office": {code: name_of(one) for code, one in offices([code for code in codes if code]).items()},
    }  # fmt: skip


@require_GET
@room("indicator.read")
def export(request: AskingRequest) -> HttpResponseBase:
    """The same list, whole, with the newest figures and where they are from."""
    asked = Asked.by(request.GET)
    found = find(request.actor, asked.wanted, limit=100_000)
    head = (
        _("Mã"), _("Mã chính thức"), _("Chỉ tiêu"), _("Lĩnh vực"), _("Cơ quan phụ trách"), _("Đơn vị tính"), _("Kỳ"),
        _("Giá trị mới nhất"), _("Kỳ của giá trị"), _("Cập nhật lúc"), _("Cách có số"), _("Chất lượng"), _("Nợ kỳ"),
    )  # fmt: skip
    return as_csv("indicators.csv", head, (_line(row) for row in found.rows))


def _line(row: Row) -> tuple[str, ...]:
    one, now = row.indicator, row.now
    return (
        one.code, one.official, name_of(one), one.domain, name_of(one.office) or "", one.unit, str(words.PERIODS[one.period]),
        numbers.said(now.value, one.decimals) if now else "", period_said(now.period) if now else "",
        now.at.isoformat(timespec="minutes") if now else "", str(words.SOURCES[one.source]),
        _marks(now.quality.words) if now else "", period_said(row.owed.period) if row.owed else "",
    )  # fmt: skip


def _marks(marks: list[Words]) -> str:
    return "; ".join(shown(one) for one in marks)
