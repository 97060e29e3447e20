"""The log of a case: what happened, in both languages, for officers alone or for the citizen too."""

from typing import Any, Literal

from haidang.core.audit.lines import columns
from haidang.kernel.action import Doing
from haidang.kernel.manifest import Words

from .models import Case, Line

Kind = Literal["auto", "action", "citizen", "message", "note"]


def write(do: Doing, case: Case, kind: Kind, text: Words, *about: Any, for_citizen: bool = False) -> Line:
    """Add a line and put it into the event of the action under way; `about` are objects the line points at."""
    audience = "all" if for_citizen else "officers"
    line = Line.objects.create(case=case, kind=kind, audience=audience, **columns(do, text, about))
    do.event.facts.setdefault("lines", []).append(line.pk)
    return line
