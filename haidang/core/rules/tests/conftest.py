from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .watched import Watched


@pytest.fixture
def watched(db: None) -> "Iterator[Watched]":
    from haidang.kernel import clock

    from .watched import NINE, build

    with clock.frozen(NINE):
        yield build()


@pytest.fixture
def at() -> "Iterator[Callable[[float], None]]":
    """Moves the clock to a number of minutes after nine."""
    from haidang.kernel import clock

    from .watched import minute

    with ExitStack() as stack:
        yield lambda number: stack.enter_context(clock.frozen(minute(number))) and None
