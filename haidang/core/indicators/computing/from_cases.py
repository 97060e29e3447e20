"""How many cases of a domain, at each place, in each period: `cases("services", "on_time", "civil_status")` of formulas.

Counted are cases of their own (no parts, none merged into another, no exercises). The place is where the matter is, a
department's row counts what its office holds. Before the first case of a domain there is no value; after it, none is 0.

received: opened in the period; of those online, at_counter, with_fee, paid_online, reused, verified, urgent, supplemented,
reopened, merged. closed: ended in it; of those on_time, late, refused, extended, with_result_file, digitised, and hours,
the mean length. rated, satisfied: rated in it. open, overdue: at its end, or now while it lasts.
"""

from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haidang.core.indicators.cells import SIMULATED, day_number
from haidang.core.indicators.places import Axis
from haidang.core.telemetry import wire
from haidang.core.telemetry.wire import Bool, Date, Float8, Int4
from haidang.kernel import clock, registry
from haidang.kernel.formula import CasesOf, Cells, Why
from haidang.kernel.periods import Period

CONTENT_FROM = 2
"""From this rating on a citizen is content (3) or accepts it (2)."""

_ONLINE = "channel IN ('online', 'portal')"
_PAPER = "EXISTS (SELECT FROM case_paper WHERE case_paper.case_id = cases.id AND case_paper.role {})"
_RESULT = _PAPER.format("= 'result'")
_GIVEN = "IN ('part', 'before')"
_BILL = "EXISTS (SELECT FROM bill WHERE bill.case_id = cases.id AND bill.state <> 'cancelled'{})"

# measure -> (the moment that places a case in a period, what else must hold)
_MEASURES: dict[str, tuple[str, str]] = {
    "received": ("opened_at", "merged_into_id IS NULL"),
    "online": ("opened_at", f"merged_into_id IS NULL AND {_ONLINE}"),
    "at_counter": ("opened_at", "merged_into_id IS NULL AND channel = 'counter'"),
    "with_fee": ("opened_at", _BILL.format("")),
    "paid_online": ("opened_at", _BILL.format(" AND bill.state = 'paid' AND bill.paid_by = 'bank'")),
    "reused": ("opened_at", "EXISTS (SELECT FROM case_paper WHERE case_id = cases.id AND taken_from <> '')"),
    "verified": (
        "opened_at",
        "EXISTS (SELECT FROM case_party WHERE case_id = cases.id AND role = 'applicant' AND is_verified)",
    ),
    "urgent": ("opened_at", "merged_into_id IS NULL AND grade = ANY(%(urgent)s)"),
    "supplemented": (
        "opened_at",
        "EXISTS (SELECT FROM case_stay WHERE case_id = cases.id AND state IN ('asked', 'incomplete'))",
    ),
    "reopened": ("opened_at", "reopened > 0"),
    "merged": ("opened_at", "merged_into_id IS NOT NULL"),
    "closed": ("ended_at", "merged_into_id IS NULL"),
    "on_time": ("ended_at", "merged_into_id IS NULL AND on_time"),
    "late": ("ended_at", "merged_into_id IS NULL AND NOT on_time"),
    "refused": ("ended_at", "refusal <> ''"),
    "extended": ("ended_at", "due_at IS DISTINCT FROM original_due_at AND merged_into_id IS NULL"),
    "with_result_file": ("ended_at", _RESULT),
    "digitised": ("ended_at", f"{_RESULT} AND {_PAPER.format(_GIVEN)}"),
    "hours": ("ended_at", "merged_into_id IS NULL"),
    "rated": ("rated_at", "rating IS NOT NULL"),
    "satisfied": ("rated_at", f"rating >= {CONTENT_FROM}"),
}
_OWN = "procedure.domain = %(domain)s AND cases.parent_id IS NULL AND NOT cases.is_exercise"
_KIND = " AND (procedure.key = %(kind)s OR procedure.field = %(kind)s)"

_COUNT = """
SELECT array_agg(at_id), array_agg(day), array_agg(n), array_agg(simulated) FROM (
    SELECT {where} AS at_id, ({moment} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day, {what} AS n,
           bool_or(cases.is_simulated) AS simulated
    FROM cases JOIN procedure ON procedure.id = cases.procedure_id
    WHERE {own} AND {moment} >= %(start)s AND {moment} < %(end)s AND {holds}
    GROUP BY 1, 2
) AS found
"""
_OPEN_THEN = """
SELECT array_agg(at_id), array_agg(day), array_agg(n), array_agg(simulated) FROM (
    SELECT {where} AS at_id, day, count(*)::float8 AS n, bool_or(cases.is_simulated) AS simulated
    FROM unnest(%(days)s, %(ends)s) AS period (day, period_end)
    JOIN cases ON cases.opened_at < period_end AND (cases.ended_at IS NULL OR cases.ended_at >= period_end)
    JOIN procedure ON procedure.id = cases.procedure_id
    WHERE {own} AND cases.merged_into_id IS NULL AND {holds}
    GROUP BY 1, 2
) AS found
"""
Found = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64], NDArray[np.bool_]]


