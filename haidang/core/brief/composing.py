"""Reading everything a brief says, at one moment, for whoever may see the whole province."""

from datetime import datetime

from django.utils.translation import gettext as _

from haidang.core.directory.queries import visible
from haidang.core.incidents import queries as incidents
from haidang.core.rules.models import Alert
from haidang.core.telemetry import queries as telemetry
from haidang.core.things.queries import has_simulated_sources
from haidang.core.ui import numbers
from haidang.kernel.action import Actor
from haidang.kernel.once import remembering
from haidang.provinces import pack

from . import sections
from .content import Content, Said, Section, moment, said
from .wording import day_before, stamp


def composed(actor: Actor, at: datetime) -> Content:
    """All sections, in the order of reading."""
    with remembering():
        told = [one.section(actor, at) for one in sections.EVERY]
        summary = _summary(actor, at, told)
    return Content(
        summary=summary, sections=told, as_of=moment(at),
        is_simulated=pack.chosen().province.is_fictional or has_simulated_sources(),
    )  # fmt: skip


def _summary(actor: Actor, at: datetime, told: list[Section]) -> Said:
    """One line: what happened since yesterday, how much waits, how old and whole the data is."""
    _day, since, _until = day_before(at)
    alerts = Alert.objects.filter(visible(actor, Alert), raised_at__gte=since, raised_at__lt=at).count()
    open_now = incidents.counts(actor).open
    waiting = next(len(one.lines) for one in told if one.key == "decisions")
    lost, every = _silent(actor)

    def words() -> str:
        parts = [
            _("Từ 0 giờ hôm qua: %(alerts)s cảnh báo mới; %(open)s sự cố đang mở; cần quyết định %(waiting)s việc.") % {
                "alerts": numbers.said(alerts, 0), "open": numbers.said(open_now, 0), "waiting": numbers.said(waiting, 0)},
            _("Số liệu đến %(at)s.") % {"at": stamp(at)},
        ]  # fmt: skip
        if every:
            facts = {"lost": numbers.said(lost, 0), "every": numbers.said(every, 0)}
            parts.append(_("%(lost)s trong %(every)s chuỗi số đo mất tín hiệu.") % facts)
        return " ".join(parts)

    return said(words)


def _silent(actor: Actor) -> tuple[int, int]:
    """Series of which nothing has been heard for long, of all that ever spoke."""
    newest = telemetry.latest(actor)
    return int(newest.is_lost.sum()), len(newest)
