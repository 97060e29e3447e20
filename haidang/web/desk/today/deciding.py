"""What waits for a leader's word, the most pressing first: each with why, and where the word is given."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from haidang.core.cases import queries as cases
from haidang.core.directives import queries as directives
from haidang.core.directory.models import Office
from haidang.core.directory.permissions import decide
from haidang.core.documents import queries as documents
from haidang.core.incidents import queries as incidents
from haidang.core.indicators.reading import owing, plans
from haidang.core.indicators.saying import said
from haidang.core.indicators.targets import Progress
from haidang.core.ui import numbers
from haidang.core.ui.period_names import period_said
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.web.desk.indicators.words import OPS

GRAVE = 2
MOST_INCIDENTS, MOST_DIRECTIVES, MOST_TARGETS, MOST_OFFICES = 4, 4, 5, 3


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to decide. `sev` is the severity of what it is about, None where it has none."""

    title: str
    why: str
    url: str
    icon: str
    sev: int | None = None


def lines(actor: Actor) -> list[Line]:
    return [
        *_incidents(actor),
        *_directives(actor),
        *_signatures(actor),
        *_cases(actor),
        *_targets(actor),
        *_owing(actor),
    ]


def _incidents(actor: Actor) -> Iterator[Line]:
    """Grave incidents whose next step is past its time, then the other grave ones."""
    if not decide(actor, "incident.read"):
        return
    grave = [one for one in incidents.open_incidents(actor) if one.severity <= GRAVE]
    for one in sorted(grave, key=lambda one: (one.severity, one.due_at))[:MOST_INCIDENTS]:
        yield Line(one.title, f"{one.code} · {name_of(one.place)}", one.link, "flag", one.severity)


def _directives(actor: Actor) -> Iterator[Line]:
    """To sign, to approve; then how many of all are late."""
    if not decide(actor, "directive.read"):
        return
    for one in directives.waiting(actor)[:MOST_DIRECTIVES]:
        why = _("chờ ký") if one.state == "draft" else _("chờ duyệt kết quả")
        yield Line(one.sentence, f"{one.code} · {name_of(one.lead_office)} · {why}", one.link, "clipboard-list")
    late = len(directives.late(actor))
    if late:
        title = _("%(count)s chỉ đạo quá hạn") % {"count": numbers.said(late)}
        yield Line(
            title, _("Đôn đốc hoặc lùi hạn."), f"{reverse('directives')}?tab=all&state=late", "clipboard-list", 3
        )


def _signatures(actor: Actor) -> Iterator[Line]:
    count = len(documents.to_sign(actor)) if decide(actor, "document.sign") else 0
    if count:
        title = ngettext("%(count)s văn bản chờ ký", "%(count)s văn bản chờ ký", count) % {"count": numbers.said(count)}
        yield Line(title, _("Người dân đang chờ kết quả."), reverse("documents"), "certificate")


def _cases(actor: Actor) -> Iterator[Line]:
    late = cases.counts(actor).get("late", 0) if decide(actor, "case.read") else 0
    if late:
        title = ngettext("%(count)s hồ sơ, phản ánh quá hạn", "%(count)s hồ sơ, phản ánh quá hạn", late)
        url = f"{reverse('cases')}?tab=late"
        yield Line(title % {"count": numbers.said(late)}, _("Đôn đốc hoặc chuyển cơ quan khác."), url, "message-report")


def _targets(actor: Actor) -> Iterator[Line]:
    """What will not be reached at this pace: another pace, another target, or another way."""
    if not decide(actor, "target.read"):
        return
    found = [one for one in plans.at_province(actor) if one.state in plans.TROUBLED]
    for one in found[:MOST_TARGETS]:
        yield Line(_target_title(one), _target_why(one), one.target.indicator.link, "target-arrow", 3)


def _target_title(one: Progress) -> str:
    name = name_of(one.target.indicator)
    return _("%(name)s: khó đạt mục tiêu %(period)s") % {"name": name, "period": period_said(one.target.over)}


def _target_why(one: Progress) -> str:
    facts = one.target.indicator.says
    words = _("mục tiêu %(op)s %(target)s, đến nay %(result)s") % {
        "op": OPS[one.target.op], "target": said(one.target.value, facts), "result": said(one.result, facts),
    }  # fmt: skip
    if one.projection is None or one.state == "missed":
        return words
    return f"{words}, " + _("dự tính %(value)s") % {"value": said(one.projection, facts)}


def _owing(actor: Actor) -> Iterator[Line]:
    """Offices that owe figures, those that owe most first."""
    if not decide(actor, "indicator.read"):
        return
    most = owing.by_office(owing.owed(actor))[:MOST_OFFICES]
    called = Office.objects.in_bulk([number for number, _found in most if number])
    for number, found in most:
        office = called.get(number or 0)
        name = name_of(office) if office else _("Chưa rõ cơ quan")
        title = _("%(office)s nợ %(count)s chỉ tiêu") % {"office": name, "count": numbers.said(len(found))}
        query = f"?tab=owed&office={office.code}" if office else "?tab=owed"
        first = shown(found[0].entry.facts.name)
        why = _("lâu nhất: %(name)s, %(period)s") % {"name": first, "period": period_said(found[0].period)}
        yield Line(title, why, f"{reverse('indicators')}{query}", "hourglass-high")
