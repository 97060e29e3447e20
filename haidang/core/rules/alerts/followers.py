"""Those who follow a place are told of what is measured there and is everybody's: each alert once, what is alike in one message."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F, Q
from django.utils.translation import gettext_noop as msgid

from haidang.core.citizens import telling as citizens
from haidang.core.rules.models import Alert
from haidang.core.rules.reading.everybody import asked_places, held
from haidang.kernel.action import Doing, action, system
from haidang.kernel.bilingual import both, names
from haidang.kernel.manifest import Words

AGAIN_AFTER = timedelta(hours=3)
"""An alert that fires again is told again no sooner."""
LINK = "/app/warnings/"


def tell() -> None:
    """Of what holds now and has not been told: the worst of each rule and place speaks for the others there."""
    news = held().filter(Q(told_at=None) | Q(repeated_at__gte=F("told_at") + AGAIN_AFTER))
    alike: dict[tuple[int, int], list[Alert]] = {}
    for alert in news.order_by("severity", "-opened_at"):
        alike.setdefault((alert.rule_id, alert.place_id), []).append(alert)
    for alerts in alike.values():
        _tell(system("rules"), alerts)


@action("alert.tell")
def _tell(do: Doing, alerts: list[Alert]) -> None:
    first = alerts[0]
    do.about(first, alerts=[one.code for one in alerts])
    Alert.objects.filter(pk__in=[one.pk for one in alerts]).update(told_at=do.at)
    citizens.tell_of_measured(
        _paths(alerts), title=_title(first, len(alerts) - 1), body=_body(first), severity=first.severity, link=LINK
    )


def _paths(alerts: Iterable[Alert]) -> set[str]:
    """Where people are concerned: the place itself and, where the rule asks those near, theirs."""
    return {place.path for one in alerts for place in (one.place, *asked_places(one))}


def _title(first: Alert, others: int) -> Words:
    where = names(first.place)
    if not others:
        return both(msgid("%(title)s – %(where)s"), title=first.title, where=where)
    return both(msgid("%(title)s – %(where)s và %(n)s điểm đo khác"), title=first.title, where=where, n=others)


def _body(alert: Alert) -> Words | None:
    """What to do, and the question to those near."""
    says = alert.rule_version.says
    if says.public is None or says.asks is None:
        return says.public
    return both("%(advice)s %(question)s", advice=says.public, question=says.asks.question)
