"""What follows a case by itself: its sure fee is asked for when it is received; what is due is cancelled when it ends."""

from contextlib import suppress

from django.utils.translation import gettext as _

from haidang.core.cases.models import Case
from haidang.kernel.action import Event, Invalid, NotPossible, system

from . import actions, fees

WHO = system("payments")
RECEIVED = ("2",)
"""Codes of states (national portal) in which a dossier has just been accepted."""


def hear(events: list[Event]) -> None:
    """Told of the events of a transaction, within it."""
    for event in list(events):
        if event.subject_kind == "case" and "state" in event.after:
            _follow(int(event.subject_id), str(event.after["state"]))


def _follow(pk: int, state: str) -> None:
    case = Case.objects.filter(pk=pk, kind="dossier").select_related("version").first()
    if case is None or case.state != state:
        return
    if not case.is_open:
        for bill in case.bills.filter(state="due"):
            actions.cancel(WHO, bill, why=_("hồ sơ đã kết thúc"))
    elif (
        case.flow.state(state).code in RECEIVED and not case.bills.exists() and (items := fees.certain(case, "receipt"))
    ):
        with suppress(NotPossible, Invalid):  # no account to be paid to: an officer is told when they ask for it
            actions.issue(WHO, case, items)
