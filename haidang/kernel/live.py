"""The bell: a committed transaction tells every listening process that something happened.

A ring carries ids only. The channel is `bell`; the payload is `topic:id`, for example `event:4711` or `batch:12`.
"""

from collections.abc import Sequence

from django.db import connection

CHANNEL = "bell"


def ring_each(topic: str, numbers: Sequence[int]) -> None:
    """Ring once for each number, in one statement."""
    with connection.cursor() as cursor:
        rung = "SELECT pg_notify(%s, %s || ':' || number) FROM unnest(%s::bigint[]) AS number"
        cursor.execute(rung, [CHANNEL, topic, list(numbers)])


def ring(topic: str, number: int | str) -> None:
    """Tell listeners at commit of the open transaction; identical rings of one transaction arrive once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{topic}:{number}"])
