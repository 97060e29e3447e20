from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .world import World


@pytest.fixture
def world(db: None) -> "Iterator[World]":
    from haidang.kernel import clock

    from .world import NOW, World

    with clock.frozen(NOW):
        yield World()


@pytest.fixture
def who() -> Any:
    from haidang.kernel.action import system

    return system("test")
