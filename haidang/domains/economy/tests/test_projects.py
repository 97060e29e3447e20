"""Payments of public projects against the marks of the year."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from haidang.core.directory.models import Place
from haidang.core.telemetry import partitions
from haidang.core.telemetry import queries as telemetry
from haidang.core.telemetry.record import Reading, Sender, record
from haidang.core.things.models import Series, Source, Thing
from haidang.domains.economy import jobs, marks
from haidang.domains.economy.projects import Owner, Project, owners
from haidang.kernel import clock
from haidang.kernel.action import system

LATE_IN_THE_YEAR = clock.start_of(date(2026, 9, 30))


def project(owner: str, capital: float | None, paid: float | None, **fields: Any) -> Project:
    now = None if paid is None else SimpleNamespace(value=paid, at=LATE_IN_THE_YEAR)
    known = {"owner": owner} | ({} if capital is None else {"plan_this_year": capital}) | fields
    return Project(Thing(fields=known), now, None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "share"), [((1, 1), 0.167), ((3, 31), 15), ((5, 15), 27.36), ((9, 30), 65), ((12, 31), 95)]
)
def test_marks_lie_evenly_between_quarters(day: tuple[int, int], share: float) -> None:
    assert marks.planned(date(2026, *day)) == pytest.approx(share, abs=0.01)


def test_the_year_ends_as_it_goes_and_never_beyond_all() -> None:
    assert marks.projected(32.5, date(2026, 9, 30)) == pytest.approx(47.5)
    assert marks.projected(80, date(2026, 9, 30)) == 100


def test_owners_are_weighed_by_capital_and_the_unknown_is_left_out() -> None:
    with clock.frozen(LATE_IN_THE_YEAR):
        found = owners([project("A", 300, 60), project("A", 100, 20), project("A", 600, None), project("B", 10, 90)])
        assert [(one.name, one.share, one.severity, one.late) for one in found] == [("A", 50, 3, 1), ("B", 90, None, 0)]
        assert found[0].amount == 200
        assert found[0].projected == pytest.approx(50 * 95 / 65)
        assert found[0].unpaid == pytest.approx(1000 * (1 - 0.5 * 95 / 65))


def test_a_project_without_figures_says_so() -> None:
    with clock.frozen(LATE_IN_THE_YEAR):
        bare = project("A", None, None, ends_on="2026-01-31")
        assert (bare.capital, bare.amount, bare.severity, bare.is_overdue) == (None, None, None, True)
        assert Owner("A", [bare]).share is None


def test_a_project_below_the_mark_has_its_lag_told_once_a_day(db: None) -> None:
    with clock.frozen(LATE_IN_THE_YEAR):
        partitions.ensure(partitions.around(LATE_IN_THE_YEAR.date()))
        place = Place.objects.create(key="p", code="p", kind="ward", name_vi="P", name_en="P", path="HD/p/", folded="p",
                                     sort_key="p", valid_from=date(2025, 7, 1))  # fmt: skip
        source = Source.objects.create(key="s", name_vi="S", name_en="S", door="ingest")
        made = Thing.objects.create(code="DA-1", domain="economy", type="public_project", name_vi="D", name_en="D",
                                    folded="d", sort_key="d", place=place, source=source)  # fmt: skip
        for key in ("disbursed", "disbursement_lag"):
            Series.objects.create(thing=made, key=key, source=source, unit="", cadence_seconds=86_400, decimals=1)
        jobs.hold_against_marks()
        record(Sender("t"), [Reading("DA-1", "disbursed", clock.now(), 40.0)])
        jobs.hold_against_marks()
        newest = telemetry.latest(system("test"), things=["DA-1"]).by_name()["DA-1", "disbursement_lag"]
        assert newest.value == 25
    with clock.frozen(LATE_IN_THE_YEAR + timedelta(hours=1)):
        jobs.hold_against_marks()
        again = telemetry.latest(system("test"), things=["DA-1"]).by_name()["DA-1", "disbursement_lag"]
        assert again.at == newest.at
