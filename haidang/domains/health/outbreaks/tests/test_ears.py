"""C1 and C2 against a reference implementation on real weeks, C3 against its published sum."""

import numpy as np
import pytest

from haidang.domains.health.outbreaks import ears

from .test_farrington import OUTBREAK, columns


@pytest.mark.parametrize("method", ["C1", "C2"])
def test_it_finds_what_the_reference_finds(method: ears.Method) -> None:
    real = columns()
    found = ears.judge(real["cases"][None, :], method, least_sigma=0.0)
    reference = real[f"{method.lower()}_upper"]
    known = np.isfinite(reference)
    np.testing.assert_allclose(found.upper[0, known], reference[known], rtol=1e-5, atol=1e-5)
    assert found.alarm[0, OUTBREAK[0] - 1]


def test_c3_adds_up_three_steps_beyond_one_deviation() -> None:
    counts = np.array([[3, 5, 4, 6, 2, 5, 4, 4, 6, 8, 9, 12, 14]], float)
    c2 = ears.judge(counts, "C2").statistic[0]
    c3 = ears.judge(counts, "C3")
    assert c3.statistic[0, -1] == pytest.approx(sum(max(0.0, c2[at] - 1.0) for at in (-1, -2, -3)))
    assert c3.alarm[0, -1]
    assert counts[0, -1] > c3.upper[0, -1]


def test_seven_zeros_are_no_certainty() -> None:
    counts = np.zeros((1, 8))
    counts[0, -1] = 1
    assert not ears.judge(counts, "C1").alarm.any()
    counts[0, -1] = 2
    assert ears.judge(counts, "C1").alarm[0, -1]


def test_a_step_not_reported_gives_no_word() -> None:
    counts = np.full((1, 20), 4.0)
    counts[0, 10] = np.nan
    found = ears.judge(counts)
    assert np.isnan(found.upper[0, 15])
    assert not found.alarm.any()
    assert not ears.judge(np.zeros((1, 3))).alarm.any()
