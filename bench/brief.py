"""The morning brief of a demo province: composing it, and setting it on A4.

python -m bench brief [--times 5]
"""

import argparse
import time
from collections.abc import Callable

from . import centre
from .measure import Result


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--times", type=int, default=5)


def measure(options: argparse.Namespace) -> Result:
    with centre.centre(web=False, rules=False, demo=True):
        return _measured(options.times)


def _measured(times: int) -> Result:
    from haidang.core.brief import actions, paper
    from haidang.kernel.action import system

    brief = actions.compose(system("bench"))
    result = Result(facts={"times": times})
    result.add("composing a brief", _median(lambda: actions.compose(system("bench")), times), "s")
    result.add("its PDF, the first, while the typesetter starts", _took(lambda: paper.pdf(brief, "vi")), "s")
    result.add("its PDF", _median(lambda: paper.pdf(brief, "vi"), times), "s", below=3)
    return result


def _took(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def _median(work: Callable[[], object], times: int) -> float:
    return sorted(_took(work) for _ in range(times))[times // 2]
