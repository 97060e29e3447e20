"""Which registers can be asked; asking one. The answer is on the page and nowhere else: no address leads back to it."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from haidang.core.lookups import asking, facts
from haidang.core.lookups.asking import Answer, Unreachable
from haidang.core.lookups.facts import Register
from haidang.kernel.action import Invalid
from haidang.kernel.bilingual import shown
from haidang.kernel.often import counted
from haidang.provinces.facts import Connector
from haidang.web.citizen.device import voice_of
from haidang.web.citizen.limits import address_of
from haidang.web.citizen.report.guard import riddle_of
from haidang.web.citizen.report.stamps import new_stamp, read_stamp
from haidang.web.middleware import AskingRequest

from .forms import PREFIX, Ask

ASKED_AN_HOUR, BY_ADDRESS = 10, 60
"""Questions of one browser; of one address, behind which there may be an office."""
HOUR = timedelta(hours=1)


@require_GET
def lookups(request: AskingRequest) -> HttpResponse:
    return render(request, "citizen/lookups/lookups.html", {"registers": [one for one, _line in facts.offered()]})


@never_cache
@require_http_methods(["GET", "POST"])
def lookup(request: AskingRequest, key: str) -> HttpResponse:
    found = facts.by_key(key)
    if found is None:
        raise Http404(key)
    answer = _ask(request, *found) if request.method == "POST" else _page(request, found[0])
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _ask(request: AskingRequest, register: Register, line: Connector) -> HttpResponse:
    stamp = read_stamp(request.POST.get("stamp", ""))
    riddle = riddle_of(stamp) if stamp else None
    form = Ask(register, riddle.words if riddle else "", request.POST)
    form.is_valid()
    if (
        riddle is None
        or not riddle.is_solved_by(request.POST.get("riddle", ""))
        or not _first_use(stamp.nonce if stamp else "")
    ):
        return _again(request, register, form, "riddle", _("Chưa đúng, hoặc trang đã dùng một lần. Hãy viết số mới."))
    if not form.is_valid():
        return _again(request, register, form)
    if _asks_too_much(request):
        return _again(
            request, register, form, None, _("Bạn đã tra cứu nhiều lần. Chờ một giờ rồi thử lại, hoặc gọi 1022.")
        )
    try:
        answer = asking.ask(request.actor, register, line, form.given, consent=facts.consent().version)
    except Invalid as error:
        return _again(request, register, form, f"{PREFIX}{error.field}", error.message)
    except Unreachable:
        words = _("%(body)s chưa trả lời. Không phải lỗi của bạn: thử lại sau ít phút, hoặc gọi 1022.")
        return _page(request, register, said=words % {"body": shown(register.body)}, status=503)
    return _page(request, register, answer=answer)


def _first_use(nonce: str) -> bool:
    """A riddle is good for one question."""
    return counted("lookup-riddle", nonce, timedelta(days=7)) == 1


def _asks_too_much(request: AskingRequest) -> bool:
    voice, address = voice_of(request), address_of(request)
    by_voice = counted("lookup", voice or address, HOUR)
    return by_voice > ASKED_AN_HOUR or counted("lookup-address", address, HOUR) > BY_ADDRESS


def _again(
    request: AskingRequest, register: Register, form: Ask, field: str | None = "", message: str = ""
) -> HttpResponse:
    """With what was typed, a new number to write, and what is wrong."""
    if message:
        form.add_error(field or None, message)
    return _page(request, register, form, status=422)


def _page(
    request: AskingRequest,
    register: Register,
    form: Ask | None = None,
    *,
    answer: Answer | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    stamp = new_stamp()
    words = riddle_of(stamp).words
    shown_form = form or Ask(register, words)
    if form is not None:
        form.data = {**dict(form.data.items()), "riddle": ""}
        form.fields["riddle"].label = _("Viết bằng chữ số: %(number)s") % {"number": words}
    context = {
        "register": register, "form": shown_form, "stamp": stamp.text, "answer": answer, "said": said,
    }  # fmt: skip
    return render(request, "citizen/lookups/lookup.html", context, status=status)
