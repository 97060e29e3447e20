"""The improved Farrington method: is this week's count more than such weeks of earlier years let expect?

C. P. Farrington et al., "A statistical algorithm for the early detection of outbreaks of infectious disease", J. R.
Statist. Soc. A 159 (1996), and A. Noufaily et al., "An improved algorithm for outbreak detection in multiple surveillance
systems", Statistics in Medicine 32 (2012). For each series a quasi-Poisson regression with a season of ten levels and a
trend, past outbreaks weighed down, gives the count to be expected; beyond the quantile of the negative binomial with that
mean and spread there is an alarm.

The design (one level of the season and the trend in each row) makes the normal equations an arrow: a diagonal and one row
and column. They are solved in closed form, thousands of series at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .quantile import upper_quantile

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

WEEKS = 52
ITERATIONS = 25
PRECISION = 1e-8
TINY = 1e-12
AT_ONCE = 256
"""Series judged together: what is worked on then stays near the processor."""
FARTHEST = 30.0
"""Logarithms of means are kept within these: e^-30 cases is none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """As advised by Noufaily et al.; `alpha` is the chance of a false alarm that one week of one series may have."""

    years: int = 5
    half_window: int = 3
    levels: int = 10
    left_out: int = 26
    """So many of the newest weeks are no base: an outbreak that goes on must not hide itself."""
    outlier: float = 2.58
    alpha: float = 0.005
    least_cases: int = 5
    within: int = 4
    """No alarm with fewer than `least_cases` in the last `within` weeks."""
    least_years: int = 3

    @property
    def longest(self) -> int:
        return WEEKS * self.years + self.half_window

    @property
    def shortest(self) -> int:
        """Weeks before the judged one without which there is nothing to compare with."""
        return WEEKS * self.least_years + self.half_window


