"""What every measurement shares: options, one row a figure, where the results are kept."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent / "out"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure and what was promised of it. `is_met` None: nothing was promised."""

    what: str
    figure: str
    promised: str = ""
    is_met: bool | None = None


@dataclass(slots=True)
class Result:
    """What one measurement found; `facts` are kept with it in full, `tables` (Markdown) are printed below its rows."""

    rows: list[Row] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)

    def add(
        self, what: str, value: float, unit: str, *, below: float | None = None, above: float | None = None
    ) -> None:
        promised, is_met = "", None
        if below is not None:
            promised, is_met = f"< {below:,g} {unit}", value < below
        if above is not None:
            promised, is_met = f">= {above:,g} {unit}", value >= above
        self.rows.append(
            Row(what, f"{value:,.1f} {unit}" if value < 1000 else f"{value:,.0f} {unit}", promised, is_met)
        )

    def none(self, what: str, count: int) -> None:
        """A count that must be nought."""
        self.rows.append(Row(what, f"{count:,}", "0", count == 0))


def percentile(values: Sequence[float], part: float) -> float:
    """The value below which that part of all lies; nan of nothing."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)] if ordered else float("nan")


def median_ms(seconds: Sequence[float]) -> float:
    return statistics.median(seconds) * 1000


def keep(name: str, machine: dict[str, str], result: Result) -> None:
    OUT.mkdir(exist_ok=True)
    report = {"measure": name, **machine, "rows": [asdict(row) for row in result.rows], "facts": result.facts}
    report["tables"] = result.tables
    (OUT / f"{name}.json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")


def table(reports: Sequence[dict[str, Any]]) -> str:
    """All results as one table in Markdown."""
    head = sorted({f"{one['machine']}, commit {one['commit']}" for one in reports})
    lines = [*head, "", "| measure | what | figure | promised | | load before |", "|:--|:--|--:|--:|:-:|--:|"]
    for one in reports:
        for row in one["rows"]:
            mark = {True: "✓", False: "✗", None: ""}[row["is_met"]]
            lines.append(
                f"| {one['measure']} | {row['what']} | {row['figure']} | {row['promised']} | {mark} | {one['load_before']} |"
            )
    return "\n\n".join(["\n".join(lines), *(text for one in reports for text in one.get("tables", ()))]) + "\n"


def matrix(title: str, columns: Sequence[str], rows: dict[str, Sequence[str]]) -> str:
    """A table in Markdown: one line a row, called by its name."""
    head = [f"**{title}**", "", f"| | {' | '.join(columns)} |", f"|:--|{'--:|' * len(columns)}"]
    return "\n".join([*head, *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items())])
