"""One cause, one row: of the alerts on one series in one direction only the worst stands in the list.

A water level over the third mark is over the first and second too. The milder alerts stay open and keep their history,
but ask nobody for anything while the worse one is active; when it returns they come forward again.
"""

from haidang.core.rules.models import Alert
from haidang.kernel.action import Doing
from haidang.kernel.manifest import Rule as Facts

from . import telling
from .ledger import Ledger


def direction_of(says: Facts) -> int:
    """1 for a rule above a limit, -1 below one, 0 for a rule that neither covers nor is covered."""
    if says.when.kind != "threshold":
        return 0
    return 1 if says.when.op in (">", ">=") else -1


def settle(do: Doing, alert: Alert, ledger: Ledger) -> None:
    """After an alert has changed: which one of its series and direction stands for the others."""
    peers = sorted(ledger.peers(alert), key=lambda one: (one.severity, one.pk))
    stands = next((one for one in peers if one.is_active and _is_heard(one)), None)
    for one in peers:
        hides = stands is not None and one.is_active and one.severity > stands.severity
        worse = stands if hides else None
        if one.under_id != (worse.pk if worse else None):
            one.under = worse
            ledger.change(one)
            if worse is None:
                _come_forward(do, one)


def _is_heard(alert: Alert) -> bool:
    """What is on the shelf, held or out of service stands for nothing."""
    return alert.shelved_until is None and alert.held_by_id is None and alert.outage_id is None


def _come_forward(do: Doing, alert: Alert) -> None:
    if alert.state == "new" and _is_heard(alert):
        telling.wait_again(do, alert)
        telling.tell(do, alert, telling.desk(alert), telling.of_raised(alert), telling.of_reason(alert))
