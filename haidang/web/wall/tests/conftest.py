import pytest


@pytest.fixture
def screen(room):
    """A browser in which the wall's own account is signed in."""
    return room.client("wall")
