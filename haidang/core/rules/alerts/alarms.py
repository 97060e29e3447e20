"""From moves of the engine to what happens to alerts: raise, fold, return; and what comes due by the clock."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
from django.utils import translation
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.queries import unattended_desks
from haidang.core.rules.judging import history
from haidang.core.rules.judging.engine import LEVEL, SILENCE, Engine
from haidang.core.rules.judging.phases import NEVER, OPENED, Move
from haidang.core.rules.judging.plan import Planned
from haidang.core.rules.models import Alert
from haidang.core.rules.reading.rate import is_slow
from haidang.core.telemetry.readings import moment_of
from haidang.core.things.models import Series
from haidang.kernel import clock, registry
from haidang.kernel.action import system

from . import actions, easing, words
from .actions import FOLDS_FOR, Opening
from .aside import Asides, about_new
from .ledger import Ledger, Pair
from .levels import DESK, LAST_LEVEL
from .telling import Answerable

ACTOR = system("rules")
POINTS = 30
FLOOD = 20  # so many alerts at once are told one by one, the others stand in the list
PAGE = 500  # alerts looked at in one go when they come due


class Alarms:
    """Works on one turn of the engine, inside its transaction."""

    def __init__(self, planned: Planned, engine: Engine, asides: Asides) -> None:
        self.planned, self.engine, self.asides = planned, engine, asides

    def tell(self, moves: Sequence[Move]) -> None:
        self.asides.look(clock.now())
        with translation.override("vi"):
            opened = [move for move in moves if move.what == OPENED]
            context = _Context(self, opened, [self._pair(move) for move in moves])
            aloud = self._aloud(opened)
            for move in self._in_turn(moves):
                if move.what == OPENED:
                    context.open(move, aloud=id(move) in aloud)
                else:
                    context.end(move)
            context.ledger.write()

    def _pair(self, move: Move) -> Pair:
        return int(self.engine.plan.rule[move.which]), int(self.engine.plan.series[move.which])

    def _in_turn(self, moves: Sequence[Move]) -> list[Move]:
        """Each instance in its order; causes open first, then the worst, which returns last: it stands for the milder ones."""
        nth: Counter[int] = Counter()

        causes = self.asides.causes

        def turn(move: Move) -> tuple[int, bool, bool, int]:
            nth[move.which] += 1
            judged, opens = self.planned.rules[self._pair(move)[0]], move.what == OPENED
            severity, is_cause = judged.says.severity, (judged.rule.narrows_id or judged.rule.pk) in causes
            return (nth[move.which], opens, opens and not is_cause, severity if opens else -severity)

        return [move for _turn, move in sorted(((turn(move), move) for move in moves), key=lambda one: one[0])]

    def _aloud(self, opened: Sequence[Move]) -> set[int]:
        worst_first = sorted(opened, key=lambda move: self.planned.rules[self._pair(move)[0]].says.severity)
        return {id(move) for move in worst_first[:FLOOD]}

    def end_orphans(self, orphans: Iterable[Pair]) -> None:
        """Alerts whose rule was switched off or whose thing went out of service return."""
        wanted = set(orphans)
        if not wanted:
            return
        now = clock.now()
        with translation.override("vi"):
            why = msgid("Quy tắc hoặc thiết bị ngừng hoạt động")
            ledger = Ledger.of_series({series for _rule, series in wanted}, 0)
            for rule, series in sorted(wanted):
                alert = ledger.latest(rule, series)
                if alert is not None and alert.is_active and alert.is_open:
                    actions.return_alert(ACTOR, alert, ledger, at=now, why=why)
            ledger.write()

    def by_the_clock(self) -> int:
        now = clock.now()
        due = list(Alert.objects.filter(due_at__lte=now).order_by("severity", "due_at")[:PAGE])
        with translation.override("vi"):
            for alert in due:
                if alert.shelved_until:
                    actions.unshelve(ACTOR, alert)
                elif alert.acknowledge_due_at and alert.acknowledge_due_at <= now and alert.level < LAST_LEVEL:
                    actions.escalate(ACTOR, alert)
                else:
                    actions.remind(ACTOR, alert)
            moved = self.asides.reconcile(now) + easing.regrade_all(self.planned)
            return len(due) + moved + self._of_unattended(now)

    def _of_unattended(self, now: datetime) -> int:
        """What waits at a desk that shows no sign of life goes to the shift lead at once."""
        silent = [desk.shift.office_id for desk in unattended_desks(now)]
        if not silent:
            return 0
        waiting = Alert.objects.filter(
            closed_at=None, state="new", level=DESK, due_at__isnull=False, shelved_until=None, office__in=silent
        )
        alerts = list(waiting.order_by("severity", "id")[:PAGE])
        for alert in alerts:
            actions.escalate(ACTOR, alert, is_unattended=True)
        return len(alerts)


class _Context:
    """What the moves of one turn need, read in bulk."""

    def __init__(self, alarms: Alarms, opened: Sequence[Move], pairs: Sequence[Pair]) -> None:
        self.planned, self.engine, self.asides = alarms.planned, alarms.engine, alarms.asides
        plan = self.engine.plan
        self.ledger = Ledger.of_series({series for _rule, series in pairs}, len(opened))
        ids = {int(plan.series[move.which]) for move in opened}
        rows = Series.objects.select_related("thing__place", "thing__office__place").filter(pk__in=ids)
        self.series = {one.pk: one for one in rows}
        until = {int(plan.series[move.which]): move.at for move in opened}
        columns = np.array(list(until), np.int64), np.array(list(until.values()), np.int64)
        self.points = history.lead_up(*columns, POINTS) if until else {}
        self.answerable = Answerable() if opened else None

    def open(self, move: Move, *, aloud: bool) -> None:
        plan = self.engine.plan
        pair = int(plan.rule[move.which]), int(plan.series[move.which])
        raised(self.ledger, self.asides, self.series[pair[1]], self._opening(move, pair), aloud=aloud)

    def end(self, move: Move) -> None:
        plan, phases = self.engine.plan, self.engine.phases
        pair = int(plan.rule[move.which]), int(plan.series[move.which])
        alert = self.ledger.latest(*pair)
        if alert is None or not alert.is_open or not alert.is_active:
            return
        peak = float(phases.peak[move.which] * plan.sign[move.which])
        worst = peak if np.isfinite(peak) else None
        actions.return_alert(ACTOR, alert, self.ledger, at=moment_of(move.at), value=self._value(move), peak=worst)

    def _value(self, move: Move) -> float | None:
        plan = self.engine.plan
        if plan.kind[move.which] == SILENCE:
            return None
        return self.engine.shown(move.which, move.value)

    def _opening(self, move: Move, pair: Pair) -> Opening:
        judged, series = self.planned.rules[pair[0]], self.series[pair[1]]
        window = int(self.engine.plan.window_us[move.which])
        condition, says = replace(judged.condition, window_us=window), judged.says
        value = self._value(move)
        decimals = series.decimals
        facts = registry.series(judged.rule.domain, series.key)
        state = facts.state(value) if facts else None
        sentence = words.why(says, condition, value, series.unit, decimals, state)
        assert self.answerable is not None
        return Opening(
            version=judged.version,
            severity=says.severity,
            title=words.title(says, condition, value, series.unit, decimals, state),
            at=moment_of(move.at),
            value=value,
            unit=series.unit,
            decimals=decimals,
            acknowledge_within=clock.duration(says.acknowledge_within),
            office=self.answerable.office(says.office_kind, judged.rule.domain, series.thing),
            stood=bool(self.engine.phases.at_first[move.which]) and is_slow(series.cadence_seconds),
            why=self._why(move, pair, value) | {"sentence": {"vi": sentence.vi, "en": sentence.en}},
        )

    def _why(self, move: Move, pair: Pair, value: float | None) -> dict[str, Any]:
        judged = self.planned.rules[pair[0]]
        says, condition, said = judged.says, judged.condition, judged.condition.said
        began = int(self.engine.phases.began[move.which])
        return {
            "kind": says.when.kind,
            "op": says.when.op,
            "value": value,
            "limit": condition.limit,
            "clear": says.clear,
            "for": says.for_,
            "over": says.when.over or (said.averaging if said and condition.kind != LEVEL else None),
            "per": says.when.per if says.when.kind == "rate" else None,
            "silent_for_s": int(self.engine.plan.window_us[move.which]) / 1e6 if condition.kind == SILENCE else None,
            "expected": says.when.expected or None,
            "limit_key": says.when.limit or None,
            "limit_name": {"vi": said.name.vi, "en": said.name.en} if said else None,
            "source": said.source if said else says.source,
            "valid_from": said.valid_from.isoformat() if said else None,
            "trust": said.trust if said else None,
            "since": moment_of(began).isoformat() if began != NEVER else None,
            "points": [[at // 1000, measured] for at, measured in self.points.get(pair[1], [])],
        }


def raised(ledger: Ledger, asides: Asides, series: Series, opening: Opening, *, aloud: bool) -> None:
    """A new alert, or a repeat of the one before; it stands aside where its cause is active or its thing out of service."""
    rule = opening.version.rule
    before = ledger.latest(rule.pk, series.pk)
    folds = before is not None and _folds(before, opening.at)
    one = about_new(before.pk if before and folds else 0, rule, series)
    opening = replace(opening, outage=asides.outage_of(one), held_by=asides.cause_of(one, clock.now()))
    if before is not None and folds:
        actions.repeat_alert(ACTOR, before, opening, ledger)
        alert = before
    else:
        alert = actions.raise_alert(ACTOR, series, opening, ledger, aloud=aloud)
    asides.add(alert)


def _folds(alert: Alert, at: datetime) -> bool:
    return alert.is_open or (alert.returned_at is not None and at - alert.returned_at <= FOLDS_FOR)
