"""The one way to write: screens and their playlists, scenes for events, and what is put on a screen by hand."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.directory import actions as directory
from haidang.core.directory.models import Office, Person, Place
from haidang.core.directory.signing_in import sessions
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.kernel.given import bounded, needed
from haidang.kernel.ids import is_code
from haidang.kernel.manifest import Words

from . import joining, playlist
from .models import SCENE, WHAT, EventScene, Screen, Showing
from .scenes import scene, scenes

BOUNDS = {"scale": (0.8, 1.6), "margin_x": (0.0, 6.0), "margin_y": (0.0, 6.0)}
THEMES = ("dark", "light")
LONGEST = timedelta(days=7)
ROLE = "wall"


@action("wall.begin")
def begin(do: Doing, person: Person, place: Place) -> Screen:
    """An account of a screen has come up that nobody described yet: it gets its row, with every scene."""
    screen, _made = Screen.objects.get_or_create(
        person=person, defaults={"code": person.account, "name": str(person), "place": place, "created_at": do.at}
    )
    do.about(screen, code=screen.code)
    return screen


@action("wall.add", on="place")
def add(do: Doing, *, code: str, name: str, place: Place, office: Office) -> Screen:
    """A screen with an account of its own that may only look; it has no password and comes in by a one-time code."""
    if not is_code(code):
        raise Invalid("code", _("Mã gồm 1 đến 40 ký tự A-Z a-z 0-9 . _ -"), code)
    if Screen.objects.filter(code=code).exists():
        raise Invalid("code", _("Đã có màn hình mang mã này."), code)
    name = needed("name", name)
    person = directory.create_person(do.actor, account=code, full_name=name, office=office, is_device=True)
    directory.give_duty(
        do.actor, person, role=ROLE, place=place, office=office, data_classes=["public", "internal"], why="màn hình lớn"
    )
    screen = Screen.objects.create(code=code, name=name, place=place, person=person, created_at=do.at)
    do.about(screen, code=code)
    return screen


@action("wall.join")
def join(do: Doing, screen: Screen, code: str) -> Screen:
    """Let the machine in that shows this code; the one that was signed in before is signed out. Raises Invalid."""
    if screen.person is None or screen.retired_at is not None:
        raise NotPossible(_("Màn hình này đã thôi dùng."))
    waiting = joining.claim(code, screen.person.pk)
    sessions.end_all(screen.person)
    do.about(screen, code=screen.code, ip=waiting.ip)
    return screen


@action("wall.retire")
def retire(do: Doing, screen: Screen, *, why: str) -> Screen:
    """No longer used: signed out, and its account is closed."""
    why = needed("why", why)
    with do.changing(screen, "retired_at", why=why):
        screen.retired_at = do.at
        screen.save()
    if screen.person is not None:
        sessions.end_all(screen.person)
        directory.change_person(do.actor, screen.person, is_active=False)
    return screen


@action("wall.change")
def change(do: Doing, screen: Screen, /, **changes: Any) -> Screen:
    """Name, playlist, scale, margins, theme, sound. Raises Invalid."""
    taken = {name: _checked(name, value) for name, value in changes.items()}
    with do.changing(screen, *taken, code=screen.code):
        for name, value in taken.items():
            setattr(screen, name, value)
        screen.save()
    return screen


def _checked(name: str, value: Any) -> Any:
    if name in BOUNDS:
        least, most = BOUNDS[name]
        if not isinstance(value, int | float) or not math.isfinite(value) or not least <= value <= most:
            raise Invalid(name, _("Từ %(least)s đến %(most)s.") % {"least": least, "most": most}, value)
        return float(value)
    match name:
        case "playlist":
            return playlist.checked(value)
        case "name":
            return needed("name", value)
        case "theme" if value in THEMES:
            return value
        case "has_sound":
            return bool(value)
    raise Invalid(name, _("Không đổi được mục này."), value)


@action("wall.make_scene", on="place")
def make_scene(
    do: Doing,
    *,
    key: str,
    name: Words,
    place: Place,
    fields: Sequence[str],
    icon: str = "flag",
    view: tuple[float, float, float] | None = None,
) -> EventScene:
    """A scene for an event, or another shape of one that is there under the key. Raises Invalid."""
    if not is_code(key) or key in {one.key for one in scenes()}:
        raise Invalid("key", _("Mã gồm 1 đến 40 ký tự A-Z a-z 0-9 . _ - và không trùng cảnh có sẵn."), key)
    known = {one.domain for one in scenes() if one.domain}
    if not fields or not set(fields) <= known:
        raise Invalid("fields", _("Chọn ít nhất một lĩnh vực trong danh sách."), list(fields))
    lon, lat, zoom = view or (None, None, None)
    made, _is_new = EventScene.objects.update_or_create(
        key=key,
        defaults={
            "name_vi": bounded("name", needed("name", name.vi), 120), "name_en": bounded("name", name.en or name.vi, 120),
            "place": place, "fields": list(fields), "icon": icon, "lon": lon, "lat": lat, "zoom": zoom,
            "made_at": do.at, "dropped_at": None,
        },
    )  # fmt: skip
    do.about(made, key=key, fields=list(fields), view=view)
    return made


@action("wall.drop_scene")
def drop_scene(do: Doing, made: EventScene) -> None:
    """Screens whose playlist names it go on without it."""
    with do.changing(made, "dropped_at", key=made.key):
        made.dropped_at = do.at
        made.save()


@action("wall.show")
def show(do: Doing, screen: Screen, *, what: str, key: str, title: Words, until: datetime | None = None) -> Showing:
    """Put something on a screen until then, or until somebody takes it away; what was put there before ends. Raises Invalid."""
    if what not in WHAT:
        raise Invalid("what", _("Một trong: %(all)s.") % {"all": ", ".join(WHAT)}, what)
    if what == SCENE and scene(key) is None:
        raise Invalid("key", _("Không có cảnh này."), key)
    if until is not None and not do.at < until <= do.at + LONGEST:
        raise Invalid("until", _("Giờ kết thúc phải sau lúc này, trong vòng 7 ngày."), until)
    if screen.retired_at is not None:
        raise NotPossible(_("Màn hình này đã thôi dùng."))
    _end(do, screen)
    showing = Showing.objects.create(
        screen=screen, what=what, key=key, title_vi=title.vi, title_en=title.en, at=do.at, until=until,
        by=str(do.actor), by_name=do.actor.name,
    )  # fmt: skip
    do.about(screen, code=screen.code, what=what, key=key, title_vi=title.vi, title_en=title.en, until=until)
    return showing


@action("wall.release")
def release(do: Doing, screen: Screen) -> None:
    """Take away what was put on a screen: its playlist goes on. Raises NotPossible when nothing was."""
    ended = _end(do, screen)
    if ended is None:
        raise NotPossible(_("Màn hình này đang phát danh sách của nó."))
    do.about(screen, code=screen.code, what=ended.what, key=ended.key)


def _end(do: Doing, screen: Screen) -> Showing | None:
    """The one that was seen until now."""
    last = Showing.objects.filter(screen=screen, ended_at=None).order_by("-at", "-pk").first()
    seen = last if last is not None and last.is_on(do.at) else None
    Showing.objects.filter(screen=screen, ended_at=None, until=None).update(ended_at=do.at, ended_by_name=do.actor.name)
    Showing.objects.filter(screen=screen, ended_at=None, until__gt=do.at).update(
        ended_at=do.at, ended_by_name=do.actor.name
    )
    return seen
