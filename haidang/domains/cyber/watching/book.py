"""The detections in force: those of the file, as the province changed them, and its own."""

import msgspec
from django.db import connection

from haidang.domains.cyber.models import DetectionRule
from haidang.kernel import strict

from .facts import FILE, Facts, shipped


def sync() -> None:
    """Bring the file into the table; what the province changed stays, and shows that it differs.

    Two processes may do it at once when a centre starts for the first time.
    """
    known = {one.key: one for one in DetectionRule.objects.all()}
    fresh = []
    for key, facts in shipped().items():
        said = plain(facts)
        row = known.get(key)
        if row is None:
            fresh.append(DetectionRule(key=key, facts=said, shipped=said))
        elif row.shipped != said:
            row.shipped, row.facts = said, row.facts if row.is_edited else said
            row.save(update_fields=["shipped", "facts"])
    DetectionRule.objects.bulk_create(fresh, ignore_conflicts=True)
    gone = set(known) - set(shipped())
    DetectionRule.objects.filter(key__in=gone, is_edited=False).delete()
    DetectionRule.objects.filter(key__in=gone).update(shipped=None)


def plain(facts: Facts) -> dict[str, object]:
    said: dict[str, object] = msgspec.to_builtins(facts)
    return said


def current() -> list[Facts]:
    """Raises ManifestError when a row cannot be read, which the door to write does not let happen."""
    if not DetectionRule.objects.exists():
        sync()
    return [strict.convert(facts, Facts, FILE) for facts in DetectionRule.objects.values_list("facts", flat=True)]


def version() -> str:
    """Changes whenever a detection does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(version), 0), max(changed_at) FROM detection_rule")
        return str(cursor.fetchone())
