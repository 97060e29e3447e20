"""The level of an open alert follows its value: milder as it falls to a lower band, the rule's own when it is beyond its limit again.

What somebody graded by hand stays as they said.
"""

from django.utils.translation import gettext_noop as msgid

from haidang.core.rules.judging.plan import Planned
from haidang.core.rules.models import Alert
from haidang.kernel.action import system
from haidang.kernel.manifest import Rule as Facts

from . import actions

ACTOR = system("rules")
WHY = msgid("theo giá trị đo")


def regrade_all(planned: Planned) -> int:
    """Of the rules in force that say how they ease; returns how many alerts changed their level."""
    easing = [number for number, judged in planned.rules.items() if judged.says.eases]
    if not easing:
        return 0
    rows = Alert.objects.filter(
        rule__in=easing, closed_at=None, state__in=("new", "acknowledged"), value_last__isnull=False
    )
    changed = 0
    for alert in rows.exclude(graded_by="person").order_by("id"):
        judged = planned.rules[alert.rule_id]
        wanted = level_of(judged.says, judged.condition.limit, alert.severity, alert.value_last or 0.0)
        if wanted != alert.severity:
            actions.regrade(ACTOR, alert, severity=wanted, reason=WHY)
            changed += 1
    return changed


def level_of(says: Facts, limit: float | None, now: int, value: float) -> int:
    """The level for a value, from the one it has: down a step once it is back at the step's value, up once it is beyond
    the value of the step before, which keeps it from going to and fro between."""
    if limit is None:
        return now
    levels, marks = [says.severity, *(one.severity for one in says.eases)], [limit, *(one.value for one in says.eases)]
    step = levels.index(now) if now in levels else 0
    sign = 1.0 if says.when.op in (">", ">=") else -1.0
    while step + 1 < len(levels) and sign * value <= sign * marks[step + 1]:
        step += 1
    while step > 0 and sign * value > sign * marks[step - 1]:
        step -= 1
    return levels[step]
