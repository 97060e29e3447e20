"""What the page of tourism leads with beside what its manifest draws: beaches with their flags."""

from collections.abc import Callable, Mapping
from typing import Any

from haidang.kernel.action import Actor

from .beaches import beaches


def flags(actor: Actor) -> dict[str, Any] | None:
    found = beaches(actor)
    return {"rows": found} if found else None


LEADS: Mapping[str, Callable[[Actor], dict[str, Any] | None]] = {"flags": flags}
