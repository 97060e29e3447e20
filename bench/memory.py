"""Memory of the whole demo at rest: proportional set size of everything `haidang up --demo` runs."""

import argparse
import time

from . import whole
from .measure import Result


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--settle", type=float, default=30.0, help="seconds after it is healthy")
    parser.add_argument("--looks", type=int, default=5)


def measure(options: argparse.Namespace) -> Result:
    with whole.whole("--demo", within=600) as one:
        time.sleep(options.settle)
        looks = []
        for _ in range(options.looks):
            looks.append(one.memory_by_name())
            time.sleep(2)
    totals = sorted(sum(look.values()) for look in looks)
    middle = next(look for look in looks if sum(look.values()) == totals[len(totals) // 2])
    result = Result(facts={"mb": {name: round(size, 1) for name, size in middle.items()}})
    for name, size in sorted(middle.items(), key=lambda pair: -pair[1]):
        result.add(name, size, "MB")
    result.add("the whole demo, idle", totals[len(totals) // 2], "MB", below=1536)
    return result
