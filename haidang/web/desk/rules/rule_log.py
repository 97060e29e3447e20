"""The log of one rule on its page: runs of the process that judges, and what people changed, in one row of time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.audit import queries as audit
from haidang.core.rules.models import Rule, RuleLine
from haidang.core.rules.reading import queries
from haidang.kernel import clock
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import shown

DAY = timedelta(days=1)
MOST = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: when, what happened in words, who did it (empty: the program), whether it needs a look."""

    at: datetime
    icon: str
    what: str
    who: str = ""
    is_amiss: bool = False


def entries(actor: Actor, rule: Rule) -> list[Entry]:
    """The newest hundred, runs and changes together."""
    runs = [_run(one) for one in queries.lines(actor, rule, MOST)]
    changes = [
        Entry(one.at, "edit", str(CHANGES.get(one.action, one.action)), one.actor_name)
        for one in audit.history(actor, rule, limit=MOST)
    ]
    return sorted([*runs, *changes], key=lambda one: one.at, reverse=True)[:MOST]


CHANGES = {
    "rule.create": gettext_lazy("tạo quy tắc"),
    "rule.narrow": gettext_lazy("đặt riêng"),
    "rule.change": gettext_lazy("ghi bản mới"),
    "rule.restore": gettext_lazy("trả về tệp"),
    "rule.enable": gettext_lazy("bật hoặc tắt"),
}


def _run(one: RuleLine) -> Entry:
    if one.kind == "judged":
        text = _("%(opened)s cảnh báo phát, %(returned)s trở lại bình thường")
        facts = {"opened": one.opened, "returned": one.returned}
        return Entry(one.at, "activity", text % facts)
    text = _("bản %(version)s, xét %(count)s thông số") if one.version else _("xét %(count)s thông số")
    said = text % {"version": one.version, "count": one.series_count}
    problem = shown(one.problem) if one.problem else ""
    return Entry(one.at, "radar-2", f"{said} · {problem}" if problem else said, is_amiss=bool(problem))


def of_last_day(actor: Actor, rule: Rule) -> dict[str, int]:
    """How many alerts it raised and returned within a day, as its log has it."""
    since = clock.now() - DAY
    rows = RuleLine.objects.filter(rule=rule, kind="judged", at__gte=since)
    found = rows.aggregate(opened=Sum("opened"), returned=Sum("returned"))
    return {name: count or 0 for name, count in found.items()}
