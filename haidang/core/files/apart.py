"""Work on files from strangers in a process of its own, with little memory and time: what breaks is that process.

    apart.run("pdfs:look", "/home/…/content/ab/cd/…", seconds=10)

The function's arguments and answer must be fit for JSON; what it raises as Unfit is raised here.
"""

import json
import os
import resource
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from .unfit import Unfit

ROOT = Path(__file__).parents[3]
MEMORY = 3 << 30
"""Address space in bytes; libraries map far more than they use."""


class Broke(Exception):
    """The process ended without an answer: it ran out of memory or time, or fell over."""


def run(name: str, *arguments: Any, seconds: int) -> Any:
    """Call `module:function` of this package. Raises Unfit as the function does, Broke when no answer comes."""
    command = [sys.executable, "-m", __name__, name, str(seconds)]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(arguments).encode(),
            capture_output=True,
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            timeout=seconds * 6,  # of the wall clock; on a busy machine the processor's time is what counts
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Broke(f"{name} did not end within {seconds * 6} s") from None
    if done.returncode:
        raise Broke(f"{name} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-500:]}")
    answer = json.loads(done.stdout)
    if "unfit" in answer:
        raise Unfit(answer["unfit"], **answer["facts"])
    return answer["answer"]


def main() -> None:
    name, seconds = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    module, function = name.split(":")
    arguments = json.load(sys.stdin)
    try:
        answer = {"answer": getattr(import_module(f"haidang.core.files.{module}"), function)(*arguments)}
    except Unfit as error:
        answer = {"unfit": error.code, "facts": error.facts}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
