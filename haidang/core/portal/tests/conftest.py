import httpx
import pytest


@pytest.fixture
def portal(outside):
    """The local portal, empty, by its own doors."""

    class Local:
        def post(self, path, **given):
            return httpx.post(f"{outside}/portal/{path}", json=given, trust_env=False, timeout=10).json()

        def fail(self, how, times=1):
            self.post("mood", fail=how, times=times)

        @property
        def facts(self):
            return httpx.get(f"{outside}/portal/dossiers", trust_env=False, timeout=10).json()

    local = Local()
    local.post("mood", forget=True)
    return local
