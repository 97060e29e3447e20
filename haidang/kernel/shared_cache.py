"""The cache that all processes share: Django's table of it, written in one statement each time.

Django's own counts the whole table before each write and looks for the row first; here what has expired is taken away by
the clock (`clear_expired`), so a write costs the same however much is kept.
"""

import base64
import pickle
from datetime import UTC, datetime
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection

FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
SET = """INSERT INTO cache AS kept (cache_key, value, expires) VALUES (%s, %s, %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"""
ADD = f"{SET} WHERE kept.expires < now()"
TOUCH = "UPDATE cache SET expires = %s WHERE cache_key = %s"
COUNT = """INSERT INTO cache AS kept (cache_key, value, expires) VALUES (%s, '1', %s)
    ON CONFLICT (cache_key) DO UPDATE SET value = (kept.value::int + 1)::text RETURNING value::int"""


class SharedCache(DatabaseCache):
    """The table is named `cache`. `count` is what Django's has not."""

    def count(self, key: str, timeout: float) -> int:
        """How often this has been asked under the key, this time included; nobody at the same moment is missed.

        The row lives for `timeout` seconds from the first time, and is read by this alone.
        """
        with connection.cursor() as cursor:
            cursor.execute(COUNT, [self.make_and_validate_key(key), self._until(timeout)])
            return int(cursor.fetchone()[0])

    def clear_expired(self) -> int:
        """How many rows are gone."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM cache WHERE expires < now()")
            return int(cursor.rowcount)

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        until = self._until(timeout)
        with connection.cursor() as cursor:
            if mode == "touch":
                cursor.execute(TOUCH, [until, key])
            else:
                said = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
                cursor.execute(ADD if mode == "add" else SET, [key, said, until])
            return bool(cursor.rowcount)

    def _until(self, timeout: Any) -> datetime:
        at = self.get_backend_timeout(timeout)
        return FOR_EVER if at is None else datetime.fromtimestamp(at, tz=UTC)


def shared() -> SharedCache:
    """The cache of settings.CACHES, which is this one."""
    found = caches["default"]
    assert isinstance(found, SharedCache)
    return found
