"""One's own case by its secret link: how it stands, and what its sender may do. Nobody's index ever holds these pages."""

import hmac
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django import forms
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haidang.core.cases import actions, codes, queries
from haidang.core.cases.models import Case
from haidang.core.cases.papers import Attached
from haidang.core.files.receiving import Held
from haidang.kernel.action import Actor, Invalid, NotPossible, system
from haidang.kernel.often import counted
from haidang.kernel.text import dialled
from haidang.web.citizen.device import forget_case, keep_case
from haidang.web.citizen.files import served
from haidang.web.citizen.limits import address_of
from haidang.web.middleware import AskingRequest
from haidang.web.panels import panels

from . import panels as own
from .forms import Rate, Track
from .receiving import received
from .showing import by_role, move_form, say_form, sheet

P = ParamSpec("P")
Follow = Callable[Concatenate[AskingRequest, Case, Actor, P], HttpResponseBase]

SAID_AN_HOUR = 20
TRIES, TRIES_FOR_CODE, TRIES_WITHIN = 10, 8, timedelta(minutes=15)
READER = system("app")
"""Opens files for whoever holds the link of their case: the link is the right, and their own look is no event."""


def by_link(view: Follow[P]) -> Callable[Concatenate[AskingRequest, str, str, P], HttpResponseBase]:
    """The case of a link and its holder; 404 for a wrong one. Never kept by anybody between, never indexed."""

    @never_cache
    @wraps(view)
    def followed(
        request: AskingRequest, /, code: str, secret: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        found = queries.by_secret(code, secret)
        if found is None:
            raise Http404(code)
        answer = view(request, *found, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        answer["Referrer-Policy"] = "same-origin"
        return answer

    return cast(Callable[Concatenate[AskingRequest, str, str, P], HttpResponseBase], followed)


@require_GET
@by_link
def case(request: AskingRequest, case: Case, holder: Actor) -> HttpResponseBase:
    answer = _page(request, case)
    keep_case(request, answer, case)
    return answer


@require_GET
@by_link
def slip(request: AskingRequest, case: Case, holder: Actor) -> HttpResponseBase:
    """The same on paper: code and QR in big letters, for those without a telephone at hand."""
    return render(request, "citizen/follow/slip.html", sheet(case, _link(request, case)))


@require_GET
@by_link
def file(request: AskingRequest, case: Case, holder: Actor, token: str) -> HttpResponseBase:
    """A file of one's own case, as far as the page shows it."""
    shown = (one for several in by_role(case).values() for one in several)
    wanted = next((row for one in shown for row in (one.file, one.picture) if row and row.token == token), None)
    if wanted is None:
        raise Http404(token)
    return served(request, READER, wanted, cache="private, max-age=3600", why=case.code)


@require_POST
@by_link
def act(request: AskingRequest, case: Case, holder: Actor, move: str) -> HttpResponseBase:
    """One of the moves that are the citizen's."""
    wanted = next((one for one in queries.own_moves(case) if one.key == move), None)
    if wanted is None:
        return _page(request, case, said=_("Việc này vừa chuyển bước khác; xem lại rồi làm tiếp."), status=409)
    form = move_form(case, wanted, request.POST, request.FILES)
    return _done(
        request, case, form, {"refused_move": move, "refused_form": form},
        lambda given, sent: actions.respond(holder, case, move, text=given["text"], files=sent),
    )  # fmt: skip


@require_POST
@by_link
def write(request: AskingRequest, case: Case, holder: Actor) -> HttpResponseBase:
    form = say_form(case, request.POST, request.FILES)
    form.is_valid()
    if counted("write", case.code, timedelta(hours=1)) > SAID_AN_HOUR:
        form.add_error(None, _("Bạn đã nhắn nhiều trong giờ này. Chờ một lát rồi nhắn tiếp, việc gấp xin gọi 1022."))
    return _done(
        request, case, form, {"say_form": form},
        lambda given, sent: actions.write(holder, case, given["text"], files=sent),
    )  # fmt: skip


@require_POST
@by_link
def rate(request: AskingRequest, case: Case, holder: Actor) -> HttpResponseBase:
    form = Rate(request.POST, prefix="rate")
    return _done(
        request, case, form, {"rate_form": form},
        lambda given, sent: actions.rate(holder, case, given["score"], text=given["text"]),
    )  # fmt: skip


@require_POST
@by_link
def forget(request: AskingRequest, case: Case, holder: Actor) -> HttpResponseBase:
    """Take the case from the list of this device; the link stays good."""
    answer = redirect("app_me")
    forget_case(request, answer, case.code)
    return answer


def _done(
    request: AskingRequest,
    case: Case,
    form: forms.Form,
    shown_again: dict[str, Any],
    do: Callable[[dict[str, Any], list[Held | Attached]], object],
) -> HttpResponseBase:
    """Do it and show the case; or show it with what was typed and why not."""
    if form.is_valid():
        try:
            do(form.cleaned_data, received(form.cleaned_data))
        except Invalid as error:
            form.add_error(_field(form, error.field), error.message)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return redirect("app_case", case.code, case.secret)
    return _page(request, case, status=422, **shown_again)


def _field(form: forms.Form, named: str) -> str | None:
    same = {"reason": "text", "file": "attached"}.get(named, named)
    return same if same in form.fields else None


def _page(request: AskingRequest, case: Case, status: int = 200, **more: Any) -> HttpResponse:
    facts = sheet(case, _link(request, case)) | {"panels": list(panels(own, "citizen/follow/panels", request, case))}
    return render(request, "citizen/follow/case.html", facts | more, status=status)


def _link(request: AskingRequest, case: Case) -> str:
    return request.build_absolute_uri(f"/app/r/{case.code}/{case.secret}/")


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: AskingRequest) -> HttpResponse:
    """By code and the telephone number given with it (or the secret of the slip). One answer for whatever is wrong."""
    if request.method != "POST":
        return render(
            request, "citizen/follow/track.html", {"form": Track(initial={"code": request.GET.get("code", "")})}
        )
    form = Track(request.POST)
    if form.is_valid():
        typed = form.cleaned_data["code"]
        code, key = codes.found_in(typed) or codes.tidy(typed)[:40], form.cleaned_data["key"].strip()
        tries = counted("track", address_of(request), TRIES_WITHIN)
        tries_for_code = counted("track-code", code, TRIES_WITHIN)
        if tries > TRIES or tries_for_code > TRIES_FOR_CODE:
            form.add_error(None, _("Đã thử nhiều lần. Chờ 15 phút rồi thử lại, hoặc gọi 1022."))
        elif found := _opened_by(code, key):
            return redirect("app_case", found.code, found.secret)
        else:
            form.add_error(None, _("Mã và số điện thoại không khớp. Xem lại từng chữ, hoặc gọi 1022 để được tra giúp."))
    return render(request, "citizen/follow/track.html", {"form": form}, status=422)


def _opened_by(code: str, key: str) -> Case | None:
    found = queries.by_code(READER, code)
    if found is None:
        return None
    phones = [one.phone for one in queries.parties(found) if one.phone]
    is_right = any(hmac.compare_digest(dialled(one), dialled(key)) for one in phones)
    return found if is_right or hmac.compare_digest(found.secret.encode(), key.encode()) else None
