"""The model that suggests a kind of report from its words; sorting.toml is its card, tools/train_reports.py made it."""

from pathlib import Path

MODEL = Path(__file__).parent / "sorting.npz"
