"""The documents are true: what is generated is up to date, what is linked is there, what is written to be typed works."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from haidang.kernel.text import sort_key
from tools import reference

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^```(\w+) ?(.*?)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)(?:#([^)]+))?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target, part in LINK.findall(page.read_text(encoding="utf-8")):
        there = page.parent / target
        assert there.exists(), f"{page.name} points at {target}"
        assert not part or part in headings(there), f"{page.name} points at {target}#{part}"


def test_the_glossary_is_in_the_order_of_a_vietnamese_dictionary() -> None:
    lines = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines()
    terms = [line.split("|")[1].strip() for line in lines if line.startswith("| ")][1:]
    assert terms == sorted(terms, key=lambda term: [sort_key(word) for word in re.findall(r"\w+", term)])


def headings(page: Path) -> set[str]:
    """The anchors of a page, as the forges make them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in found}


def test_every_page_is_in_the_index() -> None:
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    kept = [page.relative_to(ROOT / "docs") for page in ROOT.glob("docs/*/*.md")]
    assert [str(page) for page in kept if page.parts[0] != "reference" and str(page) not in index] == []


def test_the_generated_reference_is_up_to_date() -> None:
    old = [str(path.relative_to(ROOT)) for path, text in reference.pages().items() if not is_same(path, text)]
    assert old == [], "run `make reference`"


def is_same(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


@pytest.mark.processes
def test_a_new_domain_is_added_as_the_page_says(tmp_path: Path) -> None:
    """The blocks of docs/how-to/add-a-domain.md, run in a copy of the program."""
    shutil.copytree(ROOT / "haidang", tmp_path / "haidang", ignore=shutil.ignore_patterns("__pycache__", "tests"))
    command = tmp_path / "haidang-here"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m haidang "$@"\n')
    command.chmod(0o755)
    home = {**os.environ, "PYTHONPATH": str(tmp_path), "HAIDANG_HOME": str(tmp_path / "home")}
    answer = ""
    for language, options, body in BLOCK.findall((ROOT / "docs/how-to/add-a-domain.md").read_text(encoding="utf-8")):
        if language == "sh" and "run" in options:
            script = re.sub(r"\bhaidang (?=new-domain|check)", f"{command} ", body)
            done = subprocess.run(
                ["sh", "-ec", script], cwd=tmp_path, env=home, capture_output=True, text=True, timeout=90
            )
            answer = done.stdout + done.stderr
            assert (done.returncode != 0) == ("fails" in options), answer
        elif options == "expect":
            assert body.strip() in answer
