"""Whether the files of the archive are those that were written: at a glance every few minutes, byte by byte each week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import connection

from haidang.kernel import clock

from . import days, files, origin_files, packing
from .days import Day
from .files import MISSING, OTHER

VERIFY_AFTER = timedelta(days=7)
VERIFY_AT_ONCE = 10


def look() -> None:
    """Is each file there, as long as it was written? What was amiss and looks well again is compared byte by byte.

    So a file that was put back counts again within minutes.
    """
    filed = {one.day: one for one in days.every() if one.is_filed}
    facts = [replace(one, damage="") for one in days.filed_again(list(filed))]
    wrong = files.amiss(facts)
    for day, one in filed.items():
        if day in wrong:
            days.note_damage(day, wrong[day])
        elif one.damage:
            compare(one)
    origin_files.look()


def verify() -> None:
    """Compare files with what was noted when they were written; each about once a week."""
    since = clock.now() - VERIFY_AFTER
    old = [one for one in days.every() if one.is_filed and not (one.verified_at and one.verified_at > since)]
    for one in _oldest(old):
        compare(one)
    origin_files.verify(since, VERIFY_AT_ONCE)


def _oldest(some: Sequence[Day]) -> list[Day]:
    return sorted(some, key=lambda day: (day.verified_at is not None, day.verified_at))[:VERIFY_AT_ONCE]


def compare(one: Day) -> None:
    """Read a day's file as a whole, and note whether it is the one that was written."""
    try:
        packing.sum_of_file(one)
    except FileNotFoundError:
        days.note_damage(one.day, MISSING)
    except (packing.Differs, OSError):
        days.note_damage(one.day, OTHER)
    else:
        _is_well(one, clock.now())


def _is_well(one: Day, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE archived_day SET verified_at = %s, damage = '' WHERE day = %s", [at, one.day])


def damaged() -> int:
    """How many files are known to be amiss, of readings and of what brought them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM archived_day WHERE merged IS NOT NULL AND damage <> '')"
            " + (SELECT count(*) FROM archived_origin WHERE damage <> '')"
        )
        return int(cursor.fetchone()[0])
