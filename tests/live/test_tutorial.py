"""The tutorial is true: every block of it is run against a real centre, and answers what the page says."""

import re
import subprocess
import time
from pathlib import Path

import pytest

from .conftest import Centre

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+) ?(.*?)\n(.*?)^```", re.M | re.S)
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


def run(script: str, centre: Centre) -> str:
    environment = centre.env | {"HAIDANG_HOME": str(centre.home.root), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["sh", "-ec", script], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_tutorial_does_what_it_says(centre: Centre) -> None:
    now = ""
    for options, script, expected in steps():
        now = re.search(r"^NOW=.*$", script, re.M).group() if "NOW=" in script else now
        if "setup" in options:
            continue
        fixed = "NOW='" + subprocess.run(["date", "-u", "+%Y-%m-%dT%H:%M:%SZ"], capture_output=True, text=True).stdout.strip() + "'"
        if "NOW=$(" in script:
            now = fixed
        script = re.sub(r"^NOW=\$\(.*\)$", "", script, flags=re.M)
        script = f"{now}\n{script}"
        give_up_at = time.monotonic() + (WAITS if "wait" in options else 0)
        while True:
            answer = run(script, centre)
            if expected in answer:
                break
            assert time.monotonic() < give_up_at, f"{script}\nanswered {answer}\ninstead of {expected}"
            time.sleep(0.2)


def test_the_tutorial_has_steps() -> None:
    assert len(steps()) >= 7


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/**/*.md")), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} points at {target}"
