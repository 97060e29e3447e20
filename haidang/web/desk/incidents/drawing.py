"""Drawing on the map of an incident: by pointing, by keyboard, or by typing coordinates; and what lies within an area."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.directory.permissions import decide
from haidang.core.incidents import drawings, shapes
from haidang.core.incidents.facts import DrawingKind, drawing_kind, facts
from haidang.core.incidents.models import Drawing, Incident
from haidang.core.ui import numbers
from haidang.core.ui.offering import offer
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.geo import Point, said_point
from haidang.web.desk.asking import finished
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import scene
from .views import found


class Draw(forms.Form):
    """A shape: its kind, its corners one a line, or one point and a radius."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại"))
    points = forms.CharField(
        label=gettext_lazy("Các điểm (vĩ độ, kinh độ)"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "class": "num"}),
        help_text=gettext_lazy("Mỗi dòng một điểm, ví dụ 10.3512, 107.0843. Bấm trên bản đồ để thêm điểm."),
    )
    radius = forms.IntegerField(
        label=gettext_lazy("Bán kính (m)"),
        required=False,
        min_value=10,
        max_value=50_000,
        help_text=gettext_lazy("Với một điểm: vẽ vòng tròn quanh điểm đó."),
    )
    is_closed = forms.BooleanField(label=gettext_lazy("Khép kín thành vùng"), required=False, initial=True)
    label = forms.CharField(label=gettext_lazy("Ghi chú trên bản đồ"), max_length=120, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offer(self, kind=[(one.key, shown(one.name)) for one in facts().drawings])

    def geometry(self, known: DrawingKind) -> shapes.Geometry:
        """Raises Invalid naming the field."""
        given = self.cleaned_data
        corners = shapes.typed(given["points"])
        if "Point" in known.takes:
            if len(corners) != 1:
                raise Invalid("points", _("Loại này cần đúng một điểm."), len(corners))
            return shapes.made_of("Point", corners)
        if len(corners) == 1 and "Polygon" in known.takes:
            if not given["radius"]:
                raise Invalid("radius", _("Một điểm thì cần bán kính; hoặc thêm ít nhất ba điểm."))
            return shapes.made_of("Polygon", shapes.circle(corners[0], given["radius"]))
        closed = given["is_closed"] if len(known.takes) > 1 else "Polygon" in known.takes
        return shapes.made_of("Polygon" if closed else "LineString", corners)


@require_http_methods(["GET", "POST"])
@room("incident.read")
def page(request: AskingRequest, code: str, drawing: str = "") -> HttpResponse:
    """Draw a new shape, or draw one anew."""
    incident = found(request, code)
    need(request.actor, "incident.draw", incident)
    before = _drawing(request, incident, drawing) if drawing else None
    form = Draw(request.POST if request.method == "POST" else None, initial=_first(request, before))
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, incident, form, before)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return finished(request, _("Đã vẽ."), reverse("incident_draw", args=[code]))
    return render(
        request, "desk/incidents/draw.html", _shown(request, incident, form, before), status=422 if form.errors else 200
    )


def _save(request: AskingRequest, incident: Incident, form: Draw, before: Drawing | None) -> None:
    known = drawing_kind(form.cleaned_data["kind"])
    assert known is not None
    drawings.draw(
        request.actor, incident, known.key, form.geometry(known), label=form.cleaned_data["label"], instead=before
    )


def _first(request: AskingRequest, before: Drawing | None) -> dict[str, Any]:
    if before is None:
        return {"kind": request.GET.get("kind", "hazard"), "is_closed": True}
    given = before.geometry["coordinates"]
    kind = before.geometry["type"]
    rows = [given] if kind == "Point" else given[0][:-1] if kind == "Polygon" else given
    points = "\n".join(said_point(Point(*row[:2])) for row in rows)
    return {"kind": before.kind, "label": before.label, "points": points, "is_closed": kind == "Polygon"}


def _shown(request: AskingRequest, incident: Incident, form: Draw, before: Drawing | None) -> dict[str, Any]:
    held = drawings.now(request.actor, incident)
    config = scene.scene(incident) or {}
    kinds = {
        one.key: {"takes": one.takes, "colour": f"${one.colour}", "dashed": one.dashed} for one in facts().drawings
    }
    draft = {"id": "draft", "label": _("Đang vẽ"), "icon": "pencil", "shapes": True, "on": True, "refresh_on": []}
    return {
        "incident": incident,
        "form": form,
        "before": before,
        "map": config | {"draws": True, "layers": [*config.get("layers", []), draft]} if config else None,
        "kinds": kinds,
        "drawings": [_row(request, incident, one) for one in held],
    }


def _row(request: AskingRequest, incident: Incident, one: Drawing) -> dict[str, Any]:
    known = drawing_kind(one.kind)
    page = [incident.code, one.code]
    may = incident.is_open and bool(decide(request.actor, "incident.erase", incident))
    return {
        "one": one,
        "name": shown(known.name) if known else one.kind,
        "icon": known.icon if known else "map-pin",
        "size": size(one),
        "redraw_url": reverse("incident_redraw", args=page) if may else "",
        "erase_url": reverse("incident_erase", args=page) if may else "",
        "inside_url": reverse("incident_inside", args=page) if one.geometry["type"] == "Polygon" else "",
    }


def size(one: Drawing) -> str:
    """0,79 km², 1,24 km; empty for a point."""
    area, length = shapes.area_km2(one.geometry), shapes.length_km(one.geometry)
    if area is not None:
        return f"{numbers.said(area, 2)}\u00a0km²"
    return f"{numbers.said(length, 2)}\u00a0km" if length is not None else ""


def _drawing(request: AskingRequest, incident: Incident, code: str) -> Drawing:
    one = next((one for one in drawings.of(request.actor, incident) if one.code == code), None)
    if one is None:
        raise Http404(code)
    return one


@require_POST
@room("incident.read")
def erase(request: AskingRequest, code: str, drawing: str) -> HttpResponse:
    incident = found(request, code)
    drawings.erase(request.actor, incident, drawing)
    if request.headers.get("HX-Request") == "true":
        return finished(request, _("Đã bỏ hình vẽ."), incident.link)
    return redirect("incident_draw", code)


@require_GET
@room("incident.read")
def inside(request: AskingRequest, code: str, drawing: str) -> HttpResponse:
    """Who and what lies within an area now, as far as the reader may see it."""
    incident = found(request, code)
    one = _drawing(request, incident, drawing)
    if one.geometry["type"] != "Polygon":
        raise Http404(drawing)
    known = drawing_kind(one.kind)
    within = drawings.inside(request.actor, one.geometry)
    facts_shown = {
        "incident": incident,
        "one": one,
        "kind": shown(known.name) if known else one.kind,
        "size": size(one),
        "within": within,
        "places": [(place, name_of(place), round(share)) for place, share in within.places],
        "offices": [(office, name_of(office)) for office in within.offices],
        "units": [(unit, name_of(unit)) for unit in within.units],
        "things": [(thing, name_of(thing)) for thing in within.things],
        "warn_url": f"{reverse('warning_new')}?incident={incident.code}"
        if incident.is_open and decide(request.actor, "warning.publish", incident)
        else "",
    }
    return render(request, "desk/incidents/inside.html", facts_shown)
