"""Empties a home."""

import shutil

import psycopg

from haidang.kernel.home import Home, database_url, is_embedded

KEEP = ("backups", "run")


def empty(home: Home) -> None:
    """Delete all but the backups; of a database that is not ours, everything in its schema `public`."""
    if not is_embedded():
        with psycopg.connect(database_url(), autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    if home.socket.exists():
        shutil.rmtree(home.socket)
    for path in home.root.iterdir():
        if path.name in KEEP:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
