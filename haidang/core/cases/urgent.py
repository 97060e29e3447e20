"""Whoever has to act at once when an urgent case has been taken up; filled when the program starts."""

from collections.abc import Callable

from haidang.kernel.action import Doing

from .models import Case

taken_up: list[Callable[[Doing, Case], None]] = []
"""Told within the action that takes the case up or calls it urgent; may be told of the same case again."""


def tell(do: Doing, case: Case) -> None:
    """After a person has looked at it: a machine's guess alone opens nothing."""
    grade = case.version.book.grade(case.grade)
    if grade is None or not grade.is_urgent or not case.is_open or case.state == case.flow.start:
        return
    for hear in taken_up:
        hear(do, case)
