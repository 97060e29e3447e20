"""The wall: one page that turns through its scenes by itself, the parts that it renews, and what it is told to show."""

import json
from datetime import datetime
from math import isfinite
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

import haidang
from haidang.core.directory.permissions import decide
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries as rules
from haidang.core.walls import playlist, queries
from haidang.core.walls.models import SCENE, Screen, Showing
from haidang.core.walls.scenes import OVERVIEW, every_scene, scene, scenes
from haidang.kernel import clock
from haidang.kernel.bilingual import name_of
from haidang.web.desk.entrance import room
from haidang.web.desk.map.views import whole_map
from haidang.web.middleware import AskingRequest

from . import alarm, objects, parts
from .glance import Glance

LEAST_SCALE, MOST_SCALE = 0.8, 1.6
TOLD = ("width", "height", "gl", "scene", "version", "missed", "reloads")
LONGEST_TOLD = 60


@require_safe
@room("wall.read")
def wall(request: AskingRequest) -> HttpResponse:
    """Everything at once. `?scene=` pins a scene; `?scale=` (0.8 to 1.6) fits letters to the depth of the room; `?screen=`
    is what an officer looks at that screen through."""
    screen = _screen(request)
    asked = request.GET.get("scene", "")
    glance, pinned = Glance(request.actor), scene(asked) if asked else None
    at_once = pinned.key if pinned else OVERVIEW
    wanted = {one["scene"] for one in playlist.entries_of(screen)} | {at_once}
    known = every_scene()
    shown = [one for key, one in known.items() if key in wanted]
    facts = {
        "map": whole_map() | {"keep_url": False},
        "scenes": [parts.filled(glance, one, at_once) for one in shown],
        "pinned": pinned.key if pinned else "",
        "state": json.dumps(_state(request, screen)),
        "wall_scale": _scale(request.GET.get("scale", ""), screen),
        "leave_url": reverse("overview") if decide(request.actor, "overview.read") else "",
        "is_screen": bool(decide(request.actor, "wall.read_only")),
        "screen": screen,
        "screen_theme": screen.theme if screen else "dark",
    }
    first = scenes()[0]
    return render(
        request, "wall/wall.html", facts | parts.PARTS["head"](glance, first) | parts.PARTS["ticker"](glance, first)
    )


@require_GET
@room("wall.read")
def now(request: AskingRequest) -> JsonResponse:
    """What this screen is to show; with what it says of itself, a sign of life."""
    screen = _screen(request)
    if screen is not None and screen.person_id == _number(request.actor.id) and "width" in request.GET:
        queries.note_seen(screen, {name: request.GET.get(name, "")[:LONGEST_TOLD] for name in TOLD})
    return JsonResponse(_state(request, screen))


@require_GET
@room("wall.read")
def one_scene(request: AskingRequest, key: str) -> HttpResponse:
    """A scene that the page does not have: an event's."""
    found = scene(key)
    if found is None:
        raise Http404(key)
    return render(request, "wall/_scene.html", {"one": parts.filled(Glance(request.actor), found, found.key)})


@require_GET
@room("wall.read")
def shown(request: AskingRequest, number: int) -> HttpResponse:
    """The one object that somebody put on this screen."""
    showing = queries.showing_by_number(_screen(request), number)
    facts = objects.facts_of(request.actor, showing) if showing else None
    if showing is None or facts is None:
        raise Http404(str(number))
    return render(request, "wall/_object.html", facts | {"showing": showing})


@require_GET
@room("wall.read")
def part(request: AskingRequest, name: str, key: str) -> HttpResponse:
    """One live part of a scene, by the name of its template."""
    found = scene(key)
    if found is None or name not in parts.PARTS:
        raise Http404(f"{key}/{name}")
    facts = parts.PARTS[name](Glance(request.actor), found)
    return render(request, f"wall/_{name}.html", facts | {"scene": found})


@require_GET
@room("wall.read")
def interrupt(request: AskingRequest, code: str) -> HttpResponse:
    """What takes the wall for a while: the alert, where, why, its curve, the camera next to it, who has it."""
    try:
        alert = rules.alert(request.actor, code)
    except Alert.DoesNotExist:
        raise Http404(code) from None
    return render(request, "wall/_interrupt.html", alarm.facts_of(request.actor, alert))


def _screen(request: AskingRequest) -> Screen | None:
    """One's own, or for an officer the one that was asked for."""
    own = queries.screen_of(request.actor)
    code = request.GET.get("screen", "")
    return own or (queries.screen(request.actor, code) if code else None)


def _state(request: AskingRequest, screen: Screen | None) -> dict[str, Any]:
    showing = queries.showing(screen)
    return {
        "at": clock.now().isoformat(),
        "version": haidang.__version__,
        "entries": playlist.entries_of(screen),
        "sound": screen.has_sound if screen else True,
        "theme": screen.theme if screen else "dark",
        "scale": _scale("", screen),
        "margins": [screen.margin_x, screen.margin_y] if screen else [0, 0],
        "show": _told(screen, showing) if screen and showing else None,
    }


def _told(screen: Screen, showing: Showing) -> dict[str, Any]:
    is_scene = showing.what == SCENE
    address = reverse("wall_scene", args=[showing.key]) if is_scene else reverse("wall_shown", args=[showing.pk])
    until: datetime | None = showing.until
    return {
        "scene": showing.key if is_scene else f"show-{showing.pk}",
        "url": f"{address}?screen={screen.code}",
        "title": name_of(showing),
        "until": until.isoformat() if until else None,
        "said": _("%(who)s đưa lên") % {"who": showing.by_name},
    }


def _scale(asked: str, screen: Screen | None = None) -> float:
    try:
        scale = float(asked) if asked else screen.scale if screen else 1.0
    except ValueError:
        return 1.0
    return min(max(scale, LEAST_SCALE), MOST_SCALE) if isfinite(scale) else 1.0


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
