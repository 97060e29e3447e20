"""The hall: one box that finds everything, what is taken most, and what waits today."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.cases import queries
from haidang.core.citizens import consents
from haidang.core.directory.permissions import decide
from haidang.core.forms import actions as forms
from haidang.core.forms import queries as drafts
from haidang.core.handovers import queries as handovers
from haidang.kernel.action import Invalid, NotPossible
from haidang.kernel.bilingual import name_of, shown
from haidang.kernel.often import counted
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.questions import said

from . import finding, standing
from .drafts import opened
from .here import counter_of
from .lists import lists
from .typed import Typed, read

CONSENT = "dossier"


NUMBERS = ("phone", "identity")


@require_http_methods(["GET", "POST"])
@room("counter.read")
def hall(request: AskingRequest) -> HttpResponse:
    """A code leads straight to its dossier; numbers and words to what they find. Whose number it is stays out of the address."""
    office = counter_of(request.actor)
    typed = read(request.POST["q"] if "q" in request.POST else request.GET.get("q", ""))
    if request.method == "POST" and typed.kind == "words":
        return redirect(f"{reverse('counter')}?{urlencode({'q': typed.value})}")
    if typed.kind in NUMBERS and request.method == "GET":
        typed = Typed("nothing")
    _remember(request, typed)
    if typed.kind == "code" and queries.by_code(request.actor, typed.value):
        return redirect("counter_case", typed.value)
    if typed.kind == "handover":
        return redirect("handover", typed.value)
    if typed.kind == "draft":
        return redirect(f"{reverse('counter_draft')}?code={typed.value}")
    reads = bool(decide(request.actor, "case.read"))
    facts: dict[str, Any] = {"office": office, "reads": reads}
    facts |= {
        "q": typed.value if typed.kind in (*NUMBERS, "words", "code") else "",
        "claims": standing.known(request.actor),
    }
    facts |= _found(request, typed)
    facts["usual"] = finding.usual(request.actor, office)
    if reads:
        facts |= lists(request.actor, office, request.GET.get("list", ""))
        facts["to_confirm"] = handovers.waiting_for(request.actor).count()
    return render(request, "desk/counter/counter.html", facts)


def _remember(request: AskingRequest, typed: Typed) -> None:
    """Whoever stands there now, until somebody else is looked up or the hall is opened anew."""
    if typed.kind in NUMBERS:
        standing.keep(request.actor, typed.claims or {typed.kind: typed.value})
    elif not request.GET:
        standing.gone(request.actor)


def _found(request: AskingRequest, typed: Typed) -> dict[str, Any]:
    """What the box found, and why nothing."""
    match typed.kind:
        case "code":
            return {
                "nothing_found": _("Không có hồ sơ %(code)s trong những hồ sơ bạn xem được.") % {"code": typed.value}
            }
        case "phone" | "identity":
            if not decide(request.actor, "case.trace", counter_of(request.actor)):
                return {"nothing_found": _("Vai trò của bạn không tìm hồ sơ theo số của người dân.")}
            try:
                found = finding.cases_of(request.actor, typed)
            except Invalid as error:
                return {"nothing_found": error.message}
            none = "" if found else _("Chưa có hồ sơ nào ghi số này. Chọn thủ tục để nhận hồ sơ mới.")
            return {"cases": found, "nothing_found": none}
        case "words":
            procedures = finding.procedures(typed.value)
            none = "" if procedures else _("Chưa thấy thủ tục nào hợp. Thử nói theo cách khác, hoặc gõ mã thủ tục.")
            return {"procedures": procedures, "nothing_found": none}
    return {}


@require_http_methods(["GET", "POST"])
@room("counter.read")
def draft(request: AskingRequest) -> HttpResponse:
    """A form begun online, opened with its code and the telephone number left with it; sent here once nothing is missing."""
    given = request.POST if request.method == "POST" else request.GET
    code, phone = given.get("code", "")[:20], given.get("phone", "")[:20]
    facts: dict[str, Any] = {"code": code, "phone": phone, "consent": consents.text(CONSENT)}
    if request.method == "POST":
        if counted("counter-draft", request.actor.id, forms.KEPT_FOR / 720) > 30:
            raise NotPossible(_("Đã thử nhiều lần. Chờ một giờ rồi thử lại."))
        found = drafts.by_code(code, phone)
        if found is None:
            facts["wrong"] = _("Mã và số điện thoại không khớp. Xem lại từng chữ trên phiếu.")
        elif found.case is not None:
            return redirect("counter_case", found.case.code)
        elif "send" in request.POST:
            agreed = consents.text(CONSENT).version if request.POST.get("agreed") else 0
            try:
                case = forms.submit(drafts.holder(found, request.actor), found, agreed=agreed)
            except (Invalid, NotPossible) as error:
                facts["wrong"] = getattr(error, "message", str(error))
            else:
                reads = queries.by_code(request.actor, case.code)
                return (
                    redirect("counter_case", case.code) if reads else redirect("app_case_slip", case.code, case.secret)
                )
        if found:
            opened(request, found)
            facts |= _draft_facts(found)
    return render(request, "desk/counter/draft.html", facts, status=422 if "wrong" in facts else 200)


def _draft_facts(found: Any) -> dict[str, Any]:
    book = found.version.book
    steps = drafts.shown_steps(book, found.answers)
    answers = [
        (shown(one.name), said(one, found.answers.get(one.key)))
        for step in steps for one in step.shown if found.answers.get(one.key) not in (None, "", [])
    ]  # fmt: skip
    return {
        "draft": found,
        "name": name_of(found.procedure),
        "answers": answers,
        "missing": [one.text for one in drafts.problems(found, book)],
        "files": list(drafts.files_of([found.pk]).select_related("file")),
        "new_url": f"{reverse('counter_new', args=[found.procedure.domain, found.procedure.key])}?draft={found.code}",
    }  # fmt: skip
