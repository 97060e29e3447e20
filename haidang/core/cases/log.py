"""The log of a case: what happened, in both languages, for officers alone or for the citizen too."""

from typing import Any, Literal

from haidang.kernel.action import Doing, subject_kind
from haidang.kernel.manifest import Words

from .models import Case, Line

Kind = Literal["auto", "action", "citizen", "message", "note"]


def write(do: Doing, case: Case, kind: Kind, text: Words, *about: Any, for_citizen: bool = False) -> Line:
    """Add a line and put it into the event of the action under way; `about` are objects the line points at."""
    line = Line.objects.create(
        case=case,
        at=do.at,
        kind=kind,
        audience="all" if for_citizen else "officers",
        text_vi=text.vi,
        text_en=text.en,
        actor=str(do.actor),
        actor_name=do.actor.name,
        links=[link(one) for one in about if one is not None],
    )
    do.event.facts.setdefault("lines", []).append(line.pk)
    return line


def link(subject: Any) -> dict[str, Any]:
    return {"kind": subject_kind(subject), "id": subject.pk, "label": getattr(subject, "code", None) or str(subject)}
