"""What can be done with the object of a page, as buttons and lines of a menu."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done. `at_once` asks nothing; `key` presses it; `given` goes along as hidden fields."""

    label: str
    url: str
    icon: str
    key: str = ""
    at_once: bool = False
    given: tuple[tuple[str, str], ...] = ()
