"""Dry runs of rules whose series keep no readings: whoever raises their alerts makes them of what else is recorded."""

from collections.abc import Callable
from datetime import datetime

from haidang.core.rules.models import Rule
from haidang.kernel import manifest

from .replay import Rehearsal

Replay = Callable[[Rule, datetime, datetime, manifest.Rule], Rehearsal]

by_series: dict[str, Replay] = {}
"""By the key of the series; filled when the program starts."""
