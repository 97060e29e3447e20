"""Who else has to agree before a dossier is sent, each for themselves, by a code or a link to an address of their own:
somebody whom another helps, and those who apply together with the applicant."""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases.facts import Book
from haidang.core.citizens import codes, consents
from haidang.core.citizens.consents import Text
from haidang.core.directory.signing_in.proofs import NotProven
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action
from haidang.kernel.bilingual import shown

from . import asked
from .models import Consent, Draft
from .people import claims_asked
from .steps import Answers, counting

FIELD = "consent_code"
TEXTS = {"applicant": "filing", "co_applicant": "together"}
"""By role, the text that is agreed to (core/citizens/consents.toml)."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody who has to agree; `address` is where they are asked, "" while it is not known; `row` once they were."""

    role: str
    name: str
    address: str
    row: Consent | None = None

    @property
    def text(self) -> Text:
        return consents.text(TEXTS[self.role])

    @property
    def has_agreed(self) -> bool:
        return self.row is not None and self.row.agreed_at is not None

    @property
    def has_refused(self) -> bool:
        return self.row is not None and self.row.refused_at is not None


def wanted(draft: Draft, book: Book, answers: Answers) -> list[Wanted]:
    """Everybody who is to agree by a code, in the form's order, with what they were asked and answered."""
    known = {(one.name, one.address): one for one in draft.consents.all()}
    return [Wanted(role, name, address, known.get((name, address))) for role, name, address in _people(book, answers)]


def _people(book: Book, answers: Answers) -> Iterator[tuple[str, str, str]]:
    if answers.get("filer") == "proxy" and answers.get("consent_form") == "code":
        said = {claim: str(answers.get(one.key, "")) for claim, one in claims_asked(book).items()}
        yield "applicant", said.get("name", ""), _reached(said.get("phone") or said.get("email", ""))
    for one in asked.who_applies_too(answers):
        if one["consent"] == "code":
            yield "co_applicant", one["name"], _reached(one["contact"])


def _reached(text: str) -> str:
    """As it is kept and dialled; "" for what is no address yet."""
    try:
        return codes.read_address(text)[1] if text else ""
    except Invalid:
        return ""


def agreed(draft: Draft) -> Mapping[tuple[str, str], Consent]:
    """By name and address, what was agreed to."""
    return {(one.name, one.address): one for one in draft.consents.exclude(agreed_at=None)}


@action("draft.save")
def ask(do: Doing, draft: Draft, number: int, *, sender: str, link: Callable[[str], str]) -> Consent:
    """Send a code and a link to the nth of those who are to agree; `link` makes an address of a token.

    Raises Invalid, in words, when there is no address or nobody who files, it was asked too often, or the message did not
    go out.
    """
    one = _nth(draft, number)
    if not one.address:
        raise Invalid(FIELD, _("Ghi số điện thoại hoặc thư điện tử của người này trước."))
    if not filer_of(draft):
        raise Invalid(FIELD, _("Ghi họ tên người nộp trước khi hỏi người khác."))
    token = secrets.token_urlsafe(24)
    try:
        sent = codes.send(one.address, sender=sender, saying=_words(draft, one, link(token)))
    except NotProven as error:
        raise Invalid(FIELD, error.why) from error
    except Invalid as error:
        raise Invalid(FIELD, error.message) from error
    facts = {
        "role": one.role, "token": token, "code_token": sent.token, "text": f"{one.text.key}/{one.text.version}",
        "asked_at": do.at, "agreed_at": None, "refused_at": None,
    }  # fmt: skip
    row, _is_new = Consent.objects.update_or_create(
        draft=draft, name=one.name[:200], address=one.address, defaults=facts
    )
    do.about(draft, asked=one.role)
    return row


def _words(draft: Draft, one: Wanted, link: str) -> Callable[[str], str]:
    facts = {"name": shown_name(draft), "who": filer_of(draft), "link": link}

    def words(digits: str) -> str:
        said = (
            _("%(code)s là mã để bạn đồng ý cho %(who)s nộp giúp hồ sơ “%(name)s”. Không đồng ý thì đừng đọc mã.")
            if one.role == "applicant"
            else _("%(code)s là mã để bạn đồng ý cùng đứng tên hồ sơ “%(name)s” do %(who)s nộp. Không đồng ý thì đừng đọc mã.")
        )  # fmt: skip
        return f"{said} {_('Xem và trả lời: %(link)s')}" % (facts | {"code": digits})

    return words


def shown_name(draft: Draft) -> str:
    procedure = draft.version.book.procedure
    return shown(procedure.short or procedure.name)


def filer_of(draft: Draft) -> str:
    """Who files, by the name they gave; "" before they did."""
    answers = counting(draft.version.book, draft.answers)
    own = claims_asked(draft.version.book).get("name")
    named = answers.get("filer_name") or answers.get(own.key if own else "") or answers.get("organisation_name")
    return str(named or "")


@action("draft.save")
def confirm(do: Doing, draft: Draft, number: int, digits: str) -> None:
    """They read the code to whoever fills in the form. Raises Invalid for a wrong or late one."""
    row = _nth(draft, number).row
    if row is None:
        raise Invalid(FIELD, _("Gửi mã trước."))
    try:
        codes.check(row.code_token, digits)
    except NotProven as error:
        raise Invalid(FIELD, error.why) from error
    _answer(do, row, is_agreed=True)


def by_token(token: str) -> Consent | None:
    """What a link opens, while the form is under way; for whoever was sent it."""
    rows = Consent.objects.select_related("draft__procedure", "draft__version", "draft__case")
    found = rows.filter(token=token, draft__expires_at__gt=clock.now()).first()
    return found if found and (found.draft.is_sent or _still(found)) else None


def _still(row: Consent) -> bool:
    """Whether the form still names them at this address."""
    book = row.draft.version.book
    return any(one.row == row for one in wanted(row.draft, book, counting(book, row.draft.answers)))


def holder(row: Consent) -> Actor:
    return Actor("public", row.link_holder, "Người được hỏi ý kiến")


@action("draft.agree")
def answer(do: Doing, row: Consent, *, is_agreed: bool) -> None:
    """By the link: yes or no. Raises NotPossible once the dossier is sent."""
    if row.draft.is_sent:
        raise NotPossible(_("Hồ sơ này đã nộp. Muốn rút lại sự đồng ý, gọi 1022 hoặc đến quầy."))
    _answer(do, row, is_agreed=is_agreed)


def _answer(do: Doing, row: Consent, *, is_agreed: bool) -> None:
    row.agreed_at, row.refused_at = (do.at, None) if is_agreed else (None, do.at)
    row.code_token = ""
    row.save(update_fields=["agreed_at", "refused_at", "code_token"])
    do.about(row.draft, role=row.role, is_agreed=is_agreed, text=row.text)


def _nth(draft: Draft, number: int) -> Wanted:
    book = draft.version.book
    several = wanted(draft, book, counting(book, draft.answers))
    if not 0 <= number < len(several):
        raise Invalid(FIELD, _("Người này không còn trong hồ sơ; tải lại trang."))
    return several[number]


def problems(draft: Draft, book: Book, answers: Mapping[str, Any]) -> Iterator[str]:
    """In words, who has not agreed yet."""
    for one in wanted(draft, book, answers):
        if one.has_refused:
            yield _("%(name)s không đồng ý. Sửa hồ sơ, hoặc hỏi lại người ấy.") % {"name": one.name}
        elif not one.has_agreed:
            yield _("%(name)s chưa đồng ý bằng mã hoặc đường dẫn gửi riêng cho người ấy.") % {"name": one.name}
