"""A group of alerts as one line of the list, and what is done with the whole of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.directory.permissions import may_somewhere
from haidang.core.rules.groups import acting
from haidang.core.rules.groups.queries import Group, members
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries
from haidang.kernel import registry
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.asking import Asks, asked, finished, sent
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from . import forms
from .listing import EACH, Asked
from .rows import Row, rows


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group in words; the addresses of what the reader may nowhere do are empty. alone: the alert of a group of one."""

    key: str
    title: str
    domain: str
    place: str
    severity: int
    count: int
    unseen: int
    things: int
    oldest_at: datetime
    newest_at: datetime
    is_simulated: bool
    url: str
    alone: Row | None = None


def group_rows(actor: Actor, asked_for: Asked, found: Sequence[Group]) -> list[GroupRow]:
    single = queries.alerts_by_number(actor, [one.alone for one in found if one.alone])
    said = {shown.id: shown for shown in rows(actor, single.values())}
    return [replace(group_row(asked_for, one), alone=said.get(one.alone or 0)) for one in found]


def group_row(asked_for: Asked, one: Group) -> GroupRow:
    known = registry.domains().get(one.domain)
    field = shown(known.short) if known else one.domain
    return GroupRow(
        key=one.key,
        title=shown(one.cause) if one.cause else _("Mọi nguyên nhân"),
        domain=field if one.cause else "",
        place=name_of(one.place) if one.place else _("nhiều nơi"),
        severity=one.severity,
        count=one.count,
        unseen=one.unseen,
        things=one.things,
        oldest_at=one.oldest_at,
        newest_at=one.newest_at,
        is_simulated=one.is_simulated,
        url=asked_for.url(group=one.key, by=EACH),
    )


def _members(request: AskingRequest, key: str) -> list[Alert]:
    """Those that ask for something, within the filters and the share that the list had."""
    given = Asked.of(request.actor, request.GET)
    return members(request.actor, key, replace(given.filters, shelved=False))


@require_POST
@room("alert.read")
def acknowledge(request: AskingRequest, key: str) -> HttpResponse:
    """Every alert of the group that nobody has acknowledged."""
    done = acting.acknowledge(request.actor, _members(request, key), note=request.POST.get("note", ""))
    said = ngettext("Đã nhận %(n)d cảnh báo của nhóm.", "Đã nhận %(n)d cảnh báo của nhóm.", len(done.codes))
    return _told(request, said % {"n": len(done.codes)}, done)


def _told(request: AskingRequest, said: str, done: acting.Done) -> HttpResponse:
    if done.refused:
        code, why = next(iter(done.refused.items()))
        said += " " + _("%(n)d cảnh báo chưa được, như %(code)s: %(why)s") % {
            "n": len(done.refused), "code": code, "why": why,
        }  # fmt: skip
    is_whole = bool(done.codes) and not done.refused
    return finished(request, said, Asked.by_query(request.GET).url(), kind="done" if is_whole else "warn")


@require_http_methods(["GET", "POST"])
@room("alert.read")
def shelve(request: AskingRequest, key: str) -> HttpResponse:
    """All of it out of sight for 15 minutes to 8 hours, for one reason."""
    found = _members(request, key)

    def work(given: dict[str, Any]) -> None:
        done = acting.shelve(request.actor, found, lasting=given["lasting"], reason=given["reason"])
        if not done.codes:
            raise Invalid("reason", next(iter(done.refused.values()), _("Nhóm không còn cảnh báo nào.")))

    asks = Asks(
        title=_("Tạm hoãn cả nhóm"),
        submit=_("Tạm hoãn %(n)d cảnh báo") % {"n": len(found)},
        back=reverse("alerts"),
        said=_("Đã tạm hoãn cả nhóm."),
        icon="clock-pause",
        note=_("Từng cảnh báo tự trở lại khi hết giờ và được xét lại từ đầu."),
        blockers=[] if may_somewhere(request.actor, "alert.shelve") else [_("Vai trò của bạn không tạm hoãn được.")],
    )
    return asked(request, forms.Shelve(sent(request)), asks, work)
