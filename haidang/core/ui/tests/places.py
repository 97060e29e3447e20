"""Where this package's files are, for its tests."""

from pathlib import Path

UI = Path(__file__).resolve().parent.parent
STATIC = UI / "static"
TEMPLATES = UI / "templates"
PRODUCT = UI.parent.parent


def all_templates() -> list[Path]:
    """Every HTML template of the product, whichever package it lies in."""
    return sorted(path for path in PRODUCT.rglob("*.html") if "templates" in path.parts)