def cells(leaf: CasesOf, axis: Axis, periods: list[Period]) -> Cells:
    """On the grid of the axis and these periods, which follow each other."""
    since = first_day(leaf.domain)
    if since is None:
        return Cells.missing((len(axis), len(periods)), Why.NO_VALUE)
    count = _stock if leaf.measure in ("open", "overdue") else _flow
    value, weight, simulated = np.zeros((3, len(axis), len(periods)))
    for where in ("cases.place_id::int", "-cases.office_id::int"):
        at_id, column, number, cases, is_simulated = count(leaf, where, periods)
        row = axis.rows(at_id)
        for rows in (row, np.zeros_like(row)) if where.startswith("cases.place") else (row,):
            known = rows >= 0
            place = (rows[known], column[known])
            np.add.at(value, place, number[known])
            np.add.at(weight, place, cases[known])
            np.add.at(simulated, place, is_simulated[known])
    why = _why(periods, since, value.shape)
    if leaf.measure == "hours":
        why = np.where((why == 0) & (weight == 0), np.int16(Why.NO_VALUE), why)
        value = value / np.maximum(weight, 1)
    return Cells.made(value, why, np.where(simulated > 0, SIMULATED, np.int16(0)))


def _why(periods: list[Period], since: date, shape: tuple[int, int]) -> NDArray[np.int16]:
    today = clock.today()
    known = np.array([one.last >= since and one.first <= today for one in periods])
    return np.broadcast_to(np.where(known, Why.PRESENT, Why.NO_VALUE).astype(np.int16), shape)


def first_day(domain: str) -> date | None:
    found = wire.cursor().execute(
        "SELECT min(opened_at) FROM cases JOIN procedure ON procedure.id = procedure_id WHERE procedure.domain = %s",
        [domain],
    )
    row = found.fetchone()
    return clock.day_of(row[0]) if row and row[0] else None


Counted = tuple[NDArray[np.int32], NDArray[np.intp], NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]
"""place or minus office, column of the period, sum, number of cases, whether simulated"""


def _flow(leaf: CasesOf, where: str, periods: list[Period]) -> Counted:
    moment, holds = _MEASURES[leaf.measure]
    firsts = np.array([day_number(one.first) for one in periods], np.int32)

    def asked(what: str) -> Found:
        question = _COUNT.format(where=where, moment=moment, own=_own(leaf), holds=holds, what=what)
        return _answered(question, leaf, start=clock.start_of(periods[0].first), end=_end(periods[-1]))

    at_id, day, cases, simulated = asked("count(*)::float8")
    number = cases
    if leaf.measure == "hours":
        number = asked("sum(extract(epoch FROM ended_at - opened_at) / 3600)::float8")[2]
    return at_id, np.searchsorted(firsts, day, side="right") - 1, number, cases, simulated


def _stock(leaf: CasesOf, where: str, periods: list[Period]) -> Counted:
    """What was open at the end of each period; of one that lasts, what is open now."""
    firsts = np.array([day_number(one.first) for one in periods], np.int32)
    ends = [min(_end(one), clock.now()) for one in periods]
    holds = "due_at < period_end" if leaf.measure == "overdue" else "true"
    question = _OPEN_THEN.format(where=where, own=_own(leaf), holds=holds)
    at_id, day, number, simulated = _answered(question, leaf, days=Date(firsts), ends=ends)
    return at_id, np.searchsorted(firsts, day), number, number, simulated


def _own(leaf: CasesOf) -> str:
    return _OWN + (_KIND if leaf.kind else "")


def _answered(question: str, leaf: CasesOf, **more: Any) -> Found:
    arguments = {"domain": leaf.domain, "kind": leaf.kind, "urgent": _urgent(leaf.domain)} | more
    used = {name: value for name, value in arguments.items() if f"%({name})s" in question}
    found = wire.cursor().execute(question, used, binary=True)
    at_id, day, number, simulated = wire.columns(found, Int4, Date, Float8, Bool)
    return at_id, day, number, simulated


def _urgent(domain: str) -> list[str]:
    known = registry.domains().get(domain)
    return [grade.key for grade in known.grades if grade.is_urgent] if known else []


def _end(period: Period) -> datetime:
    return clock.start_of(period.next.first)
