"""One series over time: thinned for a chart (`points`) or in equal buckets (`every`)."""

from datetime import datetime, timedelta
from math import isnan
from typing import Any, Literal

from django.http import HttpRequest
from ninja import P, QueryEx, Router, Schema

from haidang.core.telemetry import queries
from haidang.core.telemetry.queries import Unseen
from haidang.core.telemetry.readings import moment_of
from haidang.kernel import clock
from haidang.kernel.action import Invalid

from .callers import caller
from .given import Moment
from .problems import Missing

router = Router()
DEFAULT_RANGE = timedelta(hours=24)


class Curve(Schema):
    """`points` are [moment, value] in time order; `of` is how many readings they were chosen from."""

    thing: str
    series: str
    unit: str
    is_simulated: bool
    of: int
    points: list[tuple[datetime, float]]


class Bucket(Schema):
    """What was measured in one bucket; `mean` is null where no reading was fit for averages."""

    start: datetime
    n: int
    mean: float | None
    low: float | None
    high: float | None
    sum: float | None
    last: float | None


class Buckets(Schema):
    thing: str
    series: str
    unit: str
    is_simulated: bool
    every: str
    buckets: list[Bucket]


@router.get("/{thing}/{series}", response=Curve | Buckets)
def one(
    request: HttpRequest,
    thing: str,
    series: str,
    start: QueryEx[Moment | None, P(alias="from")] = None,
    end: QueryEx[Moment | None, P(alias="to")] = None,
    points: int = 500,
    every: str = "",
    how: Literal["lttb", "minmax"] = "lttb",
) -> dict[str, Any]:
    """From `from` until before `to` (the last 24 hours when left out). `every` is 5m, 1h, 1d ... and wins over `points`."""
    until = end or clock.now()
    since = start or until - DEFAULT_RANGE
    try:
        named = queries.named(caller(request), thing, series)[1]
        head = {"thing": thing, "series": series, "unit": named.unit, "is_simulated": named.is_simulated}
        if every:
            return head | {"every": every, "buckets": _buckets(request, thing, series, since, until, every)}
        found = queries.points(caller(request), thing, series, since, until, points=points, how=how)
    except Unseen:
        raise Missing("series", f"{thing}/{series}") from None
    return head | {
        "of": found.of,
        "points": list(zip(map(moment_of, found.at_us.tolist()), found.value.tolist(), strict=True)),
    }


def _buckets(request: HttpRequest, thing: str, series: str, since: datetime, until: datetime, every: str) -> list[Any]:
    try:
        length = clock.duration(every)
    except ValueError as error:
        raise Invalid("every", str(error), every) from None
    found = queries.every(caller(request), thing, series, since, until, length)
    columns = (found.start_us, found.n, found.mean, found.low, found.high, found.sum, found.last)
    names = ("n", "mean", "low", "high", "sum", "last")
    return [
        {"start": moment_of(row[0])} | {name: _plain(value) for name, value in zip(names, row[1:], strict=True)}
        for row in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _plain(value: float) -> float | None:
    return None if isnan(value) else value
