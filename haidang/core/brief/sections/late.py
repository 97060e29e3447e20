"""What is late: cases by office, figures that were due, directives."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haidang.core.brief.content import Line, Section, moment, said
from haidang.core.brief.wording import whole
from haidang.core.cases import boards
from haidang.core.cases.boards import Board
from haidang.core.directives import queries as directives
from haidang.core.directory.models import Office
from haidang.core.indicators.reading import owing
from haidang.core.ui import numbers
from haidang.kernel.action import Actor
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest import Words

KINDS = {"dossier": gettext_lazy("Hồ sơ quá hạn"), "report": gettext_lazy("Phản ánh quá hạn")}
MOST_OFFICES = 4


def section(actor: Actor, at: datetime) -> Section:
    lines = [*(line for kind in KINDS for line in _cases(actor, kind, at)), *_directives(actor), *_figures(actor)]
    return Section(
        key="late", title=said(lambda: _("Chậm, quá hạn")), lines=lines, link="/cases/?tab=late",
        empty=said(lambda: _("Không có hồ sơ, phản ánh, chỉ đạo, số liệu nào quá hạn.")),
    )  # fmt: skip


def _cases(actor: Actor, kind: str, at: datetime) -> Iterator[Line]:
    """All of a kind, then the offices that have most of them."""
    loads = [one for one in boards.loads(actor, Board(kind=kind), "office") if one.late]
    if not loads:
        return
    late, alive = sum(one.late for one in loads), boards.whole(actor, Board(kind=kind)).open
    offices = loads[:MOST_OFFICES]

    def note() -> str:
        return "; ".join(
            f"{shown(Words(vi=one.vi or '–', en=one.en or one.vi or '–'))} {numbers.said(one.late, 0)}"
            for one in offices
        )

    yield Line(
        title=said(lambda: str(KINDS[kind])), severity=3, link=f"/cases/?tab=late&kind={kind}", note=said(note),
        value=said(lambda: _("%(late)s trong %(open)s đang xử lý") % {
            "late": numbers.said(late, 0), "open": numbers.said(alive, 0)}),
        source=said(lambda: _("đếm từ hồ sơ")), at=moment(at),
    )  # fmt: skip


def _directives(actor: Actor) -> Iterator[Line]:
    found = directives.late(actor)
    if found:
        yield Line(
            title=said(lambda: _("Chỉ đạo quá hạn")), value=whole(len(found)), severity=3,
            link="/directives/?tab=all&state=late",
            note=said(lambda: "; ".join(dict.fromkeys(name_of(one.lead_office) for one in found[:MOST_OFFICES]))),
            source=said(lambda: _("đếm từ chỉ đạo")),
        )  # fmt: skip


def _figures(actor: Actor) -> Iterator[Line]:
    groups = owing.by_office(owing.owed(actor))
    if not groups:
        return
    called = Office.objects.in_bulk([number for number, _found in groups[:MOST_OFFICES] if number])

    def note() -> str:
        return "; ".join(
            f"{name_of(called.get(number or 0)) or _('chưa rõ cơ quan')} {numbers.said(len(found), 0)}"
            for number, found in groups[:MOST_OFFICES]
        )

    yield Line(
        title=said(lambda: _("Số liệu đến hạn chưa có")), value=whole(sum(len(found) for _n, found in groups)),
        note=said(note), link="/indicators/?tab=owed", source=said(lambda: _("đếm từ danh mục chỉ tiêu")), severity=4,
    )  # fmt: skip
