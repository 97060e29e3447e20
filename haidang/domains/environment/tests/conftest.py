from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .province import Province


@pytest.fixture
def province(db: None) -> "Province":
    from haidang.core.telemetry import partitions

    from .province import NOW, Province

    partitions.ensure(partitions.around(NOW.date()))
    return Province()
