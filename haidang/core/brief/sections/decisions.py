"""What needs a decision first: grave incidents, alerts nobody took up, directives, targets that will not be reached."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.brief.content import Line, Said, Section, moment, of, said
from haidang.core.brief.wording import OPS, STATES, stamp
from haidang.core.directives import queries as directives
from haidang.core.directives.models import Directive
from haidang.core.incidents import queries as incidents
from haidang.core.indicators import reading_plans, saying
from haidang.core.indicators.saying import said as figure
from haidang.core.rules import queries as rules
from haidang.core.ui.period_names import period_said
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, names, same

GRAVE, MOST = 2, 5


def section(actor: Actor, at: datetime) -> Section:
    lines = [*_incidents(actor, at), *_alerts(actor), *_waiting(), *_late(actor), *_targets(actor)]
    return Section(
        key="decisions", title=said(lambda: _("Cần quyết định")), lines=lines,
        empty=said(lambda: _("Không có việc nào chờ quyết định.")), link="/today/",
    )  # fmt: skip


def _incidents(actor: Actor, at: datetime) -> Iterator[Line]:
    grave = [one for one in incidents.open_incidents(actor) if one.severity <= GRAVE and not one.is_exercise]
    for one in grave[:MOST]:
        yield Line(
            title=of(same(one.title)), severity=one.severity, link=one.link, at=moment(one.opened_at),
            value=said(lambda one=one: _("quá hạn %(at)s") % {"at": stamp(one.due_at)} if one.due_at < at
                       else _("hạn %(at)s") % {"at": stamp(one.due_at)}),
            note=of(names(one.office)) if one.office else of(names(one.place)),
            source=said(lambda one=one: _("sự cố %(code)s") % {"code": one.code}),
        )  # fmt: skip


def _alerts(actor: Actor) -> Iterator[Line]:
    """Those of the two gravest levels that nobody has acknowledged."""
    found = rules.open_alerts(actor, rules.Wanted(state="new", shelved=False), limit=50)
    for one in [one for one in found if one.severity <= GRAVE][:MOST]:
        yield Line(
            title=of(one.title), severity=one.severity, link=f"/alerts/{one.code}/", at=moment(one.raised_at),
            value=said(lambda: _("chưa ai nhận")), note=of(names(one.thing)),
            source=said(lambda one=one: _("cảnh báo %(code)s") % {"code": one.code}),
        )  # fmt: skip


def _waiting() -> Iterator[Line]:
    """What waits for the word of whoever gave it, whoever that is."""
    rows = Directive.objects.filter(case__state="to_check").select_related("case", "giver", "lead_office")
    for one in rows.order_by("due_on")[:MOST]:
        yield _directive(one, said(lambda: _("chờ duyệt kết quả")))


def _late(actor: Actor) -> Iterator[Line]:
    for one in directives.late(actor, limit=MOST):
        yield _directive(one, said(lambda one=one: _("quá hạn %(day)s") % {"day": f"{one.due_on:%d/%m}"}))


def _directive(one: Directive, value: Said) -> Line:
    percent = said(
        lambda: _("%(office)s, %(percent)s %%") % {"office": name_of(one.lead_office), "percent": one.percent}
    )
    return Line(
        title=of(same(one.sentence)), value=value, note=percent, link=one.link, at=moment(one.given_at),
        source=said(lambda: _("chỉ đạo %(code)s") % {"code": one.code}), severity=3 if one.is_late else 0,
    )  # fmt: skip


def _targets(actor: Actor) -> Iterator[Line]:
    found = [one for one in reading_plans.at_province(actor) if one.state in ("missed", "behind")]
    for one in found[:MOST]:
        target, facts = one.target, one.target.indicator.says
        note = said(lambda one=one: f"{STATES[one.state]}, {period_said(one.target.over)}")
        yield Line(
            title=of(names(target.indicator)), severity=3, link=target.indicator.link, note=note,
            value=said(lambda one=one, facts=facts: _("%(result)s, mục tiêu %(op)s %(target)s") % {
                "result": figure(one.result, facts), "op": OPS[one.target.op],
                "target": figure(one.target.value, facts),
            }),
            source=of(names(target.plan)), quality=of(saying.marks(one.quality)),
        )  # fmt: skip
