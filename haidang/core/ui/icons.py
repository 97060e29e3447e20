"""The icon sprite: Tabler icons cut by tools/vendor.py."""

import re
from functools import cache
from pathlib import Path

SPRITE = Path(__file__).resolve().parent / "static/vendor/icons.svg"


@cache
def names() -> frozenset[str]:
    """Every icon a template or a manifest may name."""
    return frozenset(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
