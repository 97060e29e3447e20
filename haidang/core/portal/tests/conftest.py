import httpx
import pytest

from haidang.kernel.outgoing import trusted


@pytest.fixture
def portal(outside):
    """The local portal, empty, by its own doors."""

    class Local:
        def post(self, path, **given):
            return httpx.post(
                f"{outside}/portal/{path}", json=given, verify=trusted(), trust_env=False, timeout=10
            ).json()

        def fail(self, how, times=1):
            self.post("mood", fail=how, times=times)

        @property
        def facts(self):
            return httpx.get(f"{outside}/portal/dossiers", verify=trusted(), trust_env=False, timeout=10).json()

    local = Local()
    local.post("mood", forget=True)
    return local
