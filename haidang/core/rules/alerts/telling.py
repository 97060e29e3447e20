"""Who answers for an alert, and who is told of it at each level of escalation."""

from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Office, Place, valid_on
from haidang.core.notices.actions import Recipient, Role, notify
from haidang.core.rules.models import Alert
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Doing
from haidang.kernel.bilingual import both, names
from haidang.kernel.manifest import Words

from . import reminding
from .levels import DESK, LAST_LEVEL, ROLES

SILENT_SEVERITY = 4


class Answerable:
    """The offices of today, read once: which of them answers for a thing."""

    def __init__(self) -> None:
        self._offices = list(Office.objects.filter(valid_on(clock.today())).select_related("place"))

    def office(self, office_kind: str, domain: str, thing: Thing) -> Office | None:
        """An office of the kind the rule names: the thing's own, else one that answers for the domain, else the one with
        the nearest area. Where there is none of the kind: the thing's own, else one for the domain."""
        own, fits = thing.office, [one for one in self._offices if not office_kind or one.kind == office_kind]
        if own and (own in fits or not fits):
            return own
        responsible = [one for one in fits or self._offices if domain in one.fields]
        return self._nearest(responsible, thing.place) or (self._nearest(fits, thing.place) if office_kind else None)

    @staticmethod
    def _nearest(offices: list[Office], place: Place) -> Office | None:
        covering = [one for one in offices if place.path.startswith(one.place.path)]
        return max(covering, key=lambda one: (len(one.place.path), one.code), default=None)


def desk(alert: Alert) -> list[Recipient]:
    """Whom a new alert is for: its owner, else its office, else whoever is on duty at its place."""
    if alert.owner:
        return [alert.owner]
    return [alert.office] if alert.office else [Role(ROLES[DESK], alert.place.path)]


def above(alert: Alert) -> list[Recipient]:
    """Whom an escalated alert is for."""
    return [Role(ROLES[min(alert.level, LAST_LEVEL)], alert.place.path)]


def wait_again(do: Doing, alert: Alert) -> None:
    """Give whoever is told now the rule's time to acknowledge; on the last level there are only reminders."""
    says = alert.rule_version.says
    within = clock.duration(says.acknowledge_within)
    alert.acknowledge_due_at = do.at + within if alert.level < LAST_LEVEL else None
    alert.remind_at = reminding.first(says, alert.severity, do.at)


def tell(do: Doing, alert: Alert, to: list[Recipient], title: Words, body: Words | None = None) -> None:
    """Notices stand in the event of the action under way. Nobody is told of what is only watched."""
    if alert.severity >= SILENT_SEVERITY:
        return
    notify(
        do,
        to,
        kind="alert",
        title=title,
        body=body or alert.title,
        severity=alert.severity,
        link=alert.link,
        place=alert.place.path,
    )


def of_raised(alert: Alert) -> Words:
    return both(msgid("%(title)s – %(where)s"), title=alert.title, where=names(alert.thing))


def of_reason(alert: Alert) -> Words:
    return Words(**alert.why["sentence"])


def of_escalated(alert: Alert, reason: str, *, is_unattended: bool) -> Words:
    if reason:
        return both(msgid("Cảnh báo %(code)s được chuyển lên: %(reason)s"), code=alert.code, reason=reason)
    if is_unattended:
        return both(msgid("Cảnh báo %(code)s: bàn trực không có người"), code=alert.code)
    return both(msgid("Cảnh báo %(code)s chưa ai nhận"), code=alert.code)
