"""The answers behind tiles that are more than the newest value of a series."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from haidang.kernel.action import Actor

from . import queries
from .beaches import beaches


@dataclass(frozen=True, slots=True)
class Answer:
    """A number, of how many when that makes sense, and how grave it is: 1 worst to 4, 0 for nothing wrong."""

    value: float | None
    of: int | None = None
    severity: int = 0


def guests(actor: Actor) -> Answer:
    last = queries.last_whole_night()
    found = queries.course(actor, last, last)
    return Answer(found[0].guests if found else None)


def red_flags(actor: Actor) -> Answer:
    every = beaches(actor)
    red = sum(one.flag == "red" for one in every)
    return Answer(red, len(every), 2 if red else 0)


ANSWERS: Mapping[str, Callable[[Actor], Answer]] = {"guests": guests, "red_flags": red_flags}
