"""Drawing on the map of an incident: what was drawn when and by whom, and who and what lies within an area."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid
from shapely import STRtree, contains_xy
from shapely.geometry import shape

from haidang.core.cases.models import Case
from haidang.core.directory.models import FieldUnit, Office, Person, Place, valid_on
from haidang.core.directory.numbers import next_code
from haidang.core.directory.outlines import outlines
from haidang.core.directory.queries import visible
from haidang.core.notices.actions import Recipient
from haidang.core.rules.models import Alert
from haidang.core.things.models import Thing
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import after, both, shown
from haidang.kernel.given import bounded
from haidang.provinces import pack

from . import log, shapes
from .facts import DrawingKind, drawing_kind, facts
from .models import Drawing, Incident
from .under_way import changing, must_be_open, tell

LABEL = 120
WARNS = ("hazard", "cordon")
"""Kinds that everybody at the scene is told of at once."""


@action("incident.draw")
def draw(
    do: Doing,
    incident: Incident,
    kind: str,
    geometry: shapes.Geometry,
    *,
    label: str = "",
    instead: Drawing | None = None,
) -> Drawing:
    """Put a shape on the map of the incident, or in the place of another. Raises Invalid, NotPossible."""
    known = _known(kind)
    with changing(do, incident) as incident:
        must_be_open(incident)
        before = _still(incident, instead.code) if instead else None
        made = Drawing.objects.create(
            incident=incident, code=next_code(Drawing, "HV"), kind=kind, geometry=shapes.checked(geometry, known.takes),
            label=bounded("label", label, LABEL), replaces=before, drawn_at=do.at, by=str(do.actor), by_name=do.actor.name,
        )  # fmt: skip
        if before is not None:
            _end(do, before)
        said = msgid("Sửa trên bản đồ – %(kind)s%(label)s") if before else msgid("Vẽ lên bản đồ – %(kind)s%(label)s")
        text = both(said, kind=known.name, label=after(made.label))
        do.event.facts["drawing"] = facts_of(made)
        log.write(do, incident, "action", text)
        if kind in WARNS:
            title = both(msgid("%(kind)s mới trong sự cố %(code)s"), kind=known.name, code=incident.code)
            tell(do, incident, _at_the_scene(incident), title, text)
    return made


@action("incident.erase")
def erase(do: Doing, incident: Incident, code: str) -> Drawing:
    """It no longer holds; it stays in what was."""
    with changing(do, incident) as incident:
        one = _still(incident, code)
        _end(do, one)
        do.event.facts["drawing"] = facts_of(one)
        text = both(msgid("Bỏ khỏi bản đồ – %(kind)s%(label)s"), kind=_known(one.kind).name, label=after(one.label))
        log.write(do, incident, "action", text)
    return one


def _known(kind: str) -> DrawingKind:
    known = drawing_kind(kind)
    if known is None:
        raise Invalid(
            "kind", _("Chọn một trong: %(keys)s.") % {"keys": ", ".join(one.key for one in facts().drawings)}, kind
        )
    return known


def _still(incident: Incident, code: str) -> Drawing:
    one = incident.drawings.select_for_update().filter(code=code).first()
    if one is None:
        raise Invalid("code", _("Sự cố không có hình vẽ mang mã này."), code)
    if one.gone_at is not None:
        raise NotPossible(_("Hình vẽ này đã bỏ hoặc đã được thay."))
    return one


def _end(do: Doing, one: Drawing) -> None:
    one.gone_at, one.gone_by = do.at, do.actor.name
    one.save(update_fields=["gone_at", "gone_by"])


def _at_the_scene(incident: Incident) -> list[Recipient]:
    members = Person.objects.filter(units__tasks__incident=incident, units__tasks__ended_at=None)
    return list(members.distinct())


def facts_of(one: Drawing) -> dict[str, Any]:
    """A drawing as the journal, the stream and the API carry it."""
    return {
        "code": one.code, "kind": one.kind, "label": one.label, "geometry": one.geometry, "drawn_at": one.drawn_at,
        "gone_at": one.gone_at, "by_name": one.by_name,
    }  # fmt: skip


def of(actor: Actor, incident: Incident) -> list[Drawing]:
    """Every drawing there ever was, the oldest first."""
    seen = Incident.objects.filter(visible(actor, Incident), pk=incident.pk)
    return list(Drawing.objects.filter(incident__in=seen))


def now(actor: Actor, incident: Incident) -> list[Drawing]:
    return [one for one in of(actor, incident) if one.gone_at is None]


def at(rows: Iterable[Drawing], moment: datetime) -> list[Drawing]:
    """Those that held at a moment."""
    return [one for one in rows if one.drawn_at <= moment and (one.gone_at is None or one.gone_at > moment)]


def of_open_incidents(actor: Actor, moment: datetime | None = None) -> list[Drawing]:
    """What holds (or held at a moment) in all open incidents, for the great map and the wall."""
    seen = Incident.objects.filter(visible(actor, Incident))
    if moment is None:
        held = Drawing.objects.filter(incident__in=seen.filter(closed_at=None), gone_at=None)
    else:
        then = seen.filter(Q(closed_at=None) | Q(closed_at__gt=moment), opened_at__lte=moment)
        held = Drawing.objects.filter(Q(gone_at=None) | Q(gone_at__gt=moment), incident__in=then, drawn_at__lte=moment)
    return list(held.select_related("incident"))


def features(rows: Iterable[Drawing]) -> dict[str, Any]:
    """As the map draws them: GeoJSON with kind, its word, label, token of the colour, and from when to when."""
    return {"type": "FeatureCollection", "features": [_feature(one) for one in rows]}


def _feature(one: Drawing) -> dict[str, Any]:
    known = _known(one.kind)
    name = shown(known.name)
    return {
        "type": "Feature", "id": one.pk, "geometry": one.geometry,
        "properties": {
            "id": one.code, "code": one.code, "kind": one.kind, "name": name, "label": one.label,
            "text": " · ".join(filter(None, (name, one.label))), "colour": f"${known.colour}", "dashed": known.dashed,
            "drawn_at": one.drawn_at.isoformat(), "gone_at": one.gone_at.isoformat() if one.gone_at else None,
        },
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inside:
    """Who and what lies within an area, as far as the actor may see it; `places` with the share of each in percent."""

    places: list[tuple[Place, float]] = field(default_factory=list)
    units: list[FieldUnit] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)


def inside(actor: Actor, geometry: shapes.Geometry) -> Inside:
    """What lies within an area now: communes it touches with their offices, units, things, open alerts, incidents, reports."""
    area = shape(geometry)
    west, south, east, north = area.bounds
    box = Q(lon__range=(west, east), lat__range=(south, north))

    def within(rows: Iterable[Any]) -> list[Any]:
        return [one for one in rows if contains_xy(area, one.lon, one.lat)]

    things = within(Thing.objects.filter(visible(actor, Thing), box, state="active").order_by("domain", "code"))
    alerts = Alert.objects.filter(visible(actor, Alert), closed_at=None, thing__in=[one.pk for one in things])
    cases = Case.objects.filter(visible(actor, Case), box, ended_at=None, merged_into=None)
    places = _places(geometry)
    offices = Office.objects.filter(valid_on(clock.today()), place__in=[place.pk for place, _share in places])
    return Inside(
        places=places,
        offices=list(offices.filter(visible(actor, Office)).order_by("place", "sort_key")),
        units=within(FieldUnit.objects.filter(visible(actor, FieldUnit), box).exclude(state="off").order_by("code")),
        things=things,
        alerts=list(alerts.select_related("thing", "series").order_by("severity", "opened_at")),
        incidents=within(Incident.objects.filter(visible(actor, Incident), box, closed_at=None).order_by("severity")),
        cases=within(cases.select_related("version", "place").order_by("-opened_at")[:500]),
    )


def _places(geometry: shapes.Geometry) -> list[tuple[Place, float]]:
    """The communes of today that an area touches, and how many percent of the area lies in each."""
    area = shape(geometry)
    known = outlines(pack.chosen().communes_path)
    tree: STRtree = known.tree
    shares: dict[str, float] = {}
    for number in tree.query(area, predicate="intersects"):
        part = tree.geometries[number].intersection(area).area
        code = known.codes[int(number)]
        shares[code] = shares.get(code, 0) + (100 * part / area.area if area.area else 0)
    rows = Place.objects.filter(valid_on(clock.today()), key__in=shares)
    return sorted(((row, shares[row.key]) for row in rows), key=lambda pair: -pair[1])
