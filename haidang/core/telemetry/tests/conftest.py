from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from .world import World


class Clock:
    """Stands until its seconds are moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(db: None) -> "Iterator[World]":
    from haidang.core.telemetry import partitions
    from haidang.kernel import clock

    from .world import NOW, World

    with clock.frozen(NOW):
        partitions.ensure(partitions.around(NOW.date()))
        yield World()


@pytest.fixture
def committed_world(transactional_db: None) -> "World":
    """A world that other connections see, at the present moment."""
    from haidang.core.telemetry import partitions
    from haidang.kernel import clock

    from .world import World

    partitions.ensure(partitions.around(clock.today()))
    return World()


@pytest.fixture
def archive(tmp_path: "Path", monkeypatch: pytest.MonkeyPatch) -> "Path":
    """An archive of the test's own."""
    from haidang.core.telemetry.archive import engine

    monkeypatch.setattr(engine, "folder", lambda: tmp_path / "archive")
    return tmp_path / "archive"


@pytest.fixture
def rows() -> Callable[..., list[tuple[Any, ...]]]:
    """Rows of a query."""
    from django.db import connection

    def read(query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query, list(arguments))
            return cursor.fetchall()

    return read
