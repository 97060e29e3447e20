"""Advisory locks are numbers that nobody registers; two parts with the same one would wait for each other for ever."""

import re
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "haidang"
NUMBER = re.compile(r"^(?:LOCK|TURN) = (0x[0-9A-Fa-f_]+|[0-9_]+)", re.MULTILINE)


def test_no_two_parts_share_an_advisory_lock():
    found = Counter(int(number, 0) for path in PACKAGE.rglob("*.py") for number in NUMBER.findall(path.read_text()))
    assert len(found) >= 4
    assert [number for number, times in found.items() if times > 1] == []
