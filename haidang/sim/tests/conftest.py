import pytest

from haidang.provinces import pack
from haidang.sim.world import World


@pytest.fixture(scope="session")
def world():
    """The demo province in calm times."""
    return World(pack.load("demo"))


@pytest.fixture
def played():
    """A world of one's own, to play exercises in."""
    return World(pack.load("demo"))
