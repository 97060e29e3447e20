"""Put something on the big screens, and take it away: from the page of an incident, an alert, a thing, or from the map."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid
from django.views.decorators.http import require_http_methods, require_POST

from haidang.core.directory.permissions import decide
from haidang.core.incidents import queries as incidents
from haidang.core.rules.models import Alert
from haidang.core.rules.reading import queries as rules
from haidang.core.things import queries as things
from haidang.core.walls import actions, queries
from haidang.core.walls.models import ALERT, AREA, INCIDENT, SCENE, THING
from haidang.core.walls.scenes import every_scene
from haidang.kernel.action import Actor, together
from haidang.kernel.bilingual import both, in_both, shown
from haidang.kernel.manifest import Words
from haidang.provinces import pack
from haidang.web.desk.asking import Asks, asked, finished, sent
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms
from .views import found


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown, and the page it was asked from."""

    what: str
    key: str
    title: Words
    back: str


@require_http_methods(["GET", "POST"])
@room("wall.read")
def show(request: AskingRequest) -> HttpResponse:
    """`?what=incident:SC-…`; `?what=area` takes the view of the map that is open; without it, a scene is chosen."""
    need(request.actor, "wall.show")
    mine = [one for one in queries.screens(request.actor) if decide(request.actor, "wall.show", one)]
    wanted = _wanted(request)
    known = every_scene()
    form: forms.Show = (
        forms.Show(mine, sent(request)) if wanted else forms.ShowScene(mine, list(known.values()), sent(request))
    )
    title = shown(wanted.title) if wanted else _("Đưa một cảnh lên màn hình lớn")
    asks = Asks(
        _("Đưa lên màn hình lớn"), _("Đưa lên"), wanted.back if wanted else reverse("screens"),
        _("Đã đưa lên màn hình lớn."), icon="device-tv", note=title if wanted else "",
        blockers=() if mine else (_("Chưa có màn hình nào bạn được đưa lên. Nhờ quản trị thêm màn hình."),),
    )  # fmt: skip

    def work(given: dict[str, object]) -> None:
        one = wanted or _scene(str(given["scene"]))
        with together():
            for screen in mine:
                if screen.code in form.cleaned_data["screens"]:
                    actions.show(request.actor, screen, what=one.what, key=one.key, title=one.title, until=form.until())

    return asked(request, form, asks, work)


def _scene(key: str) -> Wanted:
    """A scene by its name in both languages, as the journal keeps it."""
    return Wanted(SCENE, key, in_both(lambda: every_scene()[key].title), reverse("screens"))


def _wanted(request: AskingRequest) -> Wanted | None:
    what, _colon, key = request.GET.get("what", "").partition(":")
    if what == "":
        return None
    found = FINDERS[what](request.actor, key or _view_of(request)) if what in FINDERS else None
    if found is None:
        raise Http404(request.GET["what"])
    return found


def _view_of(request: AskingRequest) -> str:
    """The piece of the map that is looked at: its page keeps it in its address."""
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    return parse_qs(urlsplit(page).query).get("map", [""])[-1]


def _incident(actor: Actor, code: str) -> Wanted | None:
    one = incidents.by_code(actor, code)
    return Wanted(INCIDENT, code, Words(vi=one.title, en=one.title), reverse("incident", args=[code])) if one else None


def _alert(actor: Actor, code: str) -> Wanted | None:
    try:
        one = rules.alert(actor, code)
    except Alert.DoesNotExist:
        return None
    return Wanted(ALERT, one.code, one.title, reverse("alert", args=[one.code]))


def _thing(actor: Actor, code: str) -> Wanted | None:
    one = things.thing(actor, code)
    return Wanted(THING, code, Words(vi=one.name_vi, en=one.name_en), reverse("thing", args=[code])) if one else None


def _area(_actor: Actor, key: str) -> Wanted | None:
    """Without a view, the whole province."""
    province = pack.chosen().province
    try:
        lat, lon, zoom = (
            float(part) for part in (key or f"{province.centre.lat},{province.centre.lon},{province.zoom}").split(",")
        )
    except ValueError:
        return None
    where = f"{lat:.4f},{lon:.4f},{zoom:.2f}"
    title = both(msgid("Vùng bản đồ quanh %(lat)s, %(lon)s"), lat=f"{lat:.3f}", lon=f"{lon:.3f}")
    return Wanted(AREA, where, title, f"{reverse('map')}?map={where}")


FINDERS = {INCIDENT: _incident, ALERT: _alert, THING: _thing, AREA: _area}


@require_POST
@room("wall.read")
def release(request: AskingRequest, code: str) -> HttpResponse:
    screen = found(request, code)
    actions.release(request.actor, screen)
    return finished(request, _("Màn hình phát tiếp danh sách của nó."), reverse("screens"))
