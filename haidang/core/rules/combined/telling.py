"""Alerts of combinations: raised with every part that holds, returned when the whole holds no more."""

from collections.abc import Iterable

from django.utils import translation

from haidang.core.rules.alerts import actions
from haidang.core.rules.alerts.actions import Opening
from haidang.core.rules.alerts.alarms import ACTOR, raised
from haidang.core.rules.alerts.aside import Asides
from haidang.core.rules.alerts.ledger import Ledger
from haidang.core.rules.alerts.telling import Answerable
from haidang.core.rules.judging.phases import OPENED
from haidang.core.rules.judging.plan import Planned
from haidang.core.telemetry.readings import moment_of
from haidang.core.things.models import Series
from haidang.kernel import clock
from haidang.kernel.manifest import Words

from .living import Turned
from .words import why

FLOOD = 20  # so many alerts at once are told one by one


def tell(turned: Iterable[Turned], planned: Planned, asides: Asides) -> None:
    """In the order they came; inside the transaction of a turn."""
    moves = list(turned)
    numbers = {span.series for one in moves for spans in one.standing.spans.values() for span in spans}
    numbers |= {one.carrier for one in moves}
    rows = Series.objects.select_related("thing__place", "thing__office__place").filter(pk__in=numbers)
    series = {one.pk: one for one in rows}
    opened = [one for one in moves if one.what == OPENED]
    asides.look(clock.now())
    ledger = Ledger.of_series({one.carrier for one in moves}, len(opened))
    answerable = Answerable() if opened else None
    aloud = {id(one) for one in sorted(opened, key=lambda one: one.whole.says.severity)[:FLOOD]}
    with translation.override("vi"):
        for one in moves:
            if one.what == OPENED:
                assert answerable is not None
                raised(ledger, asides, series[one.carrier], _opening(one, series, answerable), aloud=id(one) in aloud)
            else:
                alert = ledger.latest(one.whole.rule.pk, one.carrier)
                if alert is not None and alert.is_open and alert.is_active:
                    actions.return_alert(ACTOR, alert, ledger, at=moment_of(one.at))
    ledger.write()


def _opening(one: Turned, series: dict[int, Series], answerable: Answerable) -> Opening:
    whole, says, carrier = one.whole, one.whole.says, series[one.carrier]
    return Opening(
        version=whole.version,
        severity=says.severity,
        title=Words(vi=says.name.vi, en=says.name.en),
        at=moment_of(one.at),
        value=None,
        unit="",
        decimals=0,
        acknowledge_within=clock.duration(says.acknowledge_within),
        office=answerable.office(says.office_kind, whole.rule.domain, carrier.thing),
        why=why(whole, one.standing, one.at, series),
    )
