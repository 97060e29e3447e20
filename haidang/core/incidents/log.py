"""The incident's log: every action leaves one line, in both languages, that nobody can change."""

import re
from typing import Any

from haidang.core.audit.lines import columns
from haidang.core.directory.models import FieldUnit, Office
from haidang.kernel.action import Doing
from haidang.kernel.manifest import Words

from .models import Incident, LogEntry

MENTION = re.compile(r"(?<![\w.])@([A-Za-z0-9][A-Za-z0-9._-]{0,39})")


def write(do: Doing, incident: Incident, kind: str, text: Words, *about: Any) -> LogEntry:
    """Add a line and put it into the event of the action under way; `about` are objects the line points at."""
    entry = LogEntry.objects.create(incident=incident, kind=kind, **columns(do, text, about))
    do.event.facts["log"] = entry_facts(entry)
    return entry


def entry_facts(entry: LogEntry) -> dict[str, Any]:
    """A line as the journal and the stream carry it."""
    return {
        "id": entry.pk,
        "at": entry.at,
        "kind": entry.kind,
        "text": entry.text,
        "actor": entry.actor,
        "actor_name": entry.actor_name,
        "links": entry.links,
    }


def mentioned(text: str) -> list[FieldUnit | Office]:
    """The field units and offices whose codes stand in the text after an @; what names nobody stays mere text.

    >>> MENTION.findall("nhờ @BOM-02 và @so-nnmt, thư a@b.vn")
    ['BOM-02', 'so-nnmt']
    """
    codes = {code.rstrip(".-") for code in MENTION.findall(text)}
    if not codes:
        return []
    units = FieldUnit.objects.filter(code__in=codes).prefetch_related("members").order_by("code")
    return [*units, *Office.objects.filter(code__in=codes).order_by("code")]


def with_duplicates(incident: Incident) -> list[int]:
    """The keys of an incident and of all that were merged into it, straight or by way of another."""
    found, fresh = [incident.pk], [incident.pk]
    while fresh:
        rows = Incident.objects.filter(merged_into__in=fresh).exclude(pk__in=found)
        fresh = list(rows.values_list("pk", flat=True))
        found += fresh
    return found
