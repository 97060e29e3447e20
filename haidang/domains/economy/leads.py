"""What the page of the economy and its scene on the wall lead with, beside what the manifest draws by itself."""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse

from haidang.kernel import clock
from haidang.kernel.action import Actor

from . import marks, projects


def investment(actor: Actor) -> dict[str, Any] | None:
    """Owners of public projects: paid against today's mark, and where the year will end."""
    rows = projects.projects(actor)
    if not rows:
        return None
    owners = projects.owners(rows)
    whole = projects.Owner("", rows)
    return {
        "whole": whole,
        "owners": owners,
        "mark": marks.planned(clock.today()),
        "table": marks.TABLE,
        "late": [one for one in rows if one.severity][:6],
        "is_simulated": any(one.thing.source and one.thing.source.is_simulated for one in rows),
        "newest": max((one.paid.at for one in rows if one.paid), default=None),
        "url": reverse("domain_page", args=["economy", "projects"]),
    }


LEADS: Mapping[str, Callable[[Actor], dict[str, Any] | None]] = {"projects": investment}
