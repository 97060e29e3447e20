"""What is wrong with a formula, in both languages, and where."""

from collections.abc import Sequence

from haidang.kernel.facts import Words


class FormulaError(ValueError):
    """`start` and `end` mark the signs of the formula that are meant; `names` are the indicators of a circle."""

    def __init__(self, vi: str, en: str, start: int = 0, end: int = 0, names: Sequence[str] = ()) -> None:
        super().__init__(en)
        self.names = list(names)
        self.words, self.start, self.end = Words(vi=vi, en=en), start, end
