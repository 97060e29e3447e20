"""Which events a webhook is told of."""

import re
from collections.abc import Iterable

ABOUT = {"task": "incident", "unit": "incident"}  # events of these are about the incident
PATTERN = re.compile(r"\*|[a-z_]+\.(\*|[a-z_]+)")


def is_pattern(text: str) -> bool:
    """Whether it is the name of an action, `kind.*`, or `*`."""
    return PATTERN.fullmatch(text) is not None


def wants(patterns: Iterable[str], action: str) -> bool:
    kind = action.partition(".")[0]
    return any(pattern in ("*", action, f"{kind}.*") for pattern in patterns)


def kind_of(pattern: str) -> str:
    """The kind of subject that events of a pattern are about, `*` for all."""
    kind = pattern.partition(".")[0]
    return ABOUT.get(kind, kind)
