"""What fills a centre for a measurement: a rule, present values, history."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from haidang.core.rules.models import Rule

LIMIT = 5000.0


def one_rule(series: str) -> "Rule":
    """A rule that a value above 5,000 breaks at once; the domain's own are switched off."""
    from haidang.core.directory.models import Place
    from haidang.core.rules.editing import create_rule
    from haidang.core.rules.models import Rule
    from haidang.kernel import clock, registry
    from haidang.kernel.action import system

    found = registry.thing_type("air_station")
    assert found is not None
    words = {"vi": "đo tốc độ", "en": "bench"}
    facts = {
        "key": "bench_breach", "name": words, "series": series, "things": ["air_station"], "severity": 2,
        "when": {"kind": "threshold", "op": ">", "value": LIMIT}, "for": "0s", "cause": words, "consequence": words,
        "action": words, "acknowledge_within": "1h",
    }  # fmt: skip
    province = Place.objects.get(parent=None, valid_to=None)
    rule = create_rule(system("bench"), province, domain=found[0].key, facts=facts, why="bench")
    Rule.objects.exclude(pk=rule.pk).update(is_enabled=False, changed_at=clock.now())
    return rule


def newest_of_all() -> None:
    """A present value for every series."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO latest (at, value, received_at, same_since, good_at, good_value, series_id, quality)"
            " SELECT now(), id % 100, now(), now(), now(), id % 100, id, 0 FROM series ON CONFLICT DO NOTHING"
        )
        cursor.execute("VACUUM ANALYZE latest")


def history(names: Sequence[tuple[str, str]], each: int, step: timedelta) -> None:
    """So many readings of each series until now, and their hourly sums."""
    from django.db import connection

    from haidang.core.telemetry import partitions
    from haidang.core.things.models import Series
    from haidang.kernel import clock

    partitions.ensure(partitions.around(clock.today()))
    wanted = set(names)
    listed = Series.objects.values_list("pk", "thing__code", "key")
    numbers = [pk for pk, thing, key in listed if (thing, key) in wanted]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reading (at, value, series_id, quality)"
            " SELECT now() - %s * turn, 20 + 10 * sin(turn / 100.0) + random(), one, 0"
            " FROM unnest(%s::int[]) AS one, generate_series(1, %s) AS turn",
            [step, numbers, each],
        )
        cursor.execute(
            "INSERT INTO past_hour (hour, sum, low, high, last, series_id, n, bad, down, late)"
            " SELECT date_trunc('hour', at), sum(value), min(value), max(value), max(value), series_id, count(*), 0, 0, 0"
            " FROM reading GROUP BY 1, series_id ON CONFLICT DO NOTHING"
        )
        cursor.execute("VACUUM ANALYZE")


def account_of(role: str) -> str:
    """Somebody of the demo with that duty."""
    from haidang.core.directory.models import Duty

    return Duty.objects.filter(role=role, revoked_at=None).select_related("person").order_by("pk")[0].person.account
