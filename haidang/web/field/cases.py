"""One report on a phone: read it, take it, move it, write a note, send a photo. By plain forms, or by the outbox of a phone
(ioc/outbox.mjs), which sends later what was done without a network and is told in words what came of each."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from haidang.core.cases import actions, at_hand, queries
from haidang.core.cases.models import Case
from haidang.core.directory.queries import person_of
from haidang.core.files.receiving import receive
from haidang.kernel.action import Invalid, NotPossible, Refused
from haidang.web.desk.cases.forms import Take
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest

from .case_sheet import sheet
from .worker import READER

OUTBOX = "X-Outbox"
"""The number a phone gave to what it sends: a second sending of the same, after a lost answer, does nothing."""
REMEMBERED = 7 * 86_400
ROLES = ("before", "after")


class Unclear(Exception):
    """A form that was filled in wrongly."""

    def __init__(self, form: Take) -> None:
        said = "; ".join(str(error) for errors in form.errors.values() for error in errors)
        super().__init__(said)


Work = Callable[..., str]
View = Callable[..., HttpResponseBase]


def found(request: AskingRequest, code: str) -> Case:
    case = queries.by_code(request.actor, code)
    if case is None or case.kind != at_hand.KIND:
        raise Http404(code)
    return case


@require_GET
@never_cache
@room("case.read")
def ready(request: AskingRequest) -> HttpResponse:
    """What the outbox of a phone asks before it sends: who is signed in, and a token for the forms."""
    return JsonResponse({"who": request.actor.id, "csrf": get_token(request)})


@require_GET
@room("case.read")
def case(request: AskingRequest, code: str) -> HttpResponse:
    return _page(request, found(request, code))


def _page(
    request: AskingRequest, case: Case, *, why: str = "", typed: tuple[str, QueryDict] | None = None, status: int = 200
) -> HttpResponse:
    facts = sheet(request.actor, case, typed=typed) | {"why": why, "who": request.actor.id}
    answer = render(request, "field/case.html", facts, status=status)
    answer[READER] = request.actor.id
    return answer


def _sent(name: str) -> Callable[[Work], View]:
    """A view that does something and answers in words: to a plain form with a page, to the outbox with JSON."""

    def wrap(work: Work) -> View:
        def view(request: AskingRequest, /, code: str, **given: Any) -> HttpResponse:
            case, which = found(request, code), given.get("key", name)
            number = request.headers.get(OUTBOX, "")[:64]
            kept = f"outbox:{request.actor.id}:{number}"
            if number and (said := cache.get(kept)):
                return JsonResponse({"said": said})
            try:
                said = str(work(request, case, **given))
            except (Invalid, Unclear) as error:
                why, status = error.message if isinstance(error, Invalid) else str(error), 422
            except NotPossible as error:
                why, status = str(error), 409
            except Refused as error:
                if not number:
                    raise
                why, status = error.because, 403
            else:
                if number:
                    cache.set(kept, said, REMEMBERED)
                    return JsonResponse({"said": said})
                return _done(request, case, said)
            if number:
                return JsonResponse({"said": why}, status=status)
            fresh = queries.by_code(request.actor, code) or case
            return _page(request, fresh, why=why, typed=(which, request.POST), status=status)

        return require_POST(room("case.read")(update_wrapper(view, work)))

    return wrap


def _done(request: AskingRequest, case: Case, said: str) -> HttpResponse:
    messages.success(request, said, extra_tags="done")
    still = queries.by_code(request.actor, case.code)
    return redirect(reverse("field_case", args=[case.code]) if still and still.is_open else reverse("field"))


@_sent("move")
def move(request: AskingRequest, case: Case, key: str) -> str:
    wanted = next((one for one in case.flow.moves if one.key == key and not one.by_citizen), None)
    if wanted is None:
        raise Http404(key)
    form = Take(request.POST, case=case, move=wanted, prefix=key)
    if not form.is_valid():
        raise Unclear(form)
    given = form.cleaned_data
    actions.move(
        request.actor, case, key, text=given["text"], reason=given["reason"], reason_key=given.get("reason_key", ""),
        seen=given["seen"],
    )  # fmt: skip
    return _("Đã chuyển bước.")


@_sent("take")
def take(request: AskingRequest, case: Case) -> str:
    actions.assign(request.actor, case, person_of(request.actor), seen=request.POST.get("seen", ""))
    return _("Bạn nhận xử lý.")


@_sent("note")
def note(request: AskingRequest, case: Case) -> str:
    actions.note(request.actor, case, request.POST.get("text", ""))
    return _("Đã ghi.")


@_sent("photo")
def photo(request: AskingRequest, case: Case) -> str:
    upload, role = request.FILES.get("file"), request.POST.get("role", "after")
    if upload is None:
        raise Invalid("file", _("Chọn hoặc chụp một ảnh."))
    if role not in ROLES:
        raise Invalid("role", _("Chọn một trong: %(roles)s.") % {"roles": ", ".join(ROLES)}, role)
    held = receive(
        cast(BinaryIO, upload.file),
        name=upload.name or "",
        data_class="internal",
        families=frozenset({"image", "video"}),
    )
    actions.attach(request.actor, case, held, role=role)
    return _("Đã gửi ảnh.")
