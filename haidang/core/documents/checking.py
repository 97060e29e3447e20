"""What a document is worth: by its code, or by the file itself."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal

from django.core.cache import cache

from haidang.core.files.store import store
from haidang.kernel.action import Invalid

from . import saying, seals
from .aloud import SIGNS
from .crafts import workshop
from .crafts.trial_keys import NO_VALUE
from .models import Document

SECONDS = 12
REMEMBERED = 3600
LARGEST = 20_000_000
"""Bytes of a file that anybody may have examined."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature in a PDF; `at` is the stamped time where `is_stamped`, else what the signer's machine said."""

    by: str
    office: str
    issuer: str
    at: datetime | None
    is_stamped: bool
    is_whole: bool
    is_valid: bool
    is_trusted: bool

    @property
    def is_good(self) -> bool:
        return self.is_whole and self.is_valid and self.is_trusted

    @property
    def is_trial(self) -> bool:
        """Made with a certificate for trying out, without legal value."""
        return self.office == NO_VALUE


@dataclass(frozen=True, slots=True)
class Worth:
    """What a file says of itself: its signatures, and the check code it carries if it is one of ours."""

    signatures: list[Signature]
    check_code: str

    @property
    def is_good(self) -> bool:
        return bool(self.signatures) and all(one.is_good for one in self.signatures)


@dataclass(frozen=True, slots=True)
class Checked:
    """What anybody is told who holds a document: nothing personal but the first letters of the name.

    verdict: valid, unsigned (nobody has signed it yet), changed, void, expired; unchecked when the signatures could not be
    examined just now.
    """

    verdict: Literal["valid", "unsigned", "changed", "void", "expired", "unchecked"]
    document: Document
    initials: str
    signatures: list[Signature]
    valid_to: date | None


def worth(pdf: bytes) -> Worth:
    """Examine a file in a process of its own. Raises Invalid in plain words for what is no whole PDF."""
    from django.utils.translation import gettext as _

    try:
        found = workshop.gate.ask("verifying:verify", pdf, seals.roots(), seconds=SECONDS)
        code = workshop.gate.ask("verifying:said_code", pdf, seconds=SECONDS)
    except workshop.Unfit as unfit:
        remedies = {
            "not_pdf": _("Đây không phải tệp PDF. Chọn đúng tệp văn bản đã tải về."),
            "locked": _("Tệp PDF có mật khẩu nên không đọc được. Bỏ mật khẩu rồi thử lại."),
        }
        raise Invalid("file", remedies.get(unfit.code, _("Tệp PDF hỏng, không đọc được. Tải lại bản gốc."))) from None
    except workshop.Broke:
        raise Invalid(
            "file", _("Không đọc được tệp này: quá lớn hoặc quá phức tạp. Thử bản gốc tải từ hệ thống.")
        ) from None
    return Worth([_signature(one) for one in found], code)


def _signature(told: dict[str, Any]) -> Signature:
    at = datetime.fromisoformat(told["at"]) if told["at"] else None
    kept = {name: told[name] for name in ("by", "office", "issuer", "is_stamped", "is_whole", "is_valid", "is_trusted")}
    return Signature(at=at, **kept)


def by_code(typed: str) -> Checked | None:
    """What is known of a document by its check code, however it was typed; None for none."""
    code = as_code(typed)
    found = Document.objects.filter(check_code=code).select_related("case__version", "office", "file").first()
    return checked(found) if found is not None else None


def as_code(typed: str) -> str:
    """The code as it is kept: capitals in groups of four.

    >>> as_code(" k7mq2pr9 tbd4")
    'K7MQ-2PR9-TBD4'
    """
    signs = "".join(one for one in typed.upper() if one in SIGNS)[:12]
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))


def checked(document: Document) -> Checked:
    """What anybody may know of a document by its code: whether it holds, who signed, and the initials of whom it names."""
    from haidang.kernel import clock

    try:
        signatures, is_examined = signatures_of(document), True
    except Invalid:
        signatures, is_examined = [], False
    if document.state == "void":
        verdict: Any = "void"
    elif not is_examined:
        verdict = "unchecked"
    elif document.state != "signed" or not signatures:
        verdict = "unsigned"
    elif not all(one.is_whole and one.is_valid for one in signatures):
        verdict = "changed"
    elif document.valid_to and document.valid_to < clock.today():
        verdict = "expired"
    else:
        verdict = "valid"
    name = saying.person_facts(document.case)["name"]
    return Checked(verdict, document, saying.initials(name), signatures, document.valid_to)


def signatures_of(document: Document) -> list[Signature]:
    """The signatures in the file that is kept, examined at most once an hour. Raises Invalid when that fails just now."""
    if document.file is None or document.state not in ("signed", "void"):
        return []
    key = f"signatures:{document.file.sha256}"
    known: list[Signature] | None = cache.get(key)
    if known is None:
        with store().open(document.file.sha256) as content:
            known = worth(content.read()).signatures
        cache.set(key, known, REMEMBERED)
    return known


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a file that somebody handed in is: `ours` if it is byte for byte one of ours, `claims` the one it says it is."""

    worth: Worth
    ours: Checked | None = None
    claims: Document | None = None


def by_file(pdf: bytes) -> Dropped:
    """Compare with what is kept, and examine the signatures. The file is not kept. Raises Invalid."""
    kept = Document.objects.filter(file__sha256=sha256(pdf).hexdigest()).select_related(
        "case__version", "office", "file"
    )
    ours = kept.first()
    if ours is not None:
        return Dropped(Worth(signatures_of(ours), ours.check_code), checked(ours))
    found = worth(pdf)
    claims = Document.objects.filter(check_code=found.check_code).first() if found.check_code else None
    return Dropped(found, claims=claims)