@dataclass(frozen=True, slots=True)
class Judged:
    """One entry a series. `upper` is NaN where too few cases or too little history allow no word."""

    observed: Floats
    expected: Floats
    upper: Floats
    spread: Floats
    alarm: Bools

    @property
    def score(self) -> Floats:
        """How far beyond what is expected, 1 at the limit: (observed - expected) / (upper - expected)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return (self.observed - self.expected) / (self.upper - self.expected)


def judge(counts: Floats, settings: Settings | None = None) -> Judged:
    """Judge the last week of each series by the weeks before it.

    `counts` is [series, weeks], the last column the week in question, NaN where nothing was reported.
    """
    chosen = settings or Settings()
    counts = np.asarray(counts, np.float64)
    observed = counts[:, -1]
    mean, spread = np.empty(len(counts)), np.empty(len(counts))
    for start in range(0, len(counts), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        mean[part], spread[part] = _of_part(counts[part], chosen)
    upper = upper_quantile(mean, spread, chosen.alpha)
    recent = np.nansum(counts[:, -chosen.within :], axis=1)
    is_said = (recent >= chosen.least_cases) & np.isfinite(observed) & is_long_enough(counts, chosen)
    upper = np.where(is_said, upper, np.nan)
    with np.errstate(invalid="ignore"):
        return Judged(observed, mean, upper, spread, observed > upper)


def _of_part(counts: Floats, settings: Settings) -> tuple[Floats, Floats]:
    base, season, back = _base(counts, settings)
    order = np.argsort(season, kind="stable")  # weeks of one level side by side
    base, season, back = base[:, order], season[order], back[order]
    known = np.isfinite(base)
    y, prior = np.where(known, base, 0.0), known.astype(np.float64)
    with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
        mean, spread = _expected(y, prior, season, back, settings, trend=True)
        is_beyond = mean > y.max(axis=1, initial=0.0)
        if is_beyond.any():  # a trend that leads beyond all that ever was is not believed
            mean[is_beyond], spread[is_beyond] = _expected(
                y[is_beyond], prior[is_beyond], season, back, settings, trend=False
            )
    return mean, spread


def is_long_enough(counts: Floats, settings: Settings) -> Bools:
    """Whether the oldest report is old enough and half of the base weeks have one."""
    known = np.isfinite(counts[:, :-1])
    length = known.shape[1] - np.where(known.any(axis=1), known.argmax(axis=1), known.shape[1])
    base = known[:, -settings.longest :]
    enough: Bools = (length >= settings.shortest) & (base.sum(axis=1) * 2 >= np.minimum(length, settings.longest))
    return enough


def _base(counts: Floats, settings: Settings) -> tuple[Floats, NDArray[np.int64], Floats]:
    """The weeks compared with: counts [series, weeks], the level of the season and the weeks back of each."""
    most = min(settings.longest, counts.shape[1] - 1)
    back = np.arange(most, settings.left_out, -1)
    return counts[:, counts.shape[1] - 1 - back], season_of(back, settings), back.astype(np.float64)


def season_of(back: NDArray[np.int64], settings: Settings) -> NDArray[np.int64]:
    """0 for weeks around the same week of another year; the rest of each year in equal parts, 1 and on."""
    away = (back + settings.half_window) % WEEKS  # 0 to 2 half windows: around the same week
    around = 2 * settings.half_window + 1
    part = (away - around) * (settings.levels - 1) // (WEEKS - around)
    return np.where(away < around, 0, 1 + part)


def _expected(
    y: Floats, prior: Floats, season: NDArray[np.int64], back: Floats, settings: Settings, *, trend: bool
) -> tuple[Floats, Floats]:
    """The mean of the judged week and the spread (>= 1) of each series."""
    design = _Design.of(season, back)
    fitted = design.fit(y, prior, trend=trend)
    weights = _weights(y, prior, fitted, settings.outlier)
    again = design.fit(y, weights, trend=trend)
    return np.exp(np.clip(again.level[:, 0], -FARTHEST, FARTHEST)), np.maximum(again.spread(y, weights), 1.0)


def _weights(y: Floats, prior: Floats, fitted: "_Fitted", outlier: float) -> Floats:
    """Weeks far above the fit count less, by their standardised Anscombe residual."""
    mean = fitted.mean
    residual = 1.5 * (y ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean))
    scale = np.sqrt(np.maximum(fitted.spread(y, prior), 1.0)[:, None] * np.maximum(1.0 - fitted.leverage, TINY))
    standard = residual / scale
    omega = np.where(standard > outlier, standard**-2.0, 1.0) * prior
    weighed: Floats = omega * (prior.sum(axis=1) / np.maximum(omega.sum(axis=1), TINY))[:, None]
    return weighed


@dataclass(frozen=True, slots=True)
class _Fitted:
    """`level` [series, levels] are the logarithms of the season, with the trend counted from the judged week."""

    level: Floats
    mean: Floats
    leverage: Floats
    free: int

    def spread(self, y: Floats, weights: Floats) -> Floats:
        rows = (weights > 0).sum(axis=1)
        chi2: Floats = (weights * (y - self.mean) ** 2 / np.maximum(self.mean, TINY)).sum(axis=1)
        spread: Floats = chi2 / np.maximum(rows - self.free, 1)
        return spread


@dataclass(frozen=True, slots=True)
class _Design:
    """Weeks in order of their level: `starts` of the levels there are, the level of each week among them, and its time
    (years before the judged one, negative). Sums are plain: threads of a matrix library cost more than they bring here.
    """

    starts: NDArray[np.int64]
    season: NDArray[np.int64]
    time: Floats

    @classmethod
    def of(cls, season: NDArray[np.int64], back: Floats) -> "_Design":
        _levels, starts, number = np.unique(season, return_index=True, return_inverse=True)
        return cls(starts, number, -back / WEEKS)

    def _by_level(self, values: Floats) -> Floats:
        summed: Floats = np.add.reduceat(values, self.starts, axis=1)
        return summed

    def fit(self, y: Floats, weights: Floats, *, trend: bool) -> _Fitted:
        """Poisson regression by iterated weighted least squares; series that are done are left alone."""
        mean = y + 0.1
        level, slope = np.zeros((len(y), len(self.starts))), np.zeros(len(y))
        deviance = np.full(len(y), np.inf)
        open_ = np.arange(len(y))
        for _step in range(ITERATIONS):
            mine, prior, count = mean[open_], weights[open_], y[open_]
            step = self._solve(prior * mine, np.log(mine) + (count - mine) / mine, trend)
            level[open_], slope[open_] = step
            fresh = self._mean(*step)
            mean[open_] = fresh
            now = 2 * (prior * (np.where(count > 0, count * np.log(count / fresh), 0.0) - (count - fresh))).sum(axis=1)
            is_done = np.abs(now - deviance[open_]) / (np.abs(now) + 0.1) < PRECISION
            deviance[open_] = now
            open_ = open_[~is_done]
            if not len(open_):
                break
        return _Fitted(level, mean, self._leverage(weights * mean, trend), len(self.starts) + trend)

    def _mean(self, level: Floats, slope: Floats) -> Floats:
        return np.exp(np.clip(level[:, self.season] + slope[:, None] * self.time, -FARTHEST, FARTHEST))

    def _arrow(self, weight: Floats) -> tuple[Floats, Floats, Floats]:
        """Of the normal equations: the diagonal, the mean time of each level, what is left for the trend."""
        timed = weight * self.time
        diagonal = np.maximum(self._by_level(weight), TINY**2)
        middle = self._by_level(timed) / diagonal
        left = (timed * self.time).sum(axis=1) - (diagonal * middle**2).sum(axis=1)
        return diagonal, middle, np.maximum(left, TINY)

    def _solve(self, weight: Floats, target: Floats, trend: bool) -> tuple[Floats, Floats]:
        diagonal, middle, left = self._arrow(weight)
        pulled = weight * target
        right = self._by_level(pulled)
        if not trend:
            return right / diagonal, np.zeros(len(weight))
        slope = ((pulled * self.time).sum(axis=1) - (middle * right).sum(axis=1)) / left
        return right / diagonal - middle * slope[:, None], slope

    def _leverage(self, weight: Floats, trend: bool) -> Floats:
        diagonal, middle, left = self._arrow(weight)
        share = 1.0 / diagonal[:, self.season]
        if trend:
            share = share + (self.time - middle[:, self.season]) ** 2 / left[:, None]
        return weight * share
