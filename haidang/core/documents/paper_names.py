"""What the papers are called that one procedure issues and others ask for, so that a copy can say which of them it is."""

from haidang.core.cases import queries as cases
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Words
from haidang.kernel.text import sort_key


def choices() -> list[tuple[str, str]]:
    """Every paper of the published procedures with its name in the active language, in Vietnamese order."""
    named = [(key, _bare(shown(words))) for key, words in _known().items()]
    return sorted(named, key=lambda one: sort_key(one[1]))


def _known() -> dict[str, Words]:
    """Called as the result that it is, else as the first part that takes it."""
    books = [one.procedure for one in cases.books(cases.procedures(kind="dossier")).values()]
    parts = {one.paper: one.name for book in reversed(books) for one in book.parts if one.paper}
    return parts | {one.paper: one.name for book in books for one in book.results if one.paper}


def _bare(name: str) -> str:
    """Without what a procedure adds about how it wants to see it.

    >>> _bare("Giấy tờ tùy thân (xuất trình; không cần khi đã xác thực)")
    'Giấy tờ tùy thân'
    """
    return name.partition(" (")[0]
