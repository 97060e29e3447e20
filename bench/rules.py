"""Readings judged in a second by the rules engine alone: 50,000 series with 10 threshold rules each.

    python bench/rules.py [--seconds 3] [--batch 1000 10000]

`calm` keeps every value within its limits; in `busy` one reading in twenty passes one of them; in `flood` every series
fires and stays.
"""

import argparse
import time

import numpy as np

from haidang.core.rules.judging.engine import LEVEL, Engine, Plan, Readings

SERIES, RULES = 50_000, 10
MINUTE = 60_000_000
START = 1_795_000_000_000_000


def engine() -> Engine:
    size = SERIES * RULES
    number = np.tile(np.arange(RULES), SERIES)
    sign = np.where(number % 2, -1.0, 1.0)
    high = np.where(number % 2, 0.0, 50.0) + number * 5
    zeros = np.zeros(size, np.int64)
    plan = Plan(
        rule=number + 1,
        series=np.repeat(np.arange(1, SERIES + 1), RULES),
        kind=np.full(size, LEVEL, np.uint8),
        sign=sign,
        high=high,
        low=high - 2,
        for_us=np.where(number % 3 == 0, 5 * MINUTE, 0),
        clear_us=zeros,
        window_us=zeros,
        absolute=np.zeros(size, np.bool_),
        expected=zeros - 1,
        cadence_us=zeros + MINUTE,
    )
    return Engine(plan)


VALUES = {
    "calm": lambda rng, n: rng.uniform(0, 50, n),
    "busy": lambda rng, n: np.where(rng.random(n) < 0.05, 100.0, rng.uniform(0, 50, n)),
    "flood": lambda rng, n: np.full(n, 200.0),
}


def batches(kind: str, size: int, count: int) -> list[Readings]:
    """Each series in turn, a minute apart, sorted by series as the door leaves them."""
    rng = np.random.default_rng(7)
    made = []
    for number in range(count):
        place = number * size + np.arange(size)
        series = (place % SERIES + 1).astype(np.int32)
        order = np.argsort(series, kind="stable")
        zeros = np.zeros(size, np.uint8)
        at = START + place // SERIES * MINUTE
        made.append(Readings(series[order], at[order], VALUES[kind](rng, size), zeros, zeros))
    return made


def measure(kind: str, size: int, seconds: float) -> tuple[float, int]:
    judge, moves, done = engine(), 0, 0
    work = batches(kind, size, max(1, int(2_000_000 * seconds / size)))
    began = time.perf_counter()
    for batch in work:
        judge.feed(batch, int(batch.at[-1]))
        judge.tick(int(batch.at[-1]))
        judge.changed()
        moves += len(judge.moves())
        done += size
        if time.perf_counter() - began > seconds:
            break
    return done / (time.perf_counter() - began), moves


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--batch", type=int, nargs="*", default=[1000, 10_000])
    options = parser.parse_args()
    print(f"{SERIES:,} series x {RULES} rules")
    for size in options.batch:
        for kind in VALUES:
            speed, moves = measure(kind, size, options.seconds)
            print(f"batch {size:>6,}  {kind:<6} {speed:>12,.0f} readings/s  {moves:>9,} moves")


if __name__ == "__main__":
    main()
