"""A week by hour as a table of steps."""

from typing import Any

from .queries import Hours

STEPS = 5
DAYS, HOURS = range(1, 8), range(24)


def heat(found: Hours) -> dict[str, Any]:
    """Rows of a day each (0 Monday): (count or None for hidden, step of colour 0 to 5) for each hour."""

    def cell(day: int, hour: int) -> tuple[int | None, int]:
        count = found.cells.get((day, hour), 0)
        if not count or not found.most:
            return count, 0
        return count, max(1, round(STEPS * count / found.most))

    rows = [(day - 1, [cell(day, hour) for hour in HOURS]) for day in DAYS]
    return {"rows": rows, "hours": list(HOURS), "most": found.most, "total": found.total,
            "hidden": any(count is None for count in found.cells.values())}  # fmt: skip
