"""The lists of today at a counter: to accept, to hand over, to hand out, supplements to take, money to take."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.cases.models import Case
from haidang.core.directory.models import Office
from haidang.core.handovers import today
from haidang.core.payments import queries as payments
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

LISTED = 100
CASH = "cash"
NAMES = (*today.LISTS, CASH)


def lists(actor: Actor, office: Office, chosen: str) -> dict[str, Any]:
    """The tabs with their counts, and the rows of the one that is chosen."""
    name = chosen if chosen in NAMES else NAMES[0]
    labels = {
        "accept": (_("Chờ tiếp nhận"), _("Không có hồ sơ nào chờ tiếp nhận.")),
        "hand": (_("Chờ bàn giao"), _("Mọi hồ sơ đã tiếp nhận đều đã bàn giao.")),
        "ready": (_("Chờ trả kết quả"), _("Không có kết quả nào chờ trả.")),
        "supplement": (_("Chờ bổ sung"), _("Không chờ ai bổ sung giấy tờ.")),
        "cash": (_("Thu tiền"), _("Không có khoản nào chờ thu.")),
    }
    tabs = [
        {"url": f"{reverse('counter')}?list={each}", "label": labels[each][0], "count": _count(actor, office, each),
         "active": each == name}
        for each in NAMES
    ]  # fmt: skip
    return {"tabs": tabs, "list": name, "nothing": labels[name][1], "rows": list(_rows(actor, office, name))}


def _count(actor: Actor, office: Office, name: str) -> int:
    if name == CASH:
        return payments.listed(actor, state="due", office=office.code).count()
    return today.waiting(actor, office, name).count()


def _rows(actor: Actor, office: Office, name: str) -> Iterator[dict[str, Any]]:
    if name != CASH:
        yield from (row(case) for case in today.waiting(actor, office, name)[:LISTED])
        return
    for bill in payments.listed(actor, state="due", office=office.code).select_related("case__version")[:LISTED]:
        yield row(bill.case) | {"bill": bill}


def row(case: Case) -> dict[str, Any]:
    state = case.flow.state(case.state)
    facts = case.version.book.procedure
    due = (answer_due(case) if case.state == case.flow.start else None) or case.due_at
    return {
        "case": case,
        "what": shown(facts.short or facts.name),
        "state": shown(state.name),
        "code": state.code,
        "place": name_of(case.place),
        "office": name_of(case.office),
        "due": due,
        "is_late": case.is_late,
    }


def answer_due(case: Case) -> datetime | None:
    """When an online submission must be answered: the running clock of its first state (8 working hours)."""
    running = [one.due_at for one in case.timers.all() if one.stopped_at is None and not one.is_main]
    return min(running, default=None)
