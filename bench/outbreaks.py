"""Outbreak detection: 168 communes x 50 diseases x 10 years of weekly counts, judged for the newest week.

    python -m bench outbreaks [--communes 168 --diseases 50]

Farrington's improved method judges the newest week of each series by five years before it; EARS C1, C2 and C3 judge each
week of the ten years. The counts are made: season, trend, level of each series from almost none to dozens a week, and
outbreaks in the newest week of one series in a hundred.
"""

import argparse
import time

import numpy as np
from numpy.typing import NDArray

from .measure import Result

WEEKS = 520
OUTBREAKS = 100


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--communes", type=int, default=168)
    parser.add_argument("--diseases", type=int, default=50)


def counts(series: int) -> NDArray[np.float64]:
    """[series, weeks]; every hundredth has an outbreak of its own size in the newest week."""
    random = np.random.default_rng(168)
    level = np.exp(random.normal(0.0, 1.5, (series, 1)))
    week = np.arange(WEEKS)
    season = 1 + 0.7 * np.sin(2 * np.pi * (week / 52 + random.random((series, 1))))
    mean = level * season * (1 + 0.0005 * week)
    found = random.negative_binomial(4, 4 / (4 + mean)).astype(np.float64)
    found[::OUTBREAKS, -1] += 8 + 6 * level[::OUTBREAKS, 0]
    return found


def measure(options: argparse.Namespace) -> Result:
    from haidang.domains.health.outbreaks import ears, farrington

    given = counts(options.communes * options.diseases)
    farrington.judge(given[:10])
    used = time.process_time()
    began = time.monotonic()
    found = farrington.judge(given)
    taken = time.monotonic() - began
    began = time.monotonic()
    for method in ("C1", "C2", "C3"):
        ears.judge(given, method)
    early = time.monotonic() - began
    meant = np.zeros(len(given), np.bool_)
    meant[::OUTBREAKS] = True
    result = Result(facts={"series": len(given), "weeks": WEEKS})
    result.add(f"{len(given):,} series of ten years: the newest week", taken, "s")
    result.add("the same by EARS C1, C2 and C3, every week", early, "s")
    result.add("both", taken + early, "s", below=10)
    result.add("processor time of both", time.process_time() - used, "s")
    result.add("outbreaks put in that were found", 100 * float(found.alarm[meant].mean()), "%")
    result.add("alarms where none was put in", 100 * float(found.alarm[~meant].mean()), "%")
    return result
