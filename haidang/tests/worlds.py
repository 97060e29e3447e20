"""The worlds that tests of many rooms begin in. A folder that needs one otherwise has a fixture of the same name.

They are built within the test's transaction. Models load after pytest has set Django up, so builders are imported late.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from haidang.core.cases.tests.counter import Counter
    from haidang.core.directory.tests.small_province import SmallProvince
    from haidang.core.indicators.tests.world import Province


@pytest.fixture
def hd(db: None) -> "SmallProvince":
    """A province of a few places and offices, and people in any role."""
    from haidang.core.directory.tests.small_province import build

    return build()


@pytest.fixture
def counter(db: None) -> "Counter":
    """A desk that takes reports and dossiers in."""
    from haidang.core.cases.tests.counter import build

    return build()


@pytest.fixture
def hall(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A counter of a ward on a Monday morning, and the department that decides its dossiers."""
    from haidang.core.handovers.tests.hall import build, flows
    from haidang.kernel import registry
    from haidang.kernel.clock import HO_CHI_MINH, frozen

    monkeypatch.setattr(registry, "domains", flows)
    with frozen(datetime(2026, 11, 16, 9, tzinfo=HO_CHI_MINH)):
        yield build()


@pytest.fixture
def till(db: None, outside: str) -> Any:
    """A counter that takes money through the simulated bank and the ways to pay."""
    from haidang.core.payments.tests.till import build

    return build()


@pytest.fixture
def province(db: None) -> "Iterator[Province]":
    """A small province with a farm, whose indicators a test declares."""
    from haidang.core.indicators.tests.world import NOW, Province
    from haidang.kernel import clock

    with clock.frozen(NOW):
        yield Province()


@pytest.fixture
def fresh_cache(db: None) -> None:
    """What was counted of an address or an account lies in the cache, which the rollback of a test need not empty."""
    from django.core.cache import cache

    cache.clear()
