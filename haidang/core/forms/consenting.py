"""Somebody whom another helps agrees by a code on their own telephone, before the dossier is sent."""

from typing import Any

from django.utils.translation import gettext as _

from haidang.core.cases.facts import Book
from haidang.core.citizens import codes
from haidang.core.citizens.proofs import NotProven
from haidang.kernel.action import Doing, Invalid, action
from haidang.kernel.bilingual import shown

from .models import Draft
from .people import claims_asked
from .steps import Answers

FIELD = "consent_code"


def asks_code(answers: Answers) -> bool:
    return answers.get("filer") == "proxy" and answers.get("consent_form") == "code"


def phone_of(book: Book, answers: Answers) -> str:
    """The telephone of the person the dossier is of; "" while it is not known."""
    question = claims_asked(book).get("phone")
    return str(answers.get(question.key, "")) if question else ""


def is_agreed(draft: Draft, book: Book, answers: Answers) -> bool:
    """Whether the telephone that is the applicant's now has answered."""
    phone = phone_of(book, answers)
    return draft.consent_at is not None and bool(phone) and draft.consent_phone == phone


@action("draft.save")
def ask(do: Doing, draft: Draft, *, sender: str) -> None:
    """Send a code to the applicant. Raises Invalid, in words, when it cannot go out or was sent too often."""
    book = draft.version.book
    phone = phone_of(book, draft.answers)
    if not phone:
        raise Invalid(FIELD, _("Ghi số điện thoại của người có hồ sơ trước."))
    about = {"name": shown(book.procedure.short or book.procedure.name), "who": draft.answers.get("filer_name", "")}

    def words(digits: str) -> str:
        return _(
            "%(code)s là mã để bạn đồng ý cho %(who)s nộp giúp hồ sơ “%(name)s”. Không đồng ý thì đừng đọc mã."
        ) % (about | {"code": digits})

    try:
        sent = codes.send(phone, sender=sender, saying=words)
    except NotProven as error:
        raise Invalid(FIELD, str(error)) from error
    except Invalid as error:
        raise Invalid(FIELD, error.message) from error
    _keep(do, draft, consent_token=sent.token, consent_phone=phone, consent_at=None)


@action("draft.save")
def confirm(do: Doing, draft: Draft, digits: str) -> None:
    """They read the code to whoever helps them. Raises Invalid for a wrong or late one."""
    try:
        codes.check(draft.consent_token, digits)
    except NotProven as error:
        raise Invalid(FIELD, str(error)) from error
    _keep(do, draft, consent_token="", consent_at=do.at)


def _keep(do: Doing, draft: Draft, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save(update_fields=list(fields))
    do.about(draft)
