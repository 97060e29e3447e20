from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .hall import Hall


@pytest.fixture
def hall(db: None) -> "Iterator[Hall]":
    """Two screens of a small province at nine o'clock, and people who may show things on them."""
    from django.core.cache import cache

    from haidang.kernel.clock import frozen

    from .hall import NINE, build  # models load after pytest has set Django up

    cache.clear()
    with frozen(NINE):
        yield build()
