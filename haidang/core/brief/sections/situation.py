"""Open incidents and alerts."""

from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.brief.content import Line, Section, moment, of, said
from haidang.core.brief.wording import of_alert
from haidang.core.incidents import queries as incidents
from haidang.core.incidents.models import Incident
from haidang.core.rules.reading import queries as rules
from haidang.core.rules.reading import worst_first
from haidang.core.ui import numbers
from haidang.core.ui.severity import SEVERITIES
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, same

MOST, MOST_ALERTS = 6, 6


def section(actor: Actor, at: datetime) -> Section:
    found = [one for one in incidents.open_incidents(actor) if not one.is_exercise]
    counts = {level: one.open - one.shelved for level, one in rules.counts_by_severity(actor).items()}
    alerts = worst_first.open_page(actor, rules.Wanted(shelved=False), limit=MOST_ALERTS).alerts
    lines = [*map(_incident, found[:MOST]), *(of_alert(one, said(lambda: _("cảnh báo"))) for one in alerts)]
    more = max(0, len(found) - MOST) + max(0, sum(counts.values()) - len(alerts))
    return Section(
        key="situation", title=said(lambda: _title(len(found), counts)), lines=lines, more=more, link="/alerts/",
        empty=said(lambda: _("Không có sự cố, cảnh báo nào đang mở.")),
    )  # fmt: skip


def _incident(one: Incident) -> Line:
    return Line(
        title=of(same(one.title)), severity=one.severity, link=one.link, at=moment(one.opened_at),
        value=said(lambda: _("sự cố")), note=said(lambda: _who(one)),
        source=said(lambda: _("sự cố %(code)s") % {"code": one.code}),
    )  # fmt: skip


def _who(one: Incident) -> str:
    place, office = name_of(one.place), name_of(one.office)
    return f"{place} · {office}" if office else place


def _title(open_incidents: int, counts: dict[int, int]) -> str:
    told = ", ".join(
        f"{numbers.said(counts.get(one.level, 0), 0)} {str(one.name).lower()}"
        for one in SEVERITIES
        if counts.get(one.level)
    )
    words = _("Sự cố và cảnh báo đang mở: %(incidents)s sự cố") % {"incidents": numbers.said(open_incidents, 0)}
    return f"{words}; {_('cảnh báo')}: {told}" if told else words
