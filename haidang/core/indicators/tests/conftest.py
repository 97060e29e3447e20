from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .world import Province


@pytest.fixture
def province(db: None) -> "Iterator[Province]":
    from haidang.kernel import clock

    from .world import NOW, Province

    with clock.frozen(NOW):
        yield Province()
