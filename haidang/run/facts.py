"""Takes the facts of manifests and of the province into the tables."""

import importlib
from importlib.util import find_spec

from django.db import transaction

CORE = (
    "audit",
    "directory",
    "files",
    "notices",
    "things",
    "telemetry",
    "cases",
    "indicators",
    "pulling",
    "stills",
    "rules",
    "incidents",
    "search",
    "sharing",
)


def sync() -> None:
    """Call `sync()` of each core app that has a `sync.py`, lowest first. Each leaves what did not change alone."""
    for app in CORE:
        name = f"haidang.core.{app}"
        if find_spec(name) and find_spec(f"{name}.sync"):
            with (
                transaction.atomic()
            ):  # a row each in a transaction of its own would wait for the disk a thousand times
                importlib.import_module(f"{name}.sync").sync()
