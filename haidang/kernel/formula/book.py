"""All formulas of a catalogue together: what needs what, in which order, and whether they go in a circle."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from .errors import FormulaError


def in_order(needs: Mapping[str, Iterable[str]]) -> list[str]:
    """The names so that each comes after those it needs. Raises FormulaError that names the circle as a chain."""
    try:
        return list(TopologicalSorter({name: set(others) for name, others in needs.items()}).static_order())
    except CycleError as error:
        circle = list(reversed(error.args[1]))
        chain = " → ".join(circle)
        raise FormulaError(
            f"Công thức đi vòng: {chain}. Bỏ một chỉ tiêu khỏi công thức của chỉ tiêu kia.",
            f"The formulas go in a circle: {chain}. Take one of them out of the other's formula.",
            names=circle,
        ) from None


def levels(needs: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The names in groups: those of a group need only names of earlier groups, so that each group is computed at once."""
    sorter = TopologicalSorter({name: set(others) for name, others in needs.items()})
    sorter.prepare()
    found = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        found.append(ready)
        sorter.done(*ready)
    return found


def dependants(needs: Mapping[str, Iterable[str]], changed: Iterable[str]) -> set[str]:
    """Every name that needs one of the changed ones, directly or through others; not those themselves."""
    users: dict[str, set[str]] = {}
    for name, others in needs.items():
        for other in others:
            users.setdefault(other, set()).add(name)
    found: set[str] = set()
    open_ = list(changed)
    while open_:
        for name in users.get(open_.pop(), ()):
            if name not in found:
                found.add(name)
                open_.append(name)
    return found
