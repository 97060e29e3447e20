import pytest


@pytest.fixture
def desk(db, monkeypatch):
    from haidang.kernel import registry

    from .watch_room import build, flood  # models load after pytest has set Django up

    monkeypatch.setattr(
        registry, "playbook", lambda domain, key: flood() if (domain, key) == ("test", "flood") else None
    )
    return build()
