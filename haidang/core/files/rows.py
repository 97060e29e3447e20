"""The rows of files and of what is made of them; used within actions only."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from .models import File
from .sniff import KINDS

LOCK = 4_711_020


@dataclass(frozen=True, slots=True)
class Made:
    """A content in the store that was made of a file, with what was made of it in turn."""

    derivation: str
    sha256: str
    size: int
    width: int
    height: int
    media_type: str = "image/jpeg"
    regions: list[dict[str, Any]] = field(default_factory=list)
    thumb: "Made | None" = None


def hold(sha256: str) -> None:
    """Until the transaction ends, nobody else keeps or deletes this content."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK, sha256])


def new_token() -> str:
    """What names a file in addresses; not to be guessed."""
    return secrets.token_urlsafe(16)


def derive(source: File, made: Made, at: datetime) -> File:
    """A row for what was made of a file: in its place and class, without what the camera wrote.

    The copy for everybody is nobody's own and starts as internal; its name tells nothing, as a sender's may.
    """
    is_public = made.derivation == "public" or source.derivation == "public"
    token = new_token()
    stem = token[:8] if made.derivation == "public" else source.name.rpartition(".")[0]
    hold(made.sha256)
    row = File.objects.create(
        token=token,
        sha256=made.sha256,
        size=made.size,
        media_type=made.media_type,
        name=f"{stem}.{KINDS[made.media_type].ending}",
        data_class="internal" if made.derivation == "public" else source.data_class,
        place=source.place,
        office=source.office,
        by="system:files",
        person=None if is_public else source.person,
        created_at=at,
        width=made.width,
        height=made.height,
        duration=source.duration if made.media_type.startswith("video/") else None,
        derived_from=source,
        derivation=made.derivation,
        regions=made.regions,
    )
    if made.thumb:
        derive(row, made.thumb, at)
    return row


def family(roots: Iterable[int]) -> QuerySet[File]:
    """The files of these numbers, what was made of them, and what was made of that."""
    found = set(roots)
    for _ in range(2):
        found |= set(File.objects.filter(derived_from__in=found).values_list("pk", flat=True))
    return File.objects.filter(pk__in=found)


def forgotten(rows: QuerySet[File], why: str = "") -> set[str]:
    """Mark rows as forgotten, with what a camera wrote; returns the hashes of contents that may now go."""
    kept = list(rows.filter(state="kept").values_list("pk", "sha256"))
    File.objects.filter(pk__in=[pk for pk, _ in kept]).update(
        state="forgotten", why_vi=why, why_en=why, public_state="", taken_at=None, lon=None, lat=None, regions=[]
    )
    return {sha256 for _, sha256 in kept}
