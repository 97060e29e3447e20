from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from .tests.staffed import Desk


@pytest.fixture
def desk(db: None) -> "Desk":
    from django.core.cache import cache

    from .tests.staffed import build  # models load after pytest has set Django up

    cache.clear()  # what allauth counts lies there
    return build()


@pytest.fixture
def browser() -> Any:
    """Makes browsers: in browser(person) that person is signed in."""
    from haidang.web.tests.browsing import browser

    return browser
