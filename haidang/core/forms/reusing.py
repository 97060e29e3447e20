"""Papers that are in the citizen's store already, and can stand for a part of the same name without being sent again."""

from collections.abc import Iterable
from dataclasses import dataclass

from haidang.kernel.action import Actor, Invalid
from haidang.kernel.procedure import Part

from .models import Draft


@dataclass(frozen=True, slots=True)
class Offer:
    """A document that fits a part: its code and what it is."""

    code: str
    name: str


def offers(actor: Actor, parts: Iterable[Part]) -> dict[str, list[Offer]]:
    """By part, the stored papers of who asks that can stand for it."""
    return {}


def take(who: Actor, asking: Actor, draft: Draft, part: Part, code: str, *, device: str = "") -> None:
    """Put a copy of a stored paper to a part. Raises Invalid for one that is not theirs, or is another paper."""
    raise Invalid("part", "", code)
