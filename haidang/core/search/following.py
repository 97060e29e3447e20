"""Keeping the index by the journal: what an event was about is read again and written anew.

Nothing hangs on the door to write, which stays as quick as it was: whoever searches takes up the events since the last
time, and a job does so each minute, and goes through everything at night.
"""

from django.db import connection, transaction

from haidang.core.audit.models import Event

from . import filling
from .kinds import KINDS
from .models import Mark

LOCK = 0x4844_0002  # one follower at a time
MOST = 1000  # events at once: what somebody who searches may wait for
FACTS = ("place", "office", "unit", "source", "thing", "series", "indicator", "rule", "procedure")
"""Kinds that come from files, whose sync tells of no single object in the journal."""


def catch_up(most: int = MOST) -> int:
    """Take up the events that came since; how many. None while another process does."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if not cursor.fetchone()[0]:
                return 0
        mark = Mark.objects.filter(pk=1).values_list("seq", flat=True).first()
        if mark is None:
            return 0  # nobody has filled the index yet
        rows = Event.objects.filter(seq__gt=mark).order_by("seq")
        events = list(rows.values_list("seq", "subject_kind", "subject_id")[:most])
        if not events:
            return 0
        take([(kind, subject) for _seq, kind, subject in events])
        Mark.objects.filter(pk=1).update(seq=events[-1][0])
        return len(events)


def take(subjects: list[tuple[str, str]]) -> None:
    changed: dict[str, set[int]] = {}
    for kind, subject in subjects:
        if kind in KINDS and subject.isdecimal():
            changed.setdefault(kind, set()).add(int(subject))
    for name, numbers in filling.with_what_hangs_on_them(changed).items():
        filling.keep(KINDS[name], numbers)


def fill() -> int:
    """Compare everything with the index, and follow the journal from where it stood before. How many rows changed."""
    seq = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    changed = sum(filling.keep_all(kind) for kind in KINDS.values())
    Mark.objects.get_or_create(pk=1, defaults={"seq": seq})
    return changed


def fill_facts() -> int:
    """What the sync of files may have changed, and every kind of which the index has nothing yet."""
    seq = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    wanted = [kind for kind in KINDS.values() if kind.name in FACTS or filling.is_empty(kind)]
    changed = sum(filling.keep_all(kind) for kind in wanted)
    Mark.objects.get_or_create(pk=1, defaults={"seq": seq})
    return changed
