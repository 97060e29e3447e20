from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .tests.watch_room import Room


@pytest.fixture
def room(db: None) -> "Iterator[Room]":
    """A watched station at nine o'clock, and browsers."""
    from .tests.watch_room import at_nine, build  # models load after pytest has set Django up

    one = build()
    with at_nine():
        yield one
