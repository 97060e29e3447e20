"""The cases of a domain that has procedures: load, punctuality, age, ratings, days, by kind, office and commune."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from haidang.core.cases import boards, queries
from haidang.core.cases.boards import Board, Day, Load
from haidang.core.cases.models import Procedure
from haidang.core.cases.queries import Filters
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Domain
from haidang.web.desk.cases.boards import buckets, line, most_of
from haidang.web.desk.cases.listing import row
from haidang.web.desk.overview.tiles import Shown

MOST_LINES = 12
MOST_LATE = 10
BACK = 30
WIDTH, HEIGHT = 600, 120
TARGET = 95
"""Per cent on time that a well-run office reaches; shown as a line to compare with, no duty by law [M]."""


def board_of(domain: str) -> Board | None:
    """What a domain's board is about; None when it has no procedures."""
    procedures = list(Procedure.objects.filter(domain=domain, number__gt=0).values_list("pk", flat=True))
    return Board(procedures=procedures) if procedures else None


def casework(actor: Actor, domain: Domain) -> dict[str, Any] | None:
    """Everything the page of a domain says of its cases, within what the actor may see."""
    board = board_of(domain.key)
    if board is None:
        return None
    kinds, offices, places = (boards.loads(actor, board, by) for by in ("procedure", "office", "place"))
    whole = boards.whole(actor, board)
    return {
        "whole": whole,
        "tiles": tiles(whole, boards.days(actor, board, 2)),
        "kinds": [line(one, list_url(procedure=one.key), most_of(kinds)) for one in kinds[:MOST_LINES]],
        "offices": [line(one, list_url(office=one.key), most_of(offices)) for one in offices[:MOST_LINES]],
        "places": [line(one, list_url(place=one.key), most_of(places)) for one in places[:MOST_LINES]],
        "buckets": buckets(),
        "days": chart(boards.days(actor, board, BACK)),
        "late": overdue(actor, board),
        "late_count": whole.late,
        "newest": boards.newest_at(actor, board),
        "cases_url": list_url(kind=_kind(board)),
    }


def overdue(actor: Actor, board: Board, most: int = MOST_LATE) -> list[dict[str, Any]]:
    """What is late of the board, the earliest deadline first."""
    found = queries.inbox(actor, Filters(state="late", procedures=tuple(board.procedures or ())), limit=most)
    return [row(one) for one in found.rows]


def tiles(whole: Load, lately: list[Day]) -> list[Shown]:
    """The numbers of a board as tiles; what nobody could count yet stays empty."""
    on_time, extended = whole.share_on_time, whole.share_extended
    yesterday, today = lately[-2], lately[-1]
    return [
        _tile("open", _("Đang xử lý"), whole.open, why=_("chưa giao ai: %(n)s") % {"n": whole.unassigned}),
        _tile("late", _("Quá hạn"), whole.late, sev=2 if whole.late else None),
        _tile("soon", _("Hạn trong 2 ngày"), whole.soon),
        _tile("waiting", _("Chờ người dân"), whole.waiting),
        _tile("today", _("Nhận hôm nay"), today.opened, why=_("hôm qua: %(n)s") % {"n": yesterday.opened}),
        _tile(
            "on_time",
            _("Đúng hạn ban đầu"),
            _percent(on_time),
            unit="%",
            target=TARGET,
            why=_("90 ngày, %(n)s hồ sơ") % {"n": whole.timed},
        ),
        _tile("extended", _("Kể cả gia hạn"), _percent(extended), unit="%"),
        _tile(
            "rating", _("Hài lòng"), whole.rating, unit="/3", decimals=1, why=_("%(n)s đánh giá") % {"n": whole.rated}
        ),
    ]


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _tile(key: str, name: str, value: float | None, **more: Any) -> Shown:
    return Shown(key=f"cases-{key}", name=name, area="", url="", value="–" if value is None else value, **more)


@dataclass(frozen=True, slots=True)
class Bar:
    """One day of the chart in units of its view box."""

    x: float
    width: float
    y: float
    height: float
    ended_y: float
    said: str


def chart(days: list[Day]) -> dict[str, Any]:
    """Bars of what came, and a line of what ended, over the days."""
    most = max((max(one.opened, one.ended) for one in days), default=0) or 1
    step = WIDTH / len(days)
    bars = [
        Bar(
            x=round(at * step + step * 0.15, 2),
            width=round(step * 0.7, 2),
            y=round(HEIGHT * (1 - one.opened / most), 2),
            height=round(HEIGHT * one.opened / most, 2),
            ended_y=round(HEIGHT * (1 - one.ended / most), 2),
            said=_("%(day)s: nhận %(opened)s, xong %(ended)s")
            % {"day": f"{one.day:%d/%m}", "opened": one.opened, "ended": one.ended},
        )
        for at, one in enumerate(days)
    ]
    points = " ".join(f"{one.x + one.width / 2:.2f},{one.ended_y:.2f}" for one in bars)
    return {
        "bars": bars, "line": points, "most": most, "first": days[0].day, "last": days[-1].day,
        "opened": sum(one.opened for one in days), "ended": sum(one.ended for one in days),
        "width": WIDTH, "height": HEIGHT,
    }  # fmt: skip


def _kind(board: Board) -> str:
    found = set(Procedure.objects.filter(pk__in=board.procedures or ()).values_list("kind", flat=True))
    return found.pop() if len(found) == 1 else ""


def list_url(**asked: Any) -> str:
    kept = {name: value for name, value in asked.items() if value not in ("", None)}
    return f"{reverse('cases')}?{urlencode(kept)}" if kept else reverse("cases")
