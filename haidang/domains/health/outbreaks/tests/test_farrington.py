"""Against a reference implementation on weekly Salmonella Newport in Germany 2001-2015, with its outbreak of 2011."""

import csv
from pathlib import Path

import numpy as np
import pytest

from haidang.domains.health.outbreaks import farrington
from haidang.domains.health.outbreaks.quantile import upper_quantile

DATA = Path(__file__).parent / "data" / "salmonella_newport_de.csv"
FIRST, OUTBREAK = 350, (564, 565, 566)


def columns() -> dict[str, np.ndarray]:
    with DATA.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name] or "nan") for row in rows]) for name in rows[0]}


@pytest.fixture(scope="module")
def real() -> dict[str, np.ndarray]:
    return columns()


def history(cases: np.ndarray, weeks: range) -> np.ndarray:
    """One series for each week to be judged: the 300 weeks that end with it."""
    return np.stack([cases[week - 300 : week] for week in weeks])


def test_it_finds_what_the_reference_finds_in_eight_years_of_real_weeks(real: dict[str, np.ndarray]) -> None:
    weeks = range(FIRST, len(real["cases"]) + 1)
    found = farrington.judge(history(real["cases"], weeks))
    reference = {name: real[name][FIRST - 1 :] for name in ("expected", "spread", "upper")}
    np.testing.assert_allclose(found.expected, reference["expected"], rtol=1e-4)
    np.testing.assert_allclose(found.spread, reference["spread"], rtol=1e-3)
    np.testing.assert_array_equal(found.upper, reference["upper"])
    alarms = [week for week, alarm in zip(weeks, found.alarm, strict=True) if alarm]
    assert set(OUTBREAK) <= set(alarms)
    assert len(alarms) <= 15  # of 424 weeks


def test_an_outbreak_of_years_before_does_not_hide_the_next_one(real: dict[str, np.ndarray]) -> None:
    cases = real["cases"].copy()
    cases[[week - 1 + 52 for week in OUTBREAK]] = [20, 40, 20]
    found = farrington.judge(history(cases, range(OUTBREAK[0] + 52, OUTBREAK[-1] + 53)))
    assert found.alarm.all()


def test_too_little_says_nothing() -> None:
    random = np.random.default_rng(7)
    short, silent = random.poisson(3.0, (1, 120)).astype(float), random.poisson(3.0, (1, 300)).astype(float)
    short[0, -1] = silent[0, -1] = 40
    silent[0, 5:-60] = np.nan
    few = np.zeros((1, 300))
    few[0, -1] = 4
    for counts in (short, silent, few):
        found = farrington.judge(counts)
        assert not found.alarm.any()
        assert np.isnan(found.upper).all()
    few[0, -1] = 5
    assert farrington.judge(few).alarm.all()


def test_a_week_not_reported_is_no_zero() -> None:
    counts = np.random.default_rng(3).poisson(20.0, (2, 300)).astype(float)
    counts[1, 40:60] = np.nan
    counts[:, -1] = 60
    found = farrington.judge(counts)
    assert found.alarm.all()
    assert abs(found.expected[1] - 20) < 5
    assert found.score[0] > 1
    counts[1, -1] = np.nan
    assert not farrington.judge(counts).alarm[1]


def test_false_alarms_are_as_rare_as_asked_for() -> None:
    counts = np.random.default_rng(11).negative_binomial(5, 0.4, (1000, 300)).astype(float)
    assert farrington.judge(counts).alarm.mean() == pytest.approx(0.005, abs=0.005)


@pytest.mark.parametrize(
    ("mean", "spread", "count"), [(3.0, 1.0, 8), (10.0, 2.0, 24), (100.0, 1.5, 133), (0.0, 1.0, 0)]
)
def test_quantiles_of_counts(mean: float, spread: float, count: int) -> None:
    """Reference: qpois and qnbinom of R at 0.995."""
    assert upper_quantile(np.array([mean]), np.array([spread]), 0.005)[0] == count


def test_quantiles_of_large_means_go_on_where_the_sum_ends() -> None:
    near = upper_quantile(np.array([399.9, 400.1]), np.array([3.0, 3.0]), 0.005)
    assert abs(near[1] - near[0]) <= 1
