"""One cause, one row: of the alerts on one series in one direction only the worst stands in the list.

A water level over the third mark is over the first and second too. The milder alerts stay open and keep their history,
but ask nobody for anything while the worse one is active; when it returns they come forward again.
"""

from haidang.kernel.action import Doing
from haidang.kernel.manifest import Rule as Facts

from . import telling
from .models import Alert


def direction_of(says: Facts) -> int:
    """1 for a rule above a limit, -1 below one, 0 for a rule that neither covers nor is covered."""
    if says.when.kind != "threshold":
        return 0
    return 1 if says.when.op in (">", ">=") else -1


def settle(do: Doing, alert: Alert) -> None:
    """After an alert has changed: which one of its series and direction stands for the others."""
    if not alert.direction:
        return
    rows = Alert.objects.filter(series=alert.series_id, direction=alert.direction, closed_at=None)
    if alert.is_open and rows.count() == 1:
        _put_under(do, alert, None)
        return
    ranked = list(rows.select_related("place", "office", "owner", "thing", "rule_version").order_by("severity", "id"))
    stands = next((one for one in ranked if one.is_active and one.shelved_until is None), None)
    for one in ranked:
        hides = stands is not None and one.is_active and one.severity > stands.severity
        _put_under(do, alert if one.pk == alert.pk else one, stands if hides else None)


def _put_under(do: Doing, alert: Alert, worse: Alert | None) -> None:
    if alert.under_id == (worse.pk if worse else None):
        return
    alert.under = worse
    if worse is None and alert.state == "new" and alert.shelved_until is None:
        telling.wait_again(do, alert)
        telling.tell(do, alert, telling.desk(alert), telling.of_raised(alert), telling.of_reason(alert))
    alert.due_at = alert.next_due
    alert.save(update_fields=["under", "due_at", "acknowledge_due_at"])
