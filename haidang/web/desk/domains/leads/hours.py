"""When things happen: a table of weekdays by hours, darker for more."""

from typing import Any

from haidang.core.cases import boards
from haidang.core.directory.permissions import decide
from haidang.core.rules.reading.by_hour import BACK, raised_by_hour
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Domain, Lead
from haidang.web.desk.domains.casework import board_of

CLASSES = 5


def hours(actor: Actor, domain: Domain, lead: Lead) -> dict[str, Any] | None:
    """Alerts raised and cases opened over four weeks; None where there was neither."""
    table = raised_by_hour(actor, domain.key)
    board = board_of(domain.key) if decide(actor, "case.read") else None
    if board is not None:
        opened = boards.by_hour(actor, board)
        table = [
            [one + two for one, two in zip(left, right, strict=True)] for left, right in zip(table, opened, strict=True)
        ]
    most = max(max(row) for row in table)
    if not most:
        return None
    return {
        "rows": [(number, [(count, _step(count, most)) for count in row]) for number, row in enumerate(table)],
        "hours": range(24), "most": most, "total": sum(map(sum, table)), "days": BACK.days,
    }  # fmt: skip


def _step(count: int, most: int) -> int:
    return 0 if not count else max(1, -(-CLASSES * count // most))
