"""The tutorial is true: every block of it is run against a real centre, and answers what the page says."""

import re
import subprocess
import time
from pathlib import Path

from .desk import Centre

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+) ?(.*?)\n(.*?)^```", re.MULTILINE | re.DOTALL)
WAITS = 20


def steps() -> list[tuple[str, str, str]]:
    """(options, script, what its answer must hold) in order; one without a following `expect` must only succeed."""
    found: list[tuple[str, str, str]] = []
    for language, options, body in BLOCK.findall((ROOT / "docs/tutorial.md").read_text(encoding="utf-8")):
        if language == "sh" and options:
            found.append((options, body, ""))
        elif options == "expect":
            known, script, _nothing = found.pop()
            found.append((known, script, body.strip()))
    return found


KEPT = "NOW"  # the one variable that later blocks use again


def run(script: str, environment: dict[str, str]) -> str:
    """What a block prints; the variable it sets is kept for those after it."""
    whole = f'{script}\nprintf "\\n%s" "${KEPT}"'
    done = subprocess.run(["sh", "-ec", whole], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    answer, _, environment[KEPT] = done.stdout.rpartition("\n")
    return answer


def test_the_tutorial_does_what_it_says(centre: Centre) -> None:
    environment = centre.env | {"HAIDANG_HOME": str(centre.home.root), "PATH": "/usr/bin:/bin", KEPT: ""}
    for options, script, expected in steps():
        if "setup" in options:
            continue
        give_up_at = time.monotonic() + (WAITS if "wait" in options else 0)
        while expected not in (answer := run(script, environment)):
            assert time.monotonic() < give_up_at, f"{script}\nanswered {answer}\ninstead of {expected}"
            time.sleep(0.2)


def test_the_tutorial_has_steps() -> None:
    assert len(steps()) >= 7
