"""Doing the same with every alert of a group: one transaction, one event for each alert."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.translation import gettext as _

from haidang.core.directory.permissions import decide
from haidang.core.rules.alerts import actions
from haidang.core.rules.alerts.ledger import Ledger
from haidang.core.rules.models import Alert
from haidang.kernel.action import Actor, together


@dataclass(frozen=True, slots=True)
class Done:
    """Codes of those it was done with, and reasons by code for the others."""

    codes: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


def acknowledge(actor: Actor, alerts: Sequence[Alert], *, note: str = "") -> Done:
    """All that the actor may and nobody has acknowledged."""

    def work(alert: Alert, ledger: Ledger) -> None:
        actions.acknowledge(actor, alert, note=note, ledger=ledger)

    return _each(actor, alerts, "alert.acknowledge", work, lambda alert: alert.acknowledged_at is None)


def shelve(actor: Actor, alerts: Sequence[Alert], *, lasting: timedelta, reason: str) -> Done:
    """All that the actor may and that are not on the shelf. Raises Invalid."""

    def work(alert: Alert, ledger: Ledger) -> None:
        actions.shelve(actor, alert, lasting=lasting, reason=reason, ledger=ledger)

    return _each(actor, alerts, "alert.shelve", work, lambda alert: alert.shelved_until is None)


def _each(
    actor: Actor,
    alerts: Sequence[Alert],
    name: str,
    work: Callable[[Alert, Ledger], None],
    fits: Callable[[Alert], bool],
) -> Done:
    done = Done()
    known: dict[tuple[str, ...], str] = {}
    with together(whole=True):
        ledger = Ledger.of_many(one.pk for one in alerts)
        for one in alerts:
            alert = ledger.by_number(one.pk)
            if alert is None or not alert.is_open:
                done.refused[one.code] = _("Cảnh báo %(code)s đã đóng.") % {"code": one.code}
                continue
            if not fits(alert):
                continue
            why = _refusal(actor, name, alert, known)
            if why:
                done.refused[one.code] = why
                continue
            work(alert, ledger)
            done.codes.append(one.code)
        ledger.write()
    return done


def _refusal(actor: Actor, name: str, alert: Alert, known: dict[tuple[str, ...], str]) -> str:
    """Empty when the actor may; asked once for each place, office and class of data."""
    where = alert.scope_place, alert.scope_office, alert.data_class
    if where not in known:
        decision = decide(actor, name, alert)
        known[where] = "" if decision else decision.because
    return known[where]
