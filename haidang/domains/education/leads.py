"""What the page of education and its scene on the wall lead with, beside what the manifest draws by itself."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse

from haidang.kernel.action import Actor

from . import schools

MOST = 6


def rolls(actor: Actor) -> dict[str, Any] | None:
    """Levels by attendance, the schools where many are away, how many have no roll."""
    rows = schools.schools(actor)
    if not rows:
        return None
    return {
        "levels": schools.levels(rows),
        "low": [one for one in rows if one.severity in (2, 3)][:MOST],
        "silent": sum(one.severity == 4 for one in rows),
        "total": len(rows),
        "is_simulated": any(one.thing.source and one.thing.source.is_simulated for one in rows),
        "newest": max((one.attendance.at for one in rows if one.attendance), default=None),
        "url": reverse("domain_page", args=["education", "schools"]),
    }


LEADS: Mapping[str, Callable[[Actor], dict[str, Any] | None]] = {"schools": rolls}
