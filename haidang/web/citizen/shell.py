"""The app within a messenger: `?shell=zalo` hides our own frame around the pages, for as long as the visit lasts.

Hosts that may show the app in a frame of theirs are named by the province (app.toml); nobody else may. In such a frame
browsers keep our cookies only over TLS and marked for it.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from haidang.provinces import pack

SHELLS = ("zalo", "web")
"""`web` takes the frame back."""
PARAMETER = COOKIE = "shell"
APP = "/app/"
POLICY = "Content-Security-Policy"


def shell_of(request: HttpRequest) -> str:
    """The messenger whose frame is around the page, "" for none."""
    asked = request.GET.get(PARAMETER, "")
    chosen = asked if asked in SHELLS else request.COOKIES.get(COOKIE, "")
    return chosen if chosen in SHELLS and chosen != "web" else ""


class ShellMiddleware:
    """Keeps the shell that was asked for, and opens the app to the frames that the province names.

    Stands outside the others, so that it sees the cookies and headers they set.
    """

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.respond(request)
        if not request.path.startswith(APP):
            return answer
        asked = request.GET.get(PARAMETER, "")
        if asked in SHELLS:
            answer.set_cookie(
                COOKIE, asked, path=APP, httponly=True, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax"
            )
        hosts = pack.chosen().app.frame_hosts
        if hosts:
            _open_to(answer, hosts)
            if settings.BEHIND_TLS and request.headers.get("Sec-Fetch-Dest") == "iframe":
                _open_cookies(answer)
        return answer


def _open_to(answer: HttpResponse, hosts: list[str]) -> None:
    """In place of the strict headers that every other page keeps."""
    policy = answer.headers.get(POLICY, "")
    answer[POLICY] = policy.replace("frame-ancestors 'none'", f"frame-ancestors {' '.join(hosts)}")
    answer.headers.pop("X-Frame-Options", None)


def _open_cookies(answer: HttpResponse) -> None:
    for cookie in answer.cookies.values():
        cookie["samesite"], cookie["secure"] = "None", True
