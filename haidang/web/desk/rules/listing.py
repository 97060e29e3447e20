"""The rules of the list: by domain, narrowed by what is asked in the address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.rules.models import Rule, RuleRun
from haidang.core.rules.reading import queries
from haidang.kernel import registry
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown
from haidang.kernel.text import folded

from .said import Said, said, scope

SHOWN = ("all", "alerting", "off", "changed", "problem")


@dataclass(frozen=True, slots=True)
class Row:
    """A rule of the list; `run` is None until the rules process has taken it up."""

    rule: Rule
    said: Said
    scope: str
    run: RuleRun | None
    open_count: int
    last_alert_at: datetime | None

    @property
    def problem(self) -> str:
        if self.said.problem:
            return self.said.problem
        return shown(self.run.problem) if self.run and self.run.problem else ""

    @property
    def is_changed(self) -> bool:
        return self.rule.is_overridden or self.rule.narrows_id is not None or self.rule.manifest is None

    def counts_as(self, wanted: str) -> bool:
        return {
            "alerting": self.open_count > 0,
            "off": not self.rule.is_enabled,
            "changed": self.is_changed,
            "problem": bool(self.problem) or self.rule.differs_since is not None,
        }.get(wanted, True)


@dataclass(frozen=True, slots=True)
class Group:
    domain: str
    name: str
    icon: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what makes no sense is left out."""

    show: str
    domain: str
    words: str

    @classmethod
    def by(cls, query: QueryDict) -> "Asked":
        show, domain = query.get("show", "all"), query.get("domain", "")
        return cls(
            show if show in SHOWN else "all", domain if domain in registry.domains() else "", query.get("q", "").strip()
        )

    def url(self, **changed: str) -> str:
        values = {"show": self.show, "domain": self.domain, "q": self.words} | changed
        kept = {name: value for name, value in values.items() if value and value != "all"}
        return f"{reverse('rules')}?{urlencode(kept)}" if kept else reverse("rules")


def rows(actor: Actor) -> list[Row]:
    return [_row(rule) for rule in queries.rules(actor)]


def _row(rule: Rule) -> Row:
    run = getattr(rule, "run", None)
    marks: Any = rule
    return Row(rule, said(rule), scope(rule), run, marks.open_count or 0, marks.last_alert_at)


def matching(found: Iterable[Row], asked: Asked) -> list[Row]:
    """Without the choice of `show`, so that the tabs can be counted."""
    words = folded(asked.words).split()
    return [
        row
        for row in found
        if (not asked.domain or row.rule.domain == asked.domain)
        and all(word in folded(f"{row.said.name} {row.rule.key} {row.said.sentence} {row.scope}") for word in words)
    ]


def groups(found: Iterable[Row], asked: Asked) -> list[Group]:
    kept = [row for row in found if row.counts_as(asked.show)]
    every = [
        Group(
            one.key,
            shown(one.name),
            one.icon,
            sorted((row for row in kept if row.rule.domain == one.key), key=_order),
        )
        for one in registry.domains().values()
    ]
    known = set(registry.domains())
    strange = sorted((row for row in kept if row.rule.domain not in known), key=_order)
    return [group for group in (*every, Group("", _("Lĩnh vực đã gỡ"), "archive", strange)) if group.rows]


def _order(row: Row) -> tuple[str, int, str]:
    """What a rule covers first, then how grave it is."""
    return (row.said.says.series, row.said.says.severity, row.rule.key)


def tabs(found: list[Row], asked: Asked) -> list[dict[str, Any]]:
    labels = {
        "all": _("Tất cả"),
        "alerting": _("Đang có cảnh báo"),
        "changed": _("Của tỉnh"),
        "off": _("Đang tắt"),
        "problem": _("Cần xem lại"),
    }
    return [
        {
            "url": asked.url(show=key),
            "label": label,
            "count": sum(row.counts_as(key) for row in found),
            "active": key == asked.show,
        }
        for key, label in labels.items()
    ]
