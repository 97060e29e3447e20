"""Who watches the watchman: when the process that judges rules gives no sign of life, no rule can say so."""

from datetime import datetime, timedelta

from haidang.core.directory.queries import top_place
from haidang.kernel import pulse
from haidang.kernel.action import system

from .actions import call_people
from .models import Note

KEY, PROCESS = "standstill", "rules"
AFTER = timedelta(minutes=2)
ACTOR = system("centre")


def watch(at: datetime) -> bool:
    """Call people once for each standstill; returns whether they were called now."""
    beat, place = pulse.last().get(PROCESS), top_place()
    stands_still = beat is not None and at - beat.at > AFTER
    if not stands_still or beat is None or place is None:
        Note.objects.filter(pk=KEY).delete()
        return False
    if Note.objects.filter(pk=KEY).exists():
        return False
    call_people(ACTOR, place, minutes=round((at - beat.at).total_seconds() / 60))
    Note.objects.create(pk=KEY, said={"since": beat.at.isoformat()}, at=at)
    return True
