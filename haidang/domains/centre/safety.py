"""Backups and certificates: how old, how long valid."""

import ssl
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.db import connection

from haidang.kernel import home

from .models import Note

KEY = "certificate"
ASKS_EVERY = timedelta(hours=1)
WITHIN = 5.0  # seconds
FILES = ("*.pem", "*.crt", "*.cer")


def backup_age(at: datetime) -> timedelta | None:
    """Since the last whole backup; since the first event where there was none; None in an empty centre."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('installation') IS NOT NULL")
        [is_there] = cursor.fetchone()
        row = None
        if is_there:
            cursor.execute("SELECT value FROM installation WHERE key = 'backup_at'")
            row = cursor.fetchone()
        if row is not None:
            return at - datetime.fromisoformat(row[0])
        cursor.execute("SELECT at FROM event ORDER BY seq LIMIT 1")
        row = cursor.fetchone()
    return at - row[0] if row else None


def certificate_left(at: datetime) -> timedelta | None:
    """Until the first certificate ends: that of the centre's own address, and those that lie with its secrets."""
    note = Note.objects.filter(pk=KEY).first()
    if note is None or at - note.at >= ASKS_EVERY:
        ends = min((*_of_files(), *_of_address()), default=None)
        said = {"ends": ends.isoformat() if ends else ""}
        note, _made = Note.objects.update_or_create(pk=KEY, defaults={"said": said, "at": at})
    ends_at = note.said.get("ends")
    return datetime.fromisoformat(ends_at) - at if ends_at else None


def _of_files() -> list[datetime]:
    folder = home.here().root / "secrets"
    return [end for form in FILES for path in sorted(folder.rglob(form)) for end in _ends(path)]


def _ends(path: Path) -> list[datetime]:
    with suppress(OSError, ValueError):
        return [one.not_valid_after_utc for one in x509.load_pem_x509_certificates(path.read_bytes())]
    return []


def _of_address() -> list[datetime]:
    """What the centre's own https addresses show to those who connect; nothing of those that do not answer."""
    found = []
    for address in map(urlsplit, settings.CSRF_TRUSTED_ORIGINS):
        if address.scheme == "https" and address.hostname:
            with suppress(OSError, ValueError):
                text = ssl.get_server_certificate((address.hostname, address.port or 443), timeout=WITHIN)
                found.append(x509.load_pem_x509_certificate(text.encode()).not_valid_after_utc)
    return found
