"""Home, my things, help, settings; and the manifest, worker and offline page that make an app of them."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings as installation
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods

import haidang
from haidang.core.cases import codes, finding
from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office
from haidang.core.incidents import everybody as told
from haidang.core.ui.templatetags.ui import TEXT_SIZES, THEMES
from haidang.kernel import registry
from haidang.kernel.action import PUBLIC
from haidang.kernel.bilingual import name_of, shown
from haidang.provinces import pack
from haidang.web.citizen.around import chosen_place, measured, middle
from haidang.web.citizen.catalogue.views import KIND
from haidang.web.citizen.device import give_voice, voice_of
from haidang.web.citizen.directories.entries import KINDS, entries
from haidang.web.citizen.follow.steps import own_row
from haidang.web.citizen.me.overview import own_of
from haidang.web.citizen.warnings.showing import Card, cards
from haidang.web.context import province
from haidang.web.middleware import AskingRequest

YEAR = 365 * 24 * 3600
OFFICE_KINDS = {
    "province_committee": 0, "centre": 1, "department": 2, "police": 3, "commune_committee": 4,
}  # fmt: skip
ON_HOME = 3
WARNINGS, NUMBERS = 3, 4
WORKER = Path(__file__).resolve().parents[2] / "static/citizen/worker.js"


@require_GET
def home(request: AskingRequest) -> HttpResponse:
    own, here = own_of(request), chosen_place(request)
    held = told.warnings()
    near = (told.around(here, held) if here else held)[:WARNINGS]
    warned: list[Card] = cards(near, here, voice_of(request))
    facts = {
        "own": [own_row(one) for one in own[:ON_HOME]],
        "has_more": len(own) > ON_HOME,
        "pages": list(public_pages()),
        "here": here,
        "warnings": warned,
        "more_warnings": len(held) - len(near),
        "measured": measured(middle(here))[:NUMBERS],
        "emergency": [one for one in emergency_numbers() if len(one["number"]) == 3],
    }
    answer = render(request, "citizen/home/home.html", facts)
    if any(one.question for one in warned):
        give_voice(request, answer)
    return answer


def emergency_numbers() -> list[dict[str, str]]:
    return [
        {"number": one.number, "name": shown(one.name), "source": one.source}
        for one in pack.chosen().province.emergency
    ]


@require_GET
def search(request: AskingRequest) -> HttpResponse:
    """A code goes to where cases are looked up, words to the catalogue, or to the directories when only they know them."""
    asked = request.GET.get("q", "").strip()[:100]
    if code := codes.found_in(asked):
        return redirect(f"{reverse('app_track')}?code={code}")
    is_place = asked and not finding.find(asked, KIND, 1) and any(entries(kind, words=asked) for kind in KINDS)
    room = "app_directory" if is_place else "app_procedures"
    return redirect(f"{reverse(room)}?{urlencode({'q': asked})}")


def public_pages() -> Iterator[dict[str, str]]:
    """What domains show everybody, as their manifests declare it and where they bring the view."""
    for domain in registry.domains().values():
        part = registry.part(domain.key, "pages")
        for page in domain.pages:
            if page.audience == "public" and part is not None and page.key in part.PAGES:
                yield {
                    "url": reverse("public_page", args=[domain.key, page.key]),
                    "icon": page.icon or domain.icon,
                    "name": shown(page.name),
                    "field": shown(domain.name),
                }


@require_GET
def help_page(request: AskingRequest) -> HttpResponse:
    """Whom to call: emergency numbers of the province, 1022, and the offices with a telephone."""
    words = request.GET.get("q", "")[:60]
    offices = sorted(directory.offices(PUBLIC, words=words), key=_office_order)
    emergency = emergency_numbers()
    facts = {
        "emergency": [one for one in emergency if len(one["number"]) == 3],
        "others": [one for one in emergency if len(one["number"]) != 3],
        "offices": [(name_of(one), name_of(one.place), one.phone) for one in offices],
        "words": words,
    }
    return render(request, "citizen/home/help.html", facts)


def _office_order(office: Office) -> tuple[int, str]:
    return OFFICE_KINDS.get(office.kind, len(OFFICE_KINDS)), office.sort_key


@never_cache
@require_http_methods(["GET", "POST"])
def settings(request: AskingRequest) -> HttpResponse:
    """Language, size of text, theme: cookies of this browser, which every page reads."""
    if request.method != "POST":
        facts = {
            "sizes": [("", _("Thường")), ("large", _("Lớn")), ("larger", _("Rất lớn"))],
            "themes": [("light", _("Sáng")), ("dark", _("Tối"))],
            "languages": [(code, str(name)) for code, name in installation.LANGUAGES],
            "size": request.COOKIES.get("text", ""),
            "theme": request.COOKIES.get("theme", "light"),
        }
        return render(request, "citizen/home/settings.html", facts)
    answer = redirect("app_settings")
    language, text, theme = (request.POST.get(name, "") for name in ("language", "text", "theme"))
    if check_for_language(language):
        answer.set_cookie(installation.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax")
    if text in ("", *TEXT_SIZES):
        answer.set_cookie("text", text, max_age=YEAR, samesite="Lax")
    if theme in THEMES:
        answer.set_cookie("theme", theme, max_age=YEAR, samesite="Lax")
    messages.success(request, _("Đã lưu trên máy này."), extra_tags="done")
    return answer


@require_GET
@cache_control(public=True, max_age=3600)
def manifest(request: HttpRequest) -> JsonResponse:
    names = province()
    facts = {
        "name": f"{_('Hải Đăng')} · {names['province_name']}",
        "short_name": _("Hải Đăng"),
        "lang": "vi",
        "start_url": "/app/",
        "scope": "/app/",
        "id": "/app/",
        "display": "standalone",
        "background_color": "#e9edf0",
        "theme_color": "#005a50",
        "icons": [
            {"src": static("citizen/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("citizen/icon-512.png"), "sizes": "512x512", "type": "image/png"},
            {
                "src": static("citizen/icon-maskable-512.png"),
                "sizes": "512x512",
                "type": "image/png",
                "purpose": "maskable",
            },
            {"src": static("ioc/img/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
        "shortcuts": [
            {"name": _("Gửi phản ánh"), "url": reverse("app_report")},
            {"name": _("Tra cứu"), "url": reverse("app_track")},
        ],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


SHELL = (
    "ioc/css/tokens.css", "ioc/css/base.css", "ioc/css/parts.css", "ioc/css/citizen.css", "ioc/css/print.css",
    "citizen/app.css", "citizen/app.mjs", "citizen/drafts.mjs", "citizen/report.mjs", "citizen/pictures.mjs",
    "citizen/where.mjs", "citizen/voice.mjs", "citizen/uploads.mjs", "ioc/js/kept.mjs", "vendor/icons.svg",
    "vendor/fonts/bvp-latin-400.woff2", "vendor/fonts/bvp-vietnamese-400.woff2", "vendor/fonts/bvp-latin-700.woff2",
    "vendor/fonts/bvp-vietnamese-700.woff2",
)  # fmt: skip


@require_GET
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, told which files and pages to keep; another list makes it another worker."""
    names = [static(name) for name in SHELL]
    facts = {
        "version": f"{haidang.__version__}-{sha256(''.join(names).encode()).hexdigest()[:8]}",
        "files": names,
        "offline": reverse("app_offline"),
        "report": reverse("app_report"),
    }
    return HttpResponse(f"const APP = {json.dumps(facts)};\n{WORKER.read_text()}", content_type="text/javascript")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "citizen/home/offline.html")
