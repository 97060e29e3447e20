from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .world import World


@pytest.fixture
def world(db: None) -> "Iterator[World]":
    from haidang.kernel import clock

    from .world import MONDAY, build  # models load after pytest has set Django up

    with clock.frozen(MONDAY):
        yield build()
