"""Sums for those without the duty: small numbers are hidden, and with them whatever would give them away."""

from collections.abc import Mapping, Sequence

K = 5
"""A number below this could point at somebody."""

Cells = dict[tuple[str, str], int | None]


def hidden(table: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str], k: int = K) -> Cells:
    """A table by (row, column) as it may be shown beside its sums: None is a number from 1 to k - 1, or one that would
    tell such a one by subtraction. 0 stays, since nobody is in it.

    In each row and column with exactly one hidden number the next smallest is hidden too, until that holds everywhere.
    """
    cells: Cells = {(row, column): table.get((row, column), 0) for row in rows for column in columns}
    for where, count in list(cells.items()):
        if count and count < k:
            cells[where] = None
    lines = [[(row, column) for column in columns] for row in rows] + [
        [(row, column) for row in rows] for column in columns
    ]
    while any(_covered(cells, line, table) for line in lines):
        pass
    return cells


def _covered(cells: Cells, line: list[tuple[str, str]], table: Mapping[tuple[str, str], int]) -> bool:
    """Hide one more of a line in which a single number is hidden; whether anything was done."""
    gone = [where for where in line if cells[where] is None]
    left = [where for where in line if cells[where]]
    if len(gone) != 1 or not left:
        return False
    cells[min(left, key=lambda where: (table.get(where, 0), where))] = None
    return True


def shown(count: int, k: int = K) -> int | None:
    """A single number that stands beside no sum."""
    return None if 0 < count < k else count
