"""What can be done with a document besides signing it."""

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from haidang.core.cases.clocks import hours
from haidang.core.cases.models import Case
from haidang.core.documents import actions, store
from haidang.core.documents.models import Document
from haidang.core.files.receiving import receive
from haidang.kernel import clock
from haidang.web.desk.asking import Asks, asked, sent
from haidang.web.desk.cases.views import found as case_found
from haidang.web.desk.entrance import acting
from haidang.web.middleware import AskingRequest

from . import forms
from .views import found


def _asks(document: Document, title: str, submit: str, said: str, **more: Any) -> Asks:
    return Asks(title=title, submit=submit, back=reverse("document", args=[document.code]), said=said, **more)


@acting("case.read", found, "document.return")
def send_back(request: AskingRequest, document: Document) -> HttpResponse:
    asks = _asks(document, _("Trả lại %(number)s") % {"number": document.number}, _("Trả lại"), _("Đã trả lại."))
    return asked(
        request, forms.Reason(sent(request)), asks,
        lambda given: actions.send_back(request.actor, document, reason=given["reason"]),
    )  # fmt: skip


@acting("case.read", found, "document.void")
def void(request: AskingRequest, document: Document) -> HttpResponse:
    asks = _asks(
        document, _("Hủy %(number)s") % {"number": document.number}, _("Hủy văn bản"), _("Đã hủy văn bản."), is_grave=True,
        note=_("Người còn giữ bản này kiểm tra sẽ thấy là đã hủy, kèm lý do. Không lấy lại được."),
    )  # fmt: skip
    return asked(
        request, forms.Reason(sent(request)), asks,
        lambda given: actions.void(request.actor, document, reason=given["reason"]),
    )  # fmt: skip


@acting("case.read", found, "document.redraft")
def redraft(request: AskingRequest, document: Document) -> HttpResponse:
    asks = _asks(document, _("Soạn lại"), _("Soạn lại"), _("Đã soạn lại; bản mới vào danh sách chờ ký."))
    if document.kind == "apology":
        return asked(
            request, _apology_form(request, document), asks, lambda given: _apologise(request, document, given)
        )
    form = forms.Redraft(sent(request), initial={"text": document.facts.get("text", "")})
    return asked(request, form, asks, lambda given: actions.redraft(request.actor, document, text=given["text"]))


def _apology_form(request: AskingRequest, document: Document) -> forms.RedraftApology:
    facts = document.facts
    day = datetime.fromisoformat(facts["new_due"]).astimezone(clock.HO_CHI_MINH).date()
    return forms.RedraftApology(sent(request), initial={"reason": facts["reason"]["vi"], "new_day": day.isoformat()})


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


@acting("case.read", case_found, "document.draft")
def new(request: AskingRequest, case: Case) -> HttpResponse:
    """Compose one by hand."""
    asks = Asks(
        _("Soạn giấy tờ"), _("Soạn"), reverse("case", args=[case.code]), _("Đang soạn; vài giây nữa có bản PDF.")
    )
    form = forms.New(sent(request), case=case)

    def work(given: dict[str, Any]) -> None:
        first = next(iter(case.version.book.procedure.results), None) if given["kind"] == "result" else None
        more: dict[str, Any] = {"name": first.name, "paper": first.paper} if first else {}
        facts = {"valid_for": first.valid_for} if first else {}
        actions.draft(
            request.actor, case, given["kind"], text=given["text"], by_name=request.actor.name, facts=facts, **more
        )

    return asked(request, form, asks, work)


@acting("case.read", case_found, "document.attach")
def upload(request: AskingRequest, case: Case) -> HttpResponse:
    """A result that was signed with another tool; its signature is examined first."""
    asks = Asks(
        _("Nạp kết quả đã ký"), _("Kiểm tra và nạp"), reverse("case", args=[case.code]), _("Chữ ký hợp lệ, đã nạp kết quả."),
        note=_("Chữ ký trong tệp được kiểm tra trước: còn nguyên vẹn, chứng thư tin được."),
    )  # fmt: skip

    def work(given: dict[str, Any]) -> None:
        held = receive(
            given["file"].file, name=given["file"].name, data_class="personal", place=case.place.path,
            office=case.office.code, families={"document"},
        )  # fmt: skip
        actions.attach_signed(request.actor, case, held, name=given["name"])

    return asked(request, forms.Upload(sent(request), request.FILES or None), asks, work)


@acting("case.read", case_found, "paper.verify")
def verified(request: AskingRequest, case: Case) -> HttpResponse:
    """Digitise a paper of the applicant's, compared with its original, into their own papers."""
    asks = Asks(
        _("Số hóa vào kho giấy tờ của dân"),
        _("Đưa vào kho"),
        reverse("case", args=[case.code]),
        _("Đã đưa vào kho giấy tờ."),
    )

    def work(given: dict[str, Any]) -> None:
        held = receive(
            given["file"].file, name=given["file"].name, data_class="personal", person=case.person,
            families={"document", "image"},
        )  # fmt: skip
        told = {key: given[key] for key in ("name", "paper", "valid_to")}
        store.verify(request.actor, case, held, **told)

    return asked(request, forms.Verified(sent(request), request.FILES or None), asks, work)
