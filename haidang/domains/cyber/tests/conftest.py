from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .world import World


@pytest.fixture
def world(db: None) -> "World":
    from .world import World

    return World()
