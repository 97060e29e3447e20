"""Leads made of the field's cases: how old the open ones are, which offices are on time."""

from typing import Any

from haidang.core.cases import boards
from haidang.core.cases.boards import Load
from haidang.kernel.action import Actor
from haidang.kernel.manifest import Domain, Lead
from haidang.web.desk.cases.boards import buckets, line
from haidang.web.desk.domains.casework import TARGET, board_of, list_url

FEW_ENDED = 3
"""Fewer ended cases than these give no rate worth ranking."""
MOST = 14


def ages(actor: Actor, domain: Domain, lead: Lead) -> dict[str, Any] | None:
    """Open cases by age, how many of them are late, and the same for the offices that hold most."""
    board = board_of(domain.key)
    if board is None:
        return None
    whole = boards.whole(actor, board)
    if not whole.open:
        return None
    most = max(whole.ages)
    return {
        "whole": whole, "url": list_url(kind=""), "late_share": 100 * whole.late / whole.open,
        "bars": [(head, number, round(100 * number / most, 1)) for head, number in zip(buckets(), whole.ages, strict=True)],
    }  # fmt: skip


def punctuality(actor: Actor, domain: Domain, lead: Lead) -> dict[str, Any] | None:
    """Offices with enough cases ended in 90 days, the least punctual first; those with too few are counted."""
    board = board_of(domain.key)
    loads = boards.loads(actor, board, "office") if board is not None else []
    rated = [one for one in loads if one.timed >= FEW_ENDED]
    if not rated:
        return None
    rated.sort(key=lambda one: (one.share_on_time or 0.0, -one.timed))
    return {
        "rows": [_rated(one) for one in rated[:MOST]], "more": max(len(rated) - MOST, 0),
        "too_few": len(loads) - len(rated), "least": FEW_ENDED, "target": TARGET,
    }  # fmt: skip


def _rated(one: Load) -> dict[str, Any]:
    rate = 100 * (one.share_on_time or 0.0)
    return line(one, list_url(office=one.key)) | {"rate": rate, "sev": None if rate >= TARGET else 3}
