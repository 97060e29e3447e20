"""Until when the simulated stations and offices have sent, kept in the home so that a second start continues there."""

from pathlib import Path

from haidang.kernel import home


def path(what: str = "") -> Path:
    """Of the stations, or of something else that is named."""
    return home.here().run / f"simulated-{f'{what}-' if what else ''}until"


def read(where: Path) -> float | None:
    """Seconds since 1970; None when nothing was sent yet."""
    try:
        return float(where.read_text())
    except (FileNotFoundError, ValueError):
        return None


def write(where: Path, moment: float) -> None:
    draft = where.with_suffix(".new")
    draft.write_text(f"{moment:.0f}\n")
    draft.replace(where)
