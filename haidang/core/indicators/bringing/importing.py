"""Taking a table of figures into the forms of an office, one form a period: two people still bring them."""

from collections.abc import Sequence

from haidang.core.directory.models import Office
from haidang.core.indicators.models import Submission
from haidang.kernel.action import Actor, together

from .submissions import save, send
from .taking import Given


def keep(actor: Actor, office: Office, given: Sequence[Given], name: str) -> list[Submission]:
    """All or nothing; the oldest period first. Raises Invalid, NotPossible, Refused."""
    by_period = dict[str, list[Given]]()
    for one in given:
        by_period.setdefault(one.period, []).append(one)
    with together():
        return [save(actor, office, period, by_period[period], of_file=name) for period in sorted(by_period)]


def send_all(actor: Actor, rows: Sequence[Submission]) -> list[Submission]:
    """Hand several forms in at once, all or none. Raises Invalid, NotPossible, Refused."""
    with together():
        return [send(actor, row) for row in rows]
