"""What needs a decision first: grave incidents, alerts nobody took up, directives, targets that will not be reached."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.brief.content import Line, Said, Section, moment, of, said
from haidang.core.brief.wording import OPS, STATES, of_alert, stamp
from haidang.core.directives import queries as directives
from haidang.core.directives.models import Directive
from haidang.core.incidents import queries as incidents
from haidang.core.incidents.models import Incident
from haidang.core.indicators import saying
from haidang.core.indicators.reading import plans
from haidang.core.indicators.saying import said as figure
from haidang.core.indicators.targets import Progress
from haidang.core.rules.reading import queries as rules
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
    yield from (_incident(one, at) for one in grave[:MOST])


def _incident(one: Incident, at: datetime) -> Line:
    words = said(lambda: _("quá hạn %(at)s") if one.due_at < at else _("hạn %(at)s"))
    due = {"at": stamp(one.due_at)}
    return Line(
        title=of(same(one.title)), severity=one.severity, link=one.link, at=moment(one.opened_at),
        value=Said(words.vi % due, words.en % due), note=of(names(one.office)) if one.office else of(names(one.place)),
        source=said(lambda: _("sự cố %(code)s") % {"code": one.code}),
    )  # fmt: skip


def _alerts(actor: Actor) -> Iterator[Line]:
    """Those of the two gravest levels that nobody has acknowledged."""
    found = rules.open_alerts(actor, rules.Wanted(state="new", shelved=False), limit=50)
    yield from (
        of_alert(one, said(lambda: _("chưa ai nhận"))) for one in [one for one in found if one.severity <= GRAVE][:MOST]
    )


def _waiting() -> Iterator[Line]:
    """What waits for the word of whoever gave it, whoever that is."""
    rows = Directive.objects.filter(case__state="to_check").select_related("case", "giver", "lead_office")
    for one in rows.order_by("due_on")[:MOST]:
        yield _directive(one, said(lambda: _("chờ duyệt kết quả")))


def _late(actor: Actor) -> Iterator[Line]:
    words = said(lambda: _("quá hạn %(day)s"))
    for one in directives.late(actor, limit=MOST):
        due = {"day": f"{one.due_on:%d/%m}"}
        yield _directive(one, Said(words.vi % due, words.en % due))


def _directive(one: Directive, value: Said) -> Line:
    percent = said(
        lambda: _("%(office)s, %(percent)s %%") % {"office": name_of(one.lead_office), "percent": one.percent}
    )
    return Line(
        title=of(same(one.sentence)), value=value, note=percent, link=one.link, at=moment(one.given_at),
        source=said(lambda: _("chỉ đạo %(code)s") % {"code": one.code}), severity=3 if one.is_late else 0,
    )  # fmt: skip


def _targets(actor: Actor) -> Iterator[Line]:
    found = [one for one in plans.at_province(actor) if one.state in ("missed", "behind")]
    yield from map(_target, found[:MOST])


def _target(one: Progress) -> Line:
    target, facts = one.target, one.target.indicator.says

    def value() -> str:
        known = {"result": figure(one.result, facts), "op": OPS[target.op], "target": figure(target.value, facts)}
        return _("%(result)s, mục tiêu %(op)s %(target)s") % known

    return Line(
        title=of(names(target.indicator)), severity=3, link=target.indicator.link, value=said(value),
        note=said(lambda: f"{STATES[one.state]}, {period_said(target.over)}"), source=of(names(target.plan)),
        quality=of(saying.marks(one.quality)),
    )  # fmt: skip
