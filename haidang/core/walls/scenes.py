"""What the big screens can show in turn: everything, each field of government, events, then forces and sources."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.kernel import registry
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.manifest import Domain
from haidang.provinces import pack
from haidang.provinces.facts import WallScene

from .models import EventScene

OVERVIEW, FORCES = "all", "forces"
OVERVIEW_FOR, OTHERS_FOR = 60, 40  # seconds


@dataclass(frozen=True, slots=True)
class Scene:
    """One scene: `domains` is empty for those that are about all fields; `layers` of the map stay on ("" for all).

    `is_casework`: the field has no things, it is about cases. `has_leads`: its manifest says what it leads with beside
    curves. `is_event`: shown only where a playlist or a person asks for it. `view` (lon, lat, zoom): what the map looks at.
    """

    key: str
    title: str
    dwell: int
    domain: str = ""
    layers: str = ""
    is_casework: bool = False
    has_leads: bool = False
    domains: tuple[str, ...] = ()
    is_event: bool = False
    view: tuple[float, float, float] | None = None
    icon: str = ""
    about: str = ""

    @property
    def alarms_of(self) -> str:
        """Of which fields the map shows alarms; "" is all."""
        return " ".join(self.domains)

    @property
    def look(self) -> str:
        return " ".join(f"{number:g}" for number in self.view) if self.view else ""


def scenes() -> list[Scene]:
    """Those that every screen plays unless its playlist says otherwise."""
    fields = registry.domains().values()
    layers = " ".join([*registry.domains(), "incidents", "alerts", "drawings"])
    return [
        Scene(OVERVIEW, _("Tổng quan"), OVERVIEW_FOR, layers=layers, icon="grid-dots"),
        *(_of_things(one) for one in fields if one.things),
        *(_of_cases(one) for one in fields if one.procedures and not one.things),
        Scene(FORCES, _("Lực lượng và nguồn số liệu"), OTHERS_FOR, layers="units incidents drawings", icon="users"),
    ]


def _of_things(one: Domain) -> Scene:
    layers = f"{one.key} incidents alerts drawings"
    return Scene(
        one.key,
        shown(one.name),
        OTHERS_FOR,
        one.key,
        layers,
        has_leads=_has_leads(one),
        domains=(one.key,),
        icon=one.icon,
    )


def _of_cases(one: Domain) -> Scene:
    layers = f"cases-{one.key} incidents"
    return Scene(
        one.key, shown(one.name), OTHERS_FOR, one.key, layers, is_casework=True, domains=(one.key,), icon=one.icon
    )


def _has_leads(domain: Domain) -> bool:
    return any(one.kind != "curves" for one in domain.leads)


def event_scenes() -> list[Scene]:
    """Those of the province's facts, then those that people made; one of the same key takes the place of the fact."""
    made = {one.key: _made(one) for one in EventScene.objects.filter(dropped_at=None).order_by("pk")}
    facts = [_fact(one) for one in pack.chosen().wall.scenes if one.key not in made]
    return [one for one in [*facts, *made.values()] if one.domains]


def _fact(one: WallScene) -> Scene:
    known = _known(one.fields)
    view = (one.lon, one.lat, one.zoom or 11.0) if one.lon is not None and one.lat is not None else None
    return _event(one.key, shown(one.name), known, view, one.icon, shown(one.about))


def _made(one: EventScene) -> Scene:
    view = (one.lon, one.lat, one.zoom or 11.0) if one.lon is not None and one.lat is not None else None
    return _event(one.key, name_of(one), _known(one.fields), view, one.icon, "")


def _event(
    key: str, title: str, domains: tuple[str, ...], view: tuple[float, float, float] | None, icon: str, about: str
) -> Scene:
    layers = " ".join([*domains, "incidents", "alerts", "units", "drawings"])
    return Scene(
        key, title, OTHERS_FOR, layers=layers, domains=domains, is_event=True, view=view, icon=icon, about=about
    )


def _known(fields: Iterable[str]) -> tuple[str, ...]:
    """A province may not have every field of the national facts; those without things have nothing for the map."""
    there = registry.domains()
    return tuple(key for key in fields if key in there)


def every_scene() -> dict[str, Scene]:
    """By key."""
    return {one.key: one for one in [*scenes(), *event_scenes()]}


def scene(key: str) -> Scene | None:
    return every_scene().get(key)
