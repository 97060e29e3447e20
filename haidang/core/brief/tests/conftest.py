from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .world import Morning


@pytest.fixture
def morning(db: None) -> "Iterator[Morning]":
    from haidang.kernel import clock

    from .world import AT, build  # models load after pytest has set Django up

    with clock.frozen(AT):
        yield build()
