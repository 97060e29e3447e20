"""The main indicators: value, course, target; and those without a value, with who owes it."""

from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.brief.content import NOTHING, Line, Said, Section, of, said
from haidang.core.brief.wording import OPS, STATE_SEVERITY, STATES, of_indicator
from haidang.core.directory.models import Office
from haidang.core.indicators import queries
from haidang.core.indicators.book import Entry
from haidang.core.indicators.newest import Now
from haidang.core.indicators.reading import plans
from haidang.core.indicators.reading.catalogue import LINE, line_of
from haidang.core.indicators.reading.headline import headline
from haidang.core.indicators.saying import said as figure
from haidang.core.indicators.targets import Progress
from haidang.core.ui import numbers
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown

MOST, MOST_UNKNOWN = 8, 4


def section(actor: Actor, at: datetime) -> Section:
    entries = headline(actor, most=MOST)
    codes = [one.code for one in entries]
    now = queries.latest(actor, codes)
    courses = {one.entry.code: line_of(one) for one in queries.trends(actor, list(now), count=LINE)}
    aims = _aims(actor, codes)
    lines = [_line(now[code], courses.get(code, []), aims.get(code)) for code in codes if code in now]
    lacking = [one for one in entries if one.code not in now]
    return Section(
        key="figures", title=said(lambda: _("Chỉ tiêu chính")), lines=lines, link="/indicators/",
        unknown=[_owed(one) for one in lacking[:MOST_UNKNOWN]],
        empty=said(lambda: _("Chưa chỉ tiêu nào có số liệu.")),
    )  # fmt: skip


def _aims(actor: Actor, codes: list[str]) -> dict[str, Progress]:
    """For each the running target that ends first."""
    found: dict[str, Progress] = {}
    for one in sorted(plans.at_province(actor, codes=codes), key=lambda one: one.target.over.last):
        found.setdefault(one.target.indicator.code, one)
    return found


def _line(now: Now, course: list[float | None], aim: Progress | None) -> Line:
    facts, band = now.entry.facts, now.band
    grave = band.severity if band and band.severity else STATE_SEVERITY.get(aim.state, 0) if aim else 0
    return of_indicator(
        now, trend=course, severity=grave, note=_note(now, aim), target=aim.target.value if aim else None,
        reached=aim.result if aim else None,
        target_said=said(lambda: f"{OPS[aim.target.op]} {figure(aim.target.value, facts)}") if aim else NOTHING,
    )  # fmt: skip


def _note(now: Now, aim: Progress | None) -> Said:
    """What is amiss; else the way it went."""
    if now.band is not None and now.band.severity:
        return of(now.band.name)
    if aim is not None and aim.state in STATE_SEVERITY:
        return said(lambda: str(STATES[aim.state]))
    if now.change is None:
        return NOTHING
    change = now.change
    sign = "+" if change > 0 else ""
    return said(lambda: _("%(change)s so với kỳ trước") % {"change": f"{sign}{numbers.said(change * 100, 1)}\u00a0%"})


def _owed(one: Entry) -> Said:
    office = Office.objects.filter(pk=one.office_id or 0).first()

    def words() -> str:
        name = shown(one.facts.short or one.facts.name)
        if one.facts.is_computed or office is None:
            return _("%(name)s: chưa có số liệu") % {"name": name}
        return _("%(name)s: %(office)s chưa gửi số liệu") % {"name": name, "office": name_of(office)}

    return said(words)
