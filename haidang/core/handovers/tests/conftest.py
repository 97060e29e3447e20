from datetime import datetime

import pytest

from haidang.kernel.clock import HO_CHI_MINH, frozen


@pytest.fixture
def hall(db, monkeypatch):
    """A counter of a ward, and the department that decides its dossiers."""
    from haidang.kernel import registry

    from .hall import build, flows  # models load after pytest has set Django up

    monkeypatch.setattr(registry, "domains", flows)
    with frozen(datetime(2026, 11, 16, 9, tzinfo=HO_CHI_MINH)):
        yield build()
