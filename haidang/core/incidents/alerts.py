"""The seam to alerts: what one gives to a new incident, and taking it in or letting it go."""

from dataclasses import dataclass

from haidang.core.directory.models import Office, Place
from haidang.kernel.geo import Point


@dataclass(frozen=True, slots=True)
class Given:
    """What the origin of an incident gives it, where the one who opens it does not say otherwise."""

    kind: str
    place: Place
    code: str = ""
    title: str = ""
    severity: int | None = None
    point: Point | None = None
    playbook: tuple[str, str] = ("", "")
    office: Office | None = None
    is_simulated: bool = False


def given(origin: Place) -> Given:
    return Given("person", origin)
