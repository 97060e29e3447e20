from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .tests.town import Town


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> "Town":
    from django.core.cache import cache

    from .tests.town import build  # models load after pytest has set Django up

    cache.clear()
    return build()
