"""Words that several sections use."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.indicators.newest import Now
from haidang.core.indicators.saying import SOURCES, marks, said
from haidang.core.rules.models import Alert
from haidang.core.ui import numbers
from haidang.core.ui.period_names import period_said
from haidang.kernel import clock
from haidang.kernel.bilingual import names

from . import content
from .content import Line

OPS = {">=": "≥", "<=": "≤", "=": "="}
STATES = {
    "reached": gettext_lazy("đã đạt"),
    "on_course": gettext_lazy("đúng tiến độ"),
    "at_risk": gettext_lazy("có thể không đạt"),
    "behind": gettext_lazy("chậm so với mục tiêu"),
    "missed": gettext_lazy("không đạt"),
}
STATE_SEVERITY = {"missed": 2, "behind": 2, "at_risk": 3}


def whole(count: int) -> content.Said:
    """A count, as each language writes it."""
    return content.said(lambda: numbers.said(count, 0))


def percent(share: float) -> content.Said:
    return content.said(lambda: f"{numbers.said(share * 100, 1)}\u00a0%")


def of_indicator(now: Now, **more: object) -> Line:
    """The newest value of an indicator with its period, source, age and quality."""
    facts = now.entry.facts
    told = {
        "title": content.of(facts.short or facts.name), "value": content.said(lambda: said(now.value, facts)),
        "note": content.said(lambda: period_said(now.period)), "source": content.of(SOURCES[facts.source]),
        "quality": content.of(marks(now.quality)), "at": content.moment(now.at),
        "severity": now.band.severity if now.band else 0, "link": f"/indicators/{now.entry.code}/",
    }  # fmt: skip
    return Line(**(told | more))  # type: ignore[arg-type]


def of_alert(one: Alert, value: content.Said) -> Line:
    return Line(
        title=content.of(one.title), severity=one.severity, link=f"/alerts/{one.code}/", at=content.moment(one.raised_at),
        value=value, note=content.of(names(one.thing)),
        source=content.said(lambda: _("cảnh báo %(code)s") % {"code": one.code}),
    )  # fmt: skip


def stamp(at: datetime) -> str:
    """A moment that stays readable later: 09:42 22/11."""
    return f"{at.astimezone(clock.HO_CHI_MINH):%H:%M %d/%m}"


def day_before(at: datetime) -> tuple[date, datetime, datetime]:
    """Yesterday, and the moments it began and ended."""
    day = clock.day_of(at) - timedelta(days=1)
    return day, clock.start_of(day), clock.start_of(day + timedelta(days=1))
