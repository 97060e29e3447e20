"""What came of yesterday: alerts, incidents, cases, directives; each a count of the whole day."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Avg, Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.brief.content import NOTHING, Line, Section, moment, said
from haidang.core.brief.wording import day_before, whole
from haidang.core.cases.models import Case
from haidang.core.directives import queries as directives
from haidang.core.directory.queries import visible
from haidang.core.incidents.models import Incident
from haidang.core.rules.models import Alert
from haidang.core.ui import moments, numbers
from haidang.kernel.action import Actor

MOST_OUTCOMES = 3
KINDS = {"report": gettext_lazy("Phản ánh"), "dossier": gettext_lazy("Hồ sơ")}


def section(actor: Actor, at: datetime) -> Section:
    day, since, until = day_before(at)
    lines = [
        *_alerts(actor, since, until), *_incidents(actor, since, until),
        *(line for kind in KINDS for line in _cases(actor, kind, since, until)), *_directives(actor, since, until),
    ]  # fmt: skip
    return Section(
        key="yesterday", title=said(lambda: _("Kết quả ngày %(day)s") % {"day": moments.day_said(day)}), lines=lines,
        empty=said(lambda: _("Không ghi nhận việc nào trong ngày.")),
    )  # fmt: skip


def _alerts(actor: Actor, since: datetime, until: datetime) -> Iterator[Line]:
    rows = Alert.objects.filter(visible(actor, Alert))
    raised = rows.filter(raised_at__gte=since, raised_at__lt=until).count()
    closed = rows.filter(closed_at__gte=since, closed_at__lt=until).count()
    if raised or closed:
        yield Line(
            title=said(lambda: _("Cảnh báo mới")), value=whole(raised), link="/alerts/", at=moment(until),
            note=said(lambda: _("%(count)s đã đóng") % {"count": numbers.said(closed, 0)}),
            source=said(lambda: _("nhật ký cảnh báo")),
        )  # fmt: skip


def _incidents(actor: Actor, since: datetime, until: datetime) -> Iterator[Line]:
    rows = Incident.objects.filter(visible(actor, Incident), is_exercise=False)
    opened = rows.filter(opened_at__gte=since, opened_at__lt=until).count()
    ended = rows.filter(closed_at__gte=since, closed_at__lt=until).order_by("severity")
    closed = ended.count()
    if opened or closed:
        outcomes = "; ".join(
            f"{one.title}: {one.outcome}" if one.outcome else one.title for one in ended[:MOST_OUTCOMES]
        )
        yield Line(
            title=said(lambda: _("Sự cố mở, đóng trong ngày")), link="/incidents/", at=moment(until),
            value=said(lambda: f"{numbers.said(opened, 0)} / {numbers.said(closed, 0)}"),
            note=said(lambda: outcomes) if outcomes else NOTHING, source=said(lambda: _("nhật ký sự cố")),
        )  # fmt: skip


def _cases(actor: Actor, kind: str, since: datetime, until: datetime) -> Iterator[Line]:
    rows = Case.objects.filter(visible(actor, Case), kind=kind, is_exercise=False, parent=None, merged_into=None)
    came = rows.filter(opened_at__gte=since, opened_at__lt=until).count()
    ended = rows.filter(ended_at__gte=since, ended_at__lt=until).aggregate(
        all=Count("pk"), timed=Count("pk", Q(on_time__isnull=False)), on_time=Count("pk", Q(on_time=True)),
        mean=Avg("rating"), rated=Count("rating"),
    )  # fmt: skip
    if not came and not ended["all"]:
        return

    def note() -> str:
        told = [_("giải quyết %(count)s") % {"count": numbers.said(ended["all"], 0)}]
        if ended["timed"]:
            told.append(
                _("đúng hạn %(share)s %%") % {"share": numbers.said(100 * ended["on_time"] / ended["timed"], 1)}
            )
        if ended["rated"]:
            told.append(
                _("hài lòng %(mean)s/3 (%(rated)s lượt)")
                % {"mean": numbers.said(ended["mean"], 1), "rated": ended["rated"]}
            )
        return ", ".join(told)

    yield Line(
        title=said(lambda: _("%(kind)s tiếp nhận") % {"kind": KINDS[kind]}), value=whole(came), note=said(note),
        link=f"/cases/?kind={kind}", source=said(lambda: _("đếm từ hồ sơ")), at=moment(until),
    )  # fmt: skip


def _directives(actor: Actor, since: datetime, until: datetime) -> Iterator[Line]:
    done = list(directives.ended_between(actor, since, until).filter(case__state="done"))
    if done:
        yield Line(
            title=said(lambda: _("Chỉ đạo hoàn thành")), value=whole(len(done)), at=moment(until),
            note=said(lambda: "; ".join(one.sentence for one in done[:3])), link="/directives/?tab=all&state=done",
            source=said(lambda: _("đếm từ chỉ đạo")),
        )  # fmt: skip
