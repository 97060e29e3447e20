"""A new dossier at the counter, on one screen: who, what is asked, which papers lie there; accepted at once or kept."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.cases import actions, queries
from haidang.core.cases.facts import Book
from haidang.core.cases.models import Case, Procedure
from haidang.core.cases.opening import Someone, current_version
from haidang.core.cases.papers import Attached
from haidang.core.cases.routing import deciding
from haidang.core.citizens import codes as one_time
from haidang.core.citizens import consents
from haidang.core.directory import queries as directory
from haidang.core.directory.models import Office, Place
from haidang.core.directory.permissions import decide
from haidang.core.directory.signing_in.proofs import NotProven
from haidang.core.files.receiving import Held
from haidang.core.forms.people import people
from haidang.kernel import clock
from haidang.kernel.action import PUBLIC, Invalid, NotPossible, together
from haidang.kernel.bilingual import name_of
from haidang.web import brought
from haidang.web.brought import Sent
from haidang.web.desk.entrance import room
from haidang.web.middleware import AskingRequest
from haidang.web.questions import QuestionForm

from . import standing
from .drafts import draft_in
from .forms import Papers, Who
from .here import counter_of

DATA_CLASS = "personal"
CONSENT = "proxy"


@require_http_methods(["GET", "POST"])
@room("counter.read")
def new(request: AskingRequest, domain: str, key: str) -> HttpResponse:
    procedure = queries.procedure(domain, key)
    if procedure is None or procedure.kind != "dossier":
        raise Http404(key)
    book, office = current_version(procedure).book, counter_of(request.actor)
    may_accept = bool(decide(request.actor, "case.sort", office))
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    who = Who(data, files, office=office, only_for_others=not may_accept)
    asked = _questions(request, book, data, files)
    papers = Papers(book.procedure.parts, data, files, prefix="part")
    said = ""
    if request.method == "POST" and "send_code" in request.POST:
        said = _send_code(request, who, asked, book)
    elif request.method == "POST" and all([who.is_valid(), asked.is_valid(), papers.is_valid()]):
        try:
            case = _take(request, procedure, book, office, (who, asked, papers))
        except (Invalid, NotProven) as error:
            said = _why(error)
        except NotPossible as error:
            said = str(error)
        else:
            standing.gone(request.actor)
            return redirect(_onward(request, case))
    facts = {
        "procedure": procedure, "book": book, "office": office, "who": who, "asked": asked, "papers": papers,
        "said": said, "may_accept": may_accept, "consent": consents.text(CONSENT), "name": name_of(procedure),
        "fees": book.procedure.fees,
    }  # fmt: skip
    has_errors = bool(said or (data is not None and (who.errors or asked.errors or papers.errors)))
    return render(request, "desk/counter/new.html", facts, status=422 if has_errors else 200)


def _questions(request: AskingRequest, book: Book, data: Any, files: Any) -> QuestionForm:
    """All questions of the form at once; those that wait for an answer are hidden until it is given."""
    asked = list(book.procedure.questions())
    waiting = [one.key for one in asked if one.when is not None]
    draft = draft_in(request)
    known = standing.known(request.actor)
    initial = {one.key: known[one.prefill] for one in asked if one.prefill in known}
    if draft is not None:
        initial |= draft.answers
    return QuestionForm(asked, waiting, before={}, data=data, files=files, initial=initial)


def _take(
    request: AskingRequest, procedure: Procedure, book: Book, office: Office, forms: tuple[Who, QuestionForm, Papers]
) -> Case:
    who, asked, papers = forms
    given = who.cleaned_data
    place = directory.place(PUBLIC, given["place"])
    assert place is not None  # one of the choices
    holders = [*people(book, asked.answers, person=None, sources={}, consent=""), *_filer(given, asked, book)]
    is_team = not decide(request.actor, "case.sort", office)
    with together():
        case = actions.open_case(
            request.actor,
            procedure,
            title=(book.procedure.short or book.procedure.name).vi,
            **_where(book, place, office, asked.answers, is_team=is_team),
            answers=asked.answers,
            channel="team" if is_team else "counter",
            people=holders,
            files=[*_scans(papers, asked), *_proofs(given)],
            given=papers.given(),
        )
        if "accept" in request.POST and not is_team:
            case = actions.move(request.actor, case, "receive")
    return case


def _where(book: Book, place: Place, office: Office, answers: dict[str, Any], *, is_team: bool) -> dict[str, Any]:
    """A counter takes what arises anywhere in the province (NĐ 118/2025/NĐ-CP); who decides it stays with the case."""
    if is_team:
        return {"place": place}
    if place.path.startswith(office.place.path):
        return {"place": place, "office": office}
    decides = deciding(book.procedure.route, place, answers, besides=office.pk)
    return {
        "place": office.place, "office": office, "address": name_of(place),
        "suggestion": {"decides": decides.code} if decides else {},
    }  # fmt: skip


def _filer(given: dict[str, Any], asked: QuestionForm, book: Book) -> Iterator[Someone]:
    """Whoever stands at the counter for somebody else. Raises Invalid, NotProven."""
    if given["who"] == "self":
        return
    said = {"name": given["filer_name"], "identity": given["filer_identity"], "phone": given["filer_phone"]}
    if given["who"] == "representative":
        yield Someone("representative", **said, consent=given["basis"], consent_how="paper")
        return
    text = consents.text(CONSENT)
    if given["consent_how"] == "code":
        proof = one_time.check(given["consent_token"], given["consent_code"])
        if proof.subject != one_time.read_address(_phone(asked, book))[1]:
            raise Invalid("consent_code", _("Mã này gửi đến số khác với số của người có hồ sơ."))
    wording = f"{text.vi} [{text.key}/{text.version}, {clock.now().astimezone(clock.HO_CHI_MINH):%H:%M %d/%m/%Y}]"
    yield Someone("proxy", **said, consent=wording, consent_how=given["consent_how"])


def _phone(asked: QuestionForm, book: Book) -> str:
    """The telephone of whose dossier it is."""
    question = next((one for one in book.procedure.questions() if one.prefill == "phone"), None)
    number = str(asked.answers.get(question.key, "")) if question else ""
    if not number:
        raise Invalid("phone", _("Ghi số điện thoại của người có hồ sơ để gửi mã."))
    return number


def _send_code(request: AskingRequest, who: Who, asked: QuestionForm, book: Book) -> str:
    """Send the code by which the owner agrees; what is wrong with that, in words."""
    asked.is_valid()
    try:
        sent = one_time.send(_phone(asked, book), sender=f"counter:{request.actor.id}", saying=_consent_said)
    except (Invalid, NotProven) as error:
        return _why(error)
    data = request.POST.copy()
    data["consent_token"] = sent.token
    who.data = data
    return _("Đã gửi mã đến %(number)s. Nhờ người có hồ sơ đọc 6 số rồi ghi vào ô mã.") % {
        "number": one_time.masked(sent)
    }


def _why(error: Invalid | NotProven) -> str:
    return error.message if isinstance(error, Invalid) else error.why


def _consent_said(digits: str) -> str:
    return _(
        "%(code)s là mã đồng ý cho nộp hồ sơ thay bạn, dùng trong 5 phút. Chỉ đọc cho người đang nộp giúp bạn."
    ) % {"code": digits}


def _scans(papers: Papers, asked: QuestionForm) -> Iterator[Attached]:
    for part, upload in papers.uploads():
        yield Attached(held(upload), part=part)
    for question, upload in asked.uploads():
        yield Attached(held(upload), question=question)


def _proofs(given: dict[str, Any]) -> Iterator[Attached]:
    for upload in given.get("consent_papers") or []:
        yield Attached(held(upload), role="consent")


def held(sent: Sent) -> Held:
    return brought.held(sent, data_class=DATA_CLASS)


def _onward(request: AskingRequest, case: Case) -> str:
    """The dossier at the counter; who may not read it gets the slip for its owner."""
    if queries.by_code(request.actor, case.code):
        return reverse("counter_case", args=[case.code])
    return reverse("app_case_slip", args=[case.code, case.secret])
