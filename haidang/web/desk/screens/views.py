"""The list of screens with what each shows now, and one screen: how it looks, what it plays, who put what on it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

import haidang
from haidang.core.directory.permissions import decide, may_somewhere
from haidang.core.walls import actions, playlist, queries
from haidang.core.walls.models import Screen, Showing
from haidang.core.walls.scenes import Scene, event_scenes, every_scene
from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import name_of
from haidang.web.desk.asking import sent
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms


@dataclass(frozen=True, slots=True)
class Card:
    """A screen as its card shows it. `problems` are fit to be read by whoever can help."""

    screen: Screen
    is_alive: bool
    now: str
    showing: Showing | None
    scenes: int
    size: str
    problems: list[str]


@require_GET
@room("wall.read")
def listed(request: AskingRequest) -> HttpResponse:
    """The whole page; for htmx the cards alone."""
    known = every_scene()
    facts: dict[str, Any] = {
        "cards": [card(one, known) for one in queries.screens(request.actor)],
        "may_show": may_somewhere(request.actor, "wall.show"),
    }
    if request.headers.get("HX-Request") == "true":
        return render(request, "desk/screens/_cards.html", facts)
    made = {one.key: one for one in queries.made_scenes(request.actor)}
    facts |= {
        "events": [(one, made.get(one.key), _fields_of(one, known)) for one in event_scenes()],
        "may_add": may_somewhere(request.actor, "wall.add"),
        "may_make": may_somewhere(request.actor, "wall.make_scene"),
    }
    return render(request, "desk/screens/list.html", facts)


def _fields_of(one: Scene, known: dict[str, Scene]) -> str:
    return ", ".join(known[key].title for key in one.domains if key in known)


def card(screen: Screen, known: dict[str, Scene]) -> Card:
    showing, alive, seen = queries.showing(screen), queries.is_alive(screen), screen.seen
    present = known.get(seen.get("scene", ""))
    shown = name_of(showing) if showing else present.title if present and alive else ""
    size = f"{seen['width']}×{seen['height']}" if seen.get("width") else ""
    entries = playlist.playing(playlist.entries_of(screen), clock.now())
    return Card(screen, alive, shown, showing, len(entries), size, list(_problems(screen, alive=alive)))


def _problems(screen: Screen, *, alive: bool) -> Any:
    seen = screen.seen
    if screen.seen_at is None:
        yield _("chưa nối máy nào")
    elif not alive:
        yield _("không báo sống")
    if alive and seen.get("gl") in ("software", "none"):
        yield _("máy không có card đồ họa: bản đồ vẽ chậm, chạy chế độ tiết kiệm")
    if alive and seen.get("version") not in ("", None, haidang.__version__):
        yield _("còn chạy bản %(version)s") % {"version": seen["version"]}


def found(request: AskingRequest, code: str) -> Screen:
    screen = queries.screen(request.actor, code)
    if screen is None:
        raise Http404(code)
    return screen


@require_http_methods(["GET", "POST"])
@room("wall.read")
def one(request: AskingRequest, code: str) -> HttpResponse:
    """One screen; a change of look and playlist is sent in one form."""
    screen = found(request, code)
    known = every_scene()
    given = sent(request)
    look = forms.Look(given, initial={name: getattr(screen, name) for name in forms.Look.base_fields})
    listing = forms.Playlist(screen, list(known.values()), playlist.entries_of(screen), given)
    if request.method == "POST":
        need(request.actor, "wall.change", screen)
        if look.is_valid() & listing.is_valid() and _changed(request.actor, screen, look, listing):
            messages.success(request, _("Đã đổi màn hình %(name)s.") % {"name": screen.name}, extra_tags="done")
            return redirect("screen", code)
    facts = {
        "card": card(screen, known),
        "screen": screen,
        "form": look,
        "playlist": listing,
        "listing_errors": listing.errors() if given else [],
        "shown": queries.shown(screen),
        "now": clock.now(),
        "may_change": decide(request.actor, "wall.change", screen),
        "may_join": decide(request.actor, "wall.join", screen),
        "may_show": decide(request.actor, "wall.show", screen),
    }
    failed = bool(look.errors or look.non_field_errors() or facts["listing_errors"]) if given else False
    return render(request, "desk/screens/one.html", facts, status=422 if failed else 200)


def _changed(actor: Actor, screen: Screen, look: forms.Look, listing: forms.Playlist) -> bool:
    """Whether it was done; what was refused stands in the form."""
    try:
        actions.change(actor, screen, **look.cleaned_data, playlist=listing.entries())
    except Invalid as error:
        look.add_error(error.field if error.field in look.fields else None, error.message)
        return False
    return True
