from typing import TYPE_CHECKING

import pytest

from haidang.core.rules.tests.conftest import at, watched
from haidang.core.sharing.tests.conftest import queue, receiver

if TYPE_CHECKING:
    from .calling import Caller

__all__ = ["at", "queue", "receiver", "watched"]

READ = ["read", "read.events", "read.personal"]


@pytest.fixture
def nobody(watched) -> "Caller":
    from .calling import Caller  # models load after pytest has set Django up

    return Caller()


@pytest.fixture
def reader(watched) -> "Caller":
    """A key that may read everything and change nothing."""
    from .calling import with_key

    return with_key(*READ)


@pytest.fixture
def officer(watched) -> "Caller":
    """The duty officer in a session."""
    from .calling import in_session

    return in_session(watched.officer)


@pytest.fixture
def lead(watched) -> "Caller":
    from .calling import in_session

    return in_session(watched.lead)
