import pytest


@pytest.fixture(autouse=True)
def _only_the_frameworks_addresses(settings):
    settings.ROOT_URLCONF = "haidang.core.ui.tests.urls"
