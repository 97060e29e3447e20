"""Which source each thing's readings belong to, kept in the process so that a door does not ask for every message."""

import time
from dataclasses import dataclass, field

from haidang.core.things.models import Thing

EVERY = 15.0  # seconds


@dataclass(slots=True)
class Owners:
    """Read again every few seconds by whoever may wait for the database."""

    by_thing: dict[str, str] = field(default_factory=dict)
    _due_at: float = 0.0

    def source_of(self, thing: str) -> str:
        """The key of the thing's source, empty for a thing nobody knows."""
        return self.by_thing.get(thing, "")

    def refresh(self) -> None:
        if time.monotonic() >= self._due_at:
            rows = Thing.objects.exclude(source=None).values_list("code", "source__key")
            self.by_thing = {code: key for code, key in rows if key}
            self._due_at = time.monotonic() + EVERY
