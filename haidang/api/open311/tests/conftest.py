import pytest


@pytest.fixture(autouse=True)
def _fresh_cache(fresh_cache):
    """What is counted of senders and attempts begins anew."""
