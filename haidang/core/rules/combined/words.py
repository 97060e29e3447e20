"""Why a combination holds, with every part of it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as msgid

from haidang.core.rules.alerts import words
from haidang.core.rules.conditions import Condition
from haidang.core.telemetry.readings import moment_of
from haidang.core.things.models import Series
from haidang.kernel import manifest
from haidang.kernel.bilingual import both, joined, names, same
from haidang.kernel.manifest import Words

from .combiner import Standing
from .planning import Combination

MOST_THINGS = 8


def why(whole: Combination, standing: Standing, at: int, series: Mapping[int, Series]) -> dict[str, Any]:
    """The sentence and the parts, as the alert keeps them."""
    says, holds = whole.says, whole.combiner.parts_at(standing, at)
    parts: list[dict[str, Any]] = [
        {
            "key": part.key,
            "name": _plain(part.says.name),
            "holds": holds[part.key],
            "says": _plain(limit_said(part.says, part.condition, series_unit(series, standing, part.key))),
            "at_least": whole.combiner.least[part.key],
            "things": [_thing(series[span.series], span.since, span.until, span.value)
                       for span in standing.spans.get(part.key, [])[-MOST_THINGS:] if span.series in series],
        }
        for part in whole.parts.values()
    ]  # fmt: skip
    sentence = sentence_of([Words(**part["name"]) for part in parts if part["holds"]])
    return {
        "kind": "combination", "op": says.when.op, "value": None, "limit": None, "expected": None, "points": [],
        "logic": says.when.logic, "order": list(says.when.order), "within": says.when.within, "for": says.for_,
        "source": says.source, "parts": parts, "sentence": _plain(sentence),
    }  # fmt: skip


def sentence_of(names_: list[Words]) -> Words:
    """The names of the parts that hold, as one sentence."""
    return joined(names_) if names_ else both(msgid("Không phần nào còn"))


def limit_said(says: manifest.Rule, condition: Condition, unit: str) -> Words:
    """What a part compares: "> 50 mm", "im lặng 10 phút"."""
    if says.when.kind == "silence":
        length = words.microseconds(condition.window_us) if condition.window_us else None
        if length is None:
            return both(msgid("im lặng %(n)s chu kỳ"), n=f"{condition.cadences:g}")
        return both(msgid("im lặng %(time)s"), time=length)
    op = {">=": "≥", "<=": "≤"}.get(says.when.op, says.when.op)
    limit = condition.limit or 0.0
    number = words.number(limit, 0 if float(limit).is_integer() else 2, unit)
    if says.when.kind == "rate":
        time = words.microseconds(condition.window_us)
        return both(msgid("thay đổi %(op)s %(limit)s trong %(time)s"), op=op, limit=number, time=time)
    return joined([same(op), number], by=" ")


def series_unit(series: Mapping[int, Series], standing: Standing, part: str) -> str:
    found = (series[span.series].unit for span in standing.spans.get(part, []) if span.series in series)
    return next(found, "")


def _thing(series: Series, since: int, until: int | None, value: float | None) -> dict[str, Any]:
    return {
        "code": series.thing.code, "name": _plain(names(series.thing)), "series": series.key, "unit": series.unit,
        "decimals": series.decimals, "value": value, "since": moment_of(since).isoformat(),
        "until": moment_of(until).isoformat() if until is not None else None,
    }  # fmt: skip


def _plain(said: Words) -> dict[str, str]:
    return {"vi": said.vi, "en": said.en}
