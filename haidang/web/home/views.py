"""Where a person lands, and the choices that belong to a browser: language and theme."""

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from haidang.core.directory.permissions import decide
from haidang.kernel.action import PUBLIC
from haidang.provinces import pack
from haidang.web.middleware import AskingRequest

YEAR = 365 * 24 * 3600
LANDINGS = (
    ("wall.read_only", "wall"), ("field.work", "field"), ("today.lead", "today"), ("overview.read", "overview"),
    ("counter.read", "counter"), ("incoming.settle", "payments"), ("correction.answer", "corrections"),
    ("procedure.publish", "procedures"), ("case.read", "cases"),
)  # fmt: skip
OUTLINES = {"communes": "communes.geojson", "land": "land.geojson"}


@require_GET
def home(request: AskingRequest) -> HttpResponse:
    """The page that fits the duty: wall, unit's phone, leader's day, overview, the room of one's work; the app for guests."""
    if request.actor == PUBLIC:
        return redirect("app_home")
    for action, name in LANDINGS:
        if decide(request.actor, action, None):
            return redirect(name)
    return redirect("account")


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("language", "")
    answer = HttpResponseRedirect(_back(request))
    if check_for_language(chosen):
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax")
    return answer


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    answer = HttpResponseRedirect(_back(request))
    if chosen in ("dark", "light"):
        answer.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax")
    return answer


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "/")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else "/"


@require_GET
@cache_control(max_age=3600)
def outlines(request: HttpRequest, name: str) -> FileResponse:
    """The province's own map layers as GeoJSON: communes, land, archipelagos."""
    path = pack.ARCHIPELAGOS if name == "archipelagos" else pack.chosen().folder / OUTLINES[name]
    return FileResponse(path.open("rb"), content_type="application/geo+json")


@require_GET
@cache_control(max_age=3600)
def crest(request: HttpRequest) -> FileResponse:
    province = pack.chosen()
    return FileResponse((province.folder / province.province.crest).open("rb"), content_type="image/svg+xml")
