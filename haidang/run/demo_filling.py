"""Fills a demo while it is open: each thing once, also when a start was killed half-way."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from haidang.kernel.action import together

from . import schema

One = TypeVar("One")


def each(part: str, told: Iterable[One], make: Callable[[One], object]) -> int:
    """Make what is told and not made yet, in a transaction of its own each, so that nobody sees it half led.

    `part` is noted of the installation when all is there; how many were made now.
    """
    if schema.kept(part):
        return 0
    begun, made = f"{part}_made", 0
    before = int(schema.kept(begun) or 0)
    for number, one in enumerate(told, 1):
        if number <= before:
            continue
        with together():
            make(one)
            schema.keep(begun, str(number))
        made += 1
    schema.keep(part, str(before + made))
    return made
