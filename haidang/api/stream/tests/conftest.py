from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

if TYPE_CHECKING:
    from .serving import Server


@pytest.fixture
def hd(transactional_db: None) -> Any:
    from haidang.core.directory.tests.small_province import build  # models load after pytest has set Django up

    return build()


@pytest.fixture
def server(hd: Any, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Server]":
    """The doors behind a real uvicorn in a thread of its own, listening to the test's database."""
    from django.db import connection

    from .serving import Server

    facts = connection.settings_dict
    address = f"postgresql://{facts['USER']}@/{facts['NAME']}?host={quote(facts['HOST'], safe='')}"
    monkeypatch.setenv("HAIDANG_DATABASE_URL", address)
    one = Server(monkeypatch)
    yield one
    one.stop()
    with connection.cursor() as cursor:  # its threads are gone, their connections may linger
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
