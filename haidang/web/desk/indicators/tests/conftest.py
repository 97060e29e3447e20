from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from haidang.web.desk.tests.staffed import Desk


@pytest.fixture
def farms(desk: "Desk") -> "Iterator[Desk]":
    """The desk on 22 November 2026 with the harvest of ten months."""
    from haidang.core.indicators.tests.world import NOW
    from haidang.kernel import clock

    from .fields import harvested

    with clock.frozen(NOW):
        harvested(desk)
        yield desk
