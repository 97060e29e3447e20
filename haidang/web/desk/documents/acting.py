"""What can be done with a document besides signing it."""

from datetime import datetime, time
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from haidang.core.cases import queries as cases
from haidang.core.cases.clocks import hours
from haidang.core.cases.models import Case
from haidang.core.documents import actions, store
from haidang.core.documents.models import Document
from haidang.core.files.receiving import receive
from haidang.kernel import clock
from haidang.web.desk.asking import Asks, asked
from haidang.web.desk.entrance import need, room
from haidang.web.middleware import AskingRequest

from . import forms
from .views import found

get_or_post = require_http_methods(["GET", "POST"])


def _given(request: AskingRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _case(request: AskingRequest, code: str) -> Case:
    case = cases.by_code(request.actor, code)
    if case is None:
        raise Http404(code)
    return case


def _asks(document: Document, title: str, submit: str, said: str, **more: Any) -> Asks:
    return Asks(title=title, submit=submit, back=reverse("document", args=[document.code]), said=said, **more)


@get_or_post
@room("case.read")
def send_back(request: AskingRequest, code: str) -> HttpResponse:
    document = found(request, code)
    need(request.actor, "document.return", document)
    asks = _asks(document, _("Trả lại %(number)s") % {"number": document.number}, _("Trả lại"), _("Đã trả lại."))
    return asked(
        request, forms.Reason(_given(request)), asks,
        lambda given: _done(actions.send_back(request.actor, document, reason=given["reason"])),
    )  # fmt: skip


@get_or_post
@room("case.read")
def void(request: AskingRequest, code: str) -> HttpResponse:
    document = found(request, code)
    need(request.actor, "document.void", document)
    asks = _asks(
        document, _("Hủy %(number)s") % {"number": document.number}, _("Hủy văn bản"), _("Đã hủy văn bản."), is_grave=True,
        note=_("Người còn giữ bản này kiểm tra sẽ thấy là đã hủy, kèm lý do. Không lấy lại được."),
    )  # fmt: skip
    return asked(
        request, forms.Reason(_given(request)), asks,
        lambda given: _done(actions.void(request.actor, document, reason=given["reason"])),
    )  # fmt: skip


@get_or_post
@room("case.read")
def redraft(request: AskingRequest, code: str) -> HttpResponse:
    document = found(request, code)
    need(request.actor, "document.redraft", document)
    asks = _asks(document, _("Soạn lại"), _("Soạn lại"), _("Đã soạn lại; bản mới vào danh sách chờ ký."))
    if document.kind == "apology":
        return asked(
            request, _apology_form(request, document), asks, lambda given: _apologise(request, document, given)
        )
    form = forms.Redraft(_given(request), initial={"text": document.facts.get("text", "")})
    return asked(request, form, asks, lambda given: _done(actions.redraft(request.actor, document, text=given["text"])))


def _apology_form(request: AskingRequest, document: Document) -> forms.RedraftApology:
    facts = document.facts
    day = datetime.fromisoformat(facts["new_due"]).astimezone(clock.HO_CHI_MINH).date()
    return forms.RedraftApology(_given(request), initial={"reason": facts["reason"]["vi"], "new_day": day.isoformat()})


def _apologise(request: AskingRequest, document: Document, given: dict[str, Any]) -> None:
    """The new date closes with the office's hours; a date of one's own moves no clock."""
    facts, reason = dict(document.facts), given["reason"].strip()
    if reason != facts["reason"]["vi"]:
        facts["reason"] = {"vi": reason, "en": reason}
    before = datetime.fromisoformat(facts["new_due"]).astimezone(clock.HO_CHI_MINH)
    if given["new_day"] != before.date():
        noon = datetime.combine(given["new_day"], time(12), clock.HO_CHI_MINH)
        facts |= {"new_due": hours().closes_from(noon.date()).isoformat(), "extends": ""}
    actions.redraft(request.actor, document, facts=facts)


@get_or_post
@room("case.read")
def new(request: AskingRequest, code: str) -> HttpResponse:
    """Compose one by hand."""
    case = _case(request, code)
    need(request.actor, "document.draft", case)
    asks = Asks(_("Soạn giấy tờ"), _("Soạn"), reverse("case", args=[code]), _("Đang soạn; vài giây nữa có bản PDF."))
    form = forms.New(_given(request), case=case)

    def work(given: dict[str, Any]) -> None:
        first = next(iter(case.version.book.procedure.results), None) if given["kind"] == "result" else None
        more: dict[str, Any] = {"name": first.name, "paper": first.paper} if first else {}
        facts = {"valid_for": first.valid_for} if first else {}
        actions.draft(
            request.actor, case, given["kind"], text=given["text"], by_name=request.actor.name, facts=facts, **more
        )

    return asked(request, form, asks, work)


@get_or_post
@room("case.read")
def upload(request: AskingRequest, code: str) -> HttpResponse:
    """A result that was signed with another tool; its signature is examined first."""
    case = _case(request, code)
    need(request.actor, "document.attach", case)
    asks = Asks(
        _("Nạp kết quả đã ký"), _("Kiểm tra và nạp"), reverse("case", args=[code]), _("Chữ ký hợp lệ, đã nạp kết quả."),
        note=_("Chữ ký trong tệp được kiểm tra trước: còn nguyên vẹn, chứng thư tin được."),
    )  # fmt: skip

    def work(given: dict[str, Any]) -> None:
        sent = receive(
            given["file"].file, name=given["file"].name, data_class="personal", place=case.place.path,
            office=case.office.code, families={"document"},
        )  # fmt: skip
        actions.attach_signed(request.actor, case, sent, name=given["name"])

    return asked(request, forms.Upload(_given(request), request.FILES or None), asks, work)


@get_or_post
@room("case.read")
def verified(request: AskingRequest, code: str) -> HttpResponse:
    """Digitise a paper of the applicant's, compared with its original, into their own papers."""
    case = _case(request, code)
    need(request.actor, "paper.verify", case)
    asks = Asks(
        _("Số hóa vào kho giấy tờ của dân"),
        _("Đưa vào kho"),
        reverse("case", args=[code]),
        _("Đã đưa vào kho giấy tờ."),
    )

    def work(given: dict[str, Any]) -> None:
        sent = receive(
            given["file"].file, name=given["file"].name, data_class="personal", person=case.person,
            families={"document", "image"},
        )  # fmt: skip
        store.verify(request.actor, case, sent, name=given["name"], valid_to=given["valid_to"])

    return asked(request, forms.Verified(_given(request), request.FILES or None), asks, work)


def _done(_document: Document) -> None:
    """What `asked` wants to hear: stay where it came from."""
