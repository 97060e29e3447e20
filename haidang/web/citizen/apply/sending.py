"""The last page: everything that was said, what it costs, what is agreed to; and the sending itself."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.citizens import consents
from haidang.core.directory.queries import person_of
from haidang.core.forms import actions, consenting, queries
from haidang.core.forms.checking import PAPERS
from haidang.core.forms.models import Draft
from haidang.core.forms.steps import Step
from haidang.core.ui import numbers
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import shown
from haidang.kernel.manifest.procedure import Fee
from haidang.web.citizen.device import keep_case, voice_of
from haidang.web.citizen.limits import address_of
from haidang.web.citizen.report import guard
from haidang.web.citizen.report.stamps import new_stamp, read_stamp
from haidang.web.middleware import AskingRequest
from haidang.web.questions import said as in_words

from .asking import OwnFile, files_by, seen_in, shell
from .walking import way_of

CONSENT = "dossier"


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it is read back; `source`: how surely an account vouches for it."""

    name: str
    text: str
    source: str
    files: list[OwnFile]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why it was not sent: words for the whole, which fields, the riddle that is asked, what is wrong with whose code."""

    words: str = ""
    errors: tuple[str, ...] = ()
    riddle: guard.Riddle | None = None
    code: str = ""
    number: int = -1


def page(request: AskingRequest, draft: Draft, key: str) -> HttpResponseBase:
    if request.method != "POST":
        return _page(request, draft, key, Refusal())
    names = draft.procedure.domain, draft.procedure.key
    if "back" in request.POST:
        return redirect("app_apply_step", *names, way_of(draft).before(key) or key)
    if "later" in request.POST:
        return redirect("app_apply_later", *names)
    if {"send_code", "confirm_code"} & set(request.POST):
        return _consent(request, draft, key)
    refusal = _looked_at(request)
    if refusal != Refusal():
        return _page(request, draft, key, refusal, status=422)
    return _send(request, draft, key)


def _consent(request: AskingRequest, draft: Draft, key: str) -> HttpResponseBase:
    """The code for somebody else who has to agree: sent to an address of their own, or read from it."""
    who, button = queries.holder(draft, request.actor), "send_code" if "send_code" in request.POST else "confirm_code"
    given = request.POST[button]
    number = int(given) if given.isdecimal() and len(given) < 3 else -1
    try:
        if button == "send_code":
            consenting.ask(who, draft, number, sender=address_of(request), link=lambda token: _link(request, token))
        else:
            consenting.confirm(who, draft, number, request.POST.get(consenting.FIELD, "")[:10])
    except Invalid as error:
        refusal = Refusal(errors=("code",), code=error.message, number=number)
        return _page(request, draft, key, refusal, status=422)
    step = reverse("app_apply_step", args=[draft.procedure.domain, draft.procedure.key, key])
    return redirect(f"{step}#consent_code")


def _link(request: AskingRequest, token: str) -> str:
    return request.build_absolute_uri(reverse("app_agree", args=[token]))


def _looked_at(request: AskingRequest) -> Refusal:
    """Whether what only a person can do has been done."""
    stamp = read_stamp(request.POST.get("stamp", ""))
    if stamp is None:
        return Refusal(words=_("Trang này mở đã lâu. Mọi thứ còn đủ, bấm nộp lần nữa."))
    missing = tuple(name for name in ("agree", "truth") if name not in request.POST)
    if missing:
        return Refusal(errors=missing)
    found = guard.verdict(request, stamp, trapped=bool(request.POST.get("website")))
    if found == "refuse":
        return Refusal(words=_("Máy này đã gửi quá nhiều hôm nay. Hồ sơ còn giữ; thử lại ngày mai hoặc ra quầy."))
    riddle = guard.riddle_of(stamp)
    if found == "pass" or riddle.is_solved_by(request.POST.get("riddle", "")):
        return Refusal()
    return Refusal(errors=("riddle",), riddle=riddle)


def _send(request: AskingRequest, draft: Draft, key: str) -> HttpResponseBase:
    version = request.POST.get("consent", "")
    try:
        case = actions.submit(
            queries.holder(draft, request.actor),
            draft,
            agreed=int(version) if version.isdecimal() else 0,
            person=person_of(request.actor),
            seen=seen_in(request),
            device=voice_of(request),
        )
    except Invalid as error:
        return _page(request, draft, key, Refusal(words=error.message), status=422)
    except NotPossible as error:
        newest = queries.by_token(draft.token) or draft
        return _page(request, newest, key, Refusal(words=str(error)), status=409)
    answer = redirect("app_case", case.code, case.secret)
    keep_case(request, answer, case)
    return answer


def _page(request: AskingRequest, draft: Draft, key: str, refusal: Refusal, status: int = 200) -> HttpResponse:
    stamp = (refusal.riddle and read_stamp(request.POST.get("stamp", ""))) or new_stamp()
    way = way_of(draft)
    own, by_part = files_by(draft, "question"), files_by(draft, "part")
    book = draft.version.book
    answers = queries.counting(book, draft.answers)
    facts = shell(draft, key) | {
        "agreeing": list(enumerate(consenting.wanted(draft, book, answers))),
        "sections": [(one, _read_back(draft, one, own)) for one in way.steps],
        "parts": [(shown(one.name), by_part.get(one.key, []), one.key in draft.brought, one) for one in way.parts],
        "papers_step": PAPERS,
        "problems": queries.problems(draft, book),
        "fees": [_fee(one) for one in book.procedure.fees],
        "refusal": refusal,
        "stamp": stamp.text,
        "consent": consents.text(CONSENT),
        "ticked": request.POST if request.method == "POST" else {},
    }
    return render(request, "citizen/apply/check.html", facts, status=status)


def _read_back(draft: Draft, step: Step, own: dict[str, list[OwnFile]]) -> list[Said]:
    typed = {**draft.answers, **draft.typed}
    return [
        Said(
            shown(one.name),
            in_words(one, typed.get(one.key)) if one.key in draft.answers else str(typed.get(one.key, "")),
            draft.sources.get(one.key, ""),
            own.get(one.key, []),
        )
        for one in step.shown
    ]


WHEN = {
    "receipt": lambda: _("khi hồ sơ được tiếp nhận"),
    "supplement": lambda: _("khi có thông báo trong lúc giải quyết"),
    "result": lambda: _("khi nhận kết quả"),
}


def _fee(fee: Fee) -> dict[str, Any]:
    """What is to be paid, and when; an amount that is not known is told later by a bill."""
    if fee.amount is None:
        amount = _("mức thu báo sau khi tiếp nhận")
    elif fee.amount == 0:
        amount = _("không thu")
    else:
        amount = f"{numbers.said(fee.amount)}\u00a0₫"
    return {"name": shown(fee.name), "amount": amount, "when": WHEN[fee.when]() if fee.amount != 0 else ""}
