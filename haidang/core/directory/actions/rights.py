"""A right beside the one that the door of an action asked for."""

from typing import Any

from haidang.core.directory import permissions
from haidang.kernel.action import Doing, Refused


def require(do: Doing, name: str, subject: Any) -> None:
    """A right beside the one the door asked for. Raises Refused."""
    decision = permissions.decide(do.actor, name, subject)
    if not decision:
        raise Refused(decision.because)
