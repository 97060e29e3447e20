"""Why a file is not taken, as a code with facts; `words` says it. Nothing here or in what raises it needs Django."""


class Unfit(Exception):
    """The file may not be kept. `code` is a key of `words.REASONS`; the facts fill its sentence."""

    def __init__(self, code: str, **facts: str | int) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts
