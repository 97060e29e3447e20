"""Locks of the database are told apart by their numbers alone: two that share one keep each other out for ever."""

import re
from collections import Counter
from pathlib import Path

NAMED = re.compile(r"^(?:[A-Z_]*LOCK|TURN|PACKER) = (0x[0-9A-Fa-f_]+|[0-9_]{4,})", re.MULTILINE)
PACKAGE = Path(__file__).parent.parent / "haidang"


def test_no_two_locks_have_one_number():
    numbers = [int(one, 0) for path in PACKAGE.rglob("*.py") for one in NAMED.findall(path.read_text())]
    assert len(numbers) > 4
    assert [number for number, count in Counter(numbers).items() if count > 1] == []
