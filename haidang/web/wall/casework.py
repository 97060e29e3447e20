"""A field of cases on the wall: its numbers, who has how much, what is late, how the last month went."""

from typing import Any

from haidang.core.cases import boards
from haidang.core.cases.boards import Board
from haidang.kernel.action import Actor
from haidang.web.desk.cases.boards import line
from haidang.web.desk.domains.casework import BACK, board_of, chart, overdue, tiles
from haidang.web.desk.overview.tiles import Shown

MOST_LINES, MOST_KINDS, MOST_LATE = 9, 10, 8


def _board(domain: str) -> Board:
    return board_of(domain) or Board(procedures=())


def numbers(actor: Actor, domain: str) -> list[Shown]:
    board = _board(domain)
    return tiles(boards.whole(actor, board), boards.days(actor, board, 2))


def load(actor: Actor, domain: str) -> dict[str, Any]:
    """The offices with the most that is late or open."""
    return {"loads": [line(one, "") for one in boards.loads(actor, _board(domain), "office")[:MOST_LINES]]}


def late(actor: Actor, domain: str) -> dict[str, Any]:
    board = _board(domain)
    return {"late": overdue(actor, board, MOST_LATE), "late_count": boards.whole(actor, board).late}


def days(actor: Actor, domain: str) -> dict[str, Any]:
    """Day by day, and the kinds that come most."""
    board = _board(domain)
    kinds = sorted(boards.loads(actor, board, "procedure"), key=lambda one: -(one.open + one.ended))
    return {
        "days": chart(boards.days(actor, board, BACK)),
        "kinds": [line(one, "") for one in kinds[:MOST_KINDS]],
        "newest": boards.newest_at(actor, board),
    }
