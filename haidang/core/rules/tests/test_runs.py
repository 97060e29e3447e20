"""Each rule's log says when it was last held against a reading, for how many series, what it did, what keeps it."""

from haidang.core.rules import editing
from haidang.core.rules.judging.run_log import KEPT
from haidang.core.rules.judging.runs import add
from haidang.core.rules.models import RuleLine, RuleRun
from haidang.core.rules.reading import queries
from haidang.core.rules.tests.watched import minute, says


def test_a_rule_that_fires_and_returns_has_it_in_its_log(watched):
    watched.start(says())
    watched.measured((-3, 20.0), (-2, 60.0))
    watched.measured((-1, 20.0))
    watched.judge.tally.write(watched.judge.planned, watched.judge.engine, now=True)
    taken, did = queries.lines(watched.lead, watched.rule())[::-1]
    assert (taken.kind, taken.version, taken.series_count) == ("taken", 1, 1)
    assert (did.kind, did.opened, did.returned) == ("judged", 1, 1)
    assert RuleRun.objects.get(rule=watched.rule()).judged_at == minute(-1)


def test_a_change_is_taken_up_once_and_an_unknown_limit_is_told(watched):
    watched.start(says())
    facts = watched.rule().current.facts
    editing.change_rule(watched.lead, watched.rule(), facts=facts | {"severity": 3}, why="nhẹ hơn")
    watched.judge.take_up()
    watched.judge.take_up()
    assert [one.version for one in queries.lines(watched.lead, watched.rule())] == [2, 1]


def test_only_the_newest_hundred_lines_are_kept(watched):
    watched.start(says())
    rule, now = watched.rule(), minute(0)
    add(RuleLine(rule=rule, at=now, kind="judged", version=1, opened=number) for number in range(KEPT + 20))
    kept = queries.lines(watched.lead, rule, limit=500)
    assert len(kept) == KEPT
    assert kept[0].opened == KEPT + 19
