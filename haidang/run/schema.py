"""The fingerprint of the tables this program expects, kept in the database it was made for.

Until the first release a home with another fingerprint is refused; afterwards migrations only go forward.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.db import connection

from .console import Stop

PACKAGE = Path(__file__).parent.parent
TABLE = "CREATE TABLE IF NOT EXISTS installation (key text PRIMARY KEY, value text NOT NULL)"


@cache
def fingerprint() -> str:
    """SHA-256 over our migrations and the SQL they run, by path."""
    seal = hashlib.sha256()
    for path in sorted([*PACKAGE.glob("**/migrations/*.py"), *PACKAGE.glob("**/sql/*.sql")]):
        seal.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
        seal.update(path.read_bytes() + b"\0")
    return seal.hexdigest()


def kept(key: str) -> str | None:
    """One fact about this installation, None when it was never noted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('installation')")
        if cursor.fetchone() == (None,):
            return None
        cursor.execute("SELECT value FROM installation WHERE key = %s", [key])
        row = cursor.fetchone()
    return str(row[0]) if row else None


def keep(key: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.execute(
            "INSERT INTO installation VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )


def check(*, may_be_empty: bool = False) -> None:
    """Raise Stop unless the database was made by this schema (or, if that is allowed, is still empty)."""
    found = kept("schema")
    if found is None and may_be_empty:
        return
    if found is None:
        raise Stop("the database has not been prepared", "run `haidang up` or `haidang prepare`")
    if found != fingerprint():
        raise Stop(
            f"this home was made by another version of the tables ({found[:12]}, this program has {fingerprint()[:12]})",
            "keep what matters with the version that made it, then run `haidang reset` for an empty home",
        )
