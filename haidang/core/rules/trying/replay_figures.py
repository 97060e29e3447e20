"""A dry run of a rule on an indicator: what it would have raised on the figures that came, each when its period had ended."""

from datetime import datetime, timedelta

from haidang.core.indicators import queries as indicators
from haidang.core.rules.alerts.of_indicators import fires
from haidang.core.rules.models import Rule
from haidang.core.things.models import Series, Thing
from haidang.kernel import clock, manifest
from haidang.kernel.action import Actor, system

from .replay import Episode, Rehearsal

WHO = system("rules")
MOST = 2_000  # figures


def replay(rule: Rule, since: datetime, until: datetime, says: manifest.Rule, actor: Actor = WHO) -> Rehearsal:
    """`readings` of the answer are figures. A figure that was not looked for in its time is judged as if it had been."""
    try:
        found = indicators.expected(actor, f"{rule.domain}.{says.indicator}", limit=MOST)
    except indicators.Unseen:  # retired by the province
        found = []
    dated = [(clock.start_of(one.period.last + timedelta(days=1)), one) for one in reversed(found)]
    judged = [(at, one) for at, one in dated if since <= at < until]
    series, episodes = _series(rule, says), []
    open_from: Episode | None = None
    for at, one in judged:
        is_bad = fires(says, one.score)
        if is_bad and open_from is None:
            open_from = Episode(series, at, None, one.value, 0)
        elif is_bad and open_from is not None:
            open_from = Episode(series, open_from.opened_at, None, open_from.value_open, open_from.repeats + 1)
        elif open_from is not None:
            episodes.append(Episode(series, open_from.opened_at, at, open_from.value_open, open_from.repeats))
            open_from = None
    if open_from is not None:
        episodes.append(open_from)
    return Rehearsal(episodes, 1 if found else 0, len(judged), since, until)


def _series(rule: Rule, says: manifest.Rule) -> Series:
    """What stands for the indicator in the register; it is made with its first alert, so there may be none yet."""
    code = f"chi-tieu-{rule.domain}"[:40]
    there = Series.objects.select_related("thing").filter(thing__code=code, key=says.indicator).first()
    return there or Series(thing=Thing(code=code), key=says.indicator)
