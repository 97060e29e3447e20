"""What the wall shows in turn: everything, each field of government, then forces and sources."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.kernel import registry
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest import Domain

OVERVIEW, FORCES = "all", "forces"
OVERVIEW_FOR, OTHERS_FOR = 60, 40  # seconds


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene: `domain` is empty for those that are about all fields; `layers` of the map stay on ("" for all).

    `is_casework`: the field has no things, it is about cases. `has_leads`: its manifest says what it leads with beside curves.
    """

    key: str
    title: str
    dwell: int
    domain: str = ""
    layers: str = ""
    is_casework: bool = False
    has_leads: bool = False


def scenes() -> list[Scene]:
    return [
        Scene(OVERVIEW, _("Tổng quan"), OVERVIEW_FOR, layers=" ".join([*registry.domains(), "incidents", "alerts"])),
        *(
            Scene(
                one.key,
                shown(one.name),
                OTHERS_FOR,
                domain=one.key,
                layers=f"{one.key} incidents alerts",
                has_leads=_has_leads(one),
            )
            for one in registry.domains().values()
            if one.things
        ),
        *(
            Scene(one.key, shown(one.name), OTHERS_FOR, one.key, layers=f"cases-{one.key} incidents", is_casework=True)
            for one in registry.domains().values()
            if one.procedures and not one.things
        ),
        Scene(FORCES, _("Lực lượng và nguồn số liệu"), OTHERS_FOR, layers="units incidents"),
    ]


def _has_leads(domain: Domain) -> bool:
    return any(one.kind != "curves" for one in domain.leads)


def scene(key: str) -> Scene | None:
    return next((one for one in scenes() if one.key == key), None)
