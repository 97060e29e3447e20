"""Signatures from elsewhere: hashes go to a signing service, the signer confirms on their telephone, the signature comes back.

A document is never half signed: until a signature has been held against the very hash that was asked for, the PDF stays as
it is; of several documents in one request all are signed or none.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as msgid

from haidang.core.directory.models import Person
from haidang.core.directory.queries import person_of
from haidang.core.files.receiving import Held
from haidang.core.files.store import store
from haidang.core.notices.actions import notify
from haidang.kernel import clock
from haidang.kernel.action import Actor, Doing, Invalid, NotPossible, action, system
from haidang.kernel.bilingual import both
from haidang.kernel.jobs import later
from haidang.provinces import connectors
from haidang.provinces.facts import Connector

from . import drawing, jobs, seals, smartca
from .actions import must_sign, put_signed
from .crafts import workshop
from .crafts.trial_keys import NO_VALUE
from .models import Credential, Document, Signing, SigningPart
from .smartca import Answer
from .under_way import changing, held, must_be

KIND = "signing"
LASTS = timedelta(minutes=5)
MOST_TOGETHER = 30
SECONDS = 30
PROGRAM = system("signing")
FIRST_LOOK = timedelta(seconds=5)


def services() -> list[Connector]:
    return connectors.every(KIND)


def ask(actor: Actor, documents: Sequence[Document], *, connector: str, user: str) -> Signing:
    """Ask the service for the actor's signature under these documents, confirmed once. `user` is their number there.

    Raises Refused, Invalid, NotPossible: nothing is asked then, and nothing changes.
    """
    chosen = connectors.by_key(KIND, connector)
    if chosen is None:
        raise Invalid("connector", _("Chọn một dịch vụ ký số đang bật."), connector)
    number = "".join(one for one in user if one.isdigit())
    if not number:
        raise Invalid("user", _("Ghi số căn cước đã đăng ký với dịch vụ ký."), "")
    _may_all_be_signed(actor, documents)
    token = secrets.token_hex(16)
    cert = smartca.certificate_of(chosen, number, token)
    name, organisation = _who(cert.certificate)
    look = drawing.stamp(name, "", clock.now(), is_trial=organisation == NO_VALUE)
    made = {one.pk: _prepared(one, cert, look) for one in documents}
    hashes = {one.code: made[one.pk]["hash"] for one in documents}
    why = ", ".join(one.number for one in documents)[:200]
    code = smartca.sign(chosen, number, cert.serial, token, why, hashes)
    signing = Signing(
        token=token, connector=chosen.key, tran_code=code, signer_name=name, certificate=cert.certificate,
        chain=[one.hex() for one in cert.chain], person=person_of(actor),
    )  # fmt: skip
    parts = [
        SigningPart(document=one, hash=made[one.pk]["hash"], prepared=made[one.pk]["pdf"], kept=made[one.pk]["kept"])
        for one in documents
    ]
    return _asked(actor, documents[0], signing, parts, number)


def _may_all_be_signed(actor: Actor, documents: Sequence[Document]) -> None:
    if not 1 <= len(documents) <= MOST_TOGETHER:
        raise Invalid("documents", _("Chọn từ 1 đến %(most)s văn bản.") % {"most": MOST_TOGETHER}, len(documents))
    for one in documents:
        must_sign(actor, one)
        must_be(one, "waiting")
        if one.signing_parts.filter(is_open=True).exists():
            raise NotPossible(_("%(number)s đang chờ xác nhận trên điện thoại rồi.") % {"number": one.number})


def _who(certificate: bytes) -> tuple[str, str]:
    """The name and the organisation of a certificate. Raises NotPossible for one that cannot be read."""
    try:
        load = x509.load_pem_x509_certificate if certificate.startswith(b"-----") else x509.load_der_x509_certificate
        subject = load(certificate).subject
    except ValueError:
        raise NotPossible(_("Dịch vụ ký trả về một chứng thư không đọc được.")) from None
    told = [subject.get_attributes_for_oid(oid) for oid in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)]
    name, organisation = (str(found[0].value) if found else "" for found in told)
    return name, organisation


def _prepared(document: Document, cert: smartca.Certificate, look: bytes) -> dict[str, Any]:
    with store().open(document.file.sha256 if document.file else "") as content:
        body = content.read()
    given = (body, cert.certificate, cert.chain, look, document.place, drawing.reason_of(document))
    made: dict[str, Any] = workshop.press.ask("pades:prepare", *given, seconds=SECONDS)
    return made


@action("document.ask")
def _asked(do: Doing, first: Document, signing: Signing, parts: list[SigningPart], user: str) -> Signing:
    do.about(first, documents=[one.document.code for one in parts], connector=signing.connector)
    signing.asked_by, signing.asked_at, signing.expires_at = str(do.actor), do.at, do.at + LASTS
    signing.office = first.case.office
    signing.save()
    for one in parts:
        one.signing = signing
        fresh = Document.objects.select_for_update().get(pk=one.document_id)
        must_be(fresh, "waiting")
        if fresh.file_id != one.document.file_id:
            raise NotPossible(_("%(number)s vừa được soạn lại; đọc bản mới rồi ký.") % {"number": fresh.number})
    try:
        with transaction.atomic():
            SigningPart.objects.bulk_create(parts)
    except IntegrityError:
        raise NotPossible(_("Một văn bản trong số này vừa được gửi ký ở nơi khác.")) from None
    if signing.person is not None:
        Credential.objects.update_or_create(person=signing.person, connector=signing.connector, defaults={"user": user})
    later(jobs.ask_for, at=do.at + FIRST_LOOK, signing=signing.pk)
    return signing


def poll(signing: Signing) -> Signing:
    """Ask the service how far it is; a service that is down is asked again later, until the time is over."""
    if signing.state != "waiting":
        return signing
    connector = connectors.by_key(KIND, signing.connector)
    answer = Answer("waiting")
    if connector is not None:
        try:
            answer = smartca.status(connector, signing.tran_code)
        except NotPossible:
            answer = Answer("waiting")
    if answer.state == "waiting" and clock.now() > signing.expires_at:
        answer = Answer("expired", why="timeout")
    return settle(signing, answer)


def hear(connector: str, told: dict[str, Any]) -> Signing | None:
    """A webhook of the service. Signatures are proven by themselves; whatever else it says, the service is asked about."""
    code = str(told.get("tran_code") or (told.get("data") or {}).get("tran_code") or "")
    signing = Signing.objects.filter(connector=connector, tran_code=code).first() if code else None
    if signing is None:
        return None
    answer = smartca.read(told)
    return settle(signing, answer) if answer.state == "confirmed" else poll(signing)


def settle(signing: Signing, answer: Answer) -> Signing:
    """Bring a request to its end by an answer; the same answer twice changes nothing, a late one signs nothing."""
    if answer.state == "waiting":
        return signing
    if signing.state != "waiting" or clock.now() > signing.expires_at + LASTS:
        return _late(PROGRAM, signing) if answer.state == "confirmed" and signing.state != "confirmed" else signing
    if answer.state != "confirmed":
        return _ended(PROGRAM, signing, answer.state, answer.why)
    try:
        made = {
            part.pk: _finished(signing, part, answer)
            for part in signing.parts.select_related("document__case", "document__file")
        }
    except workshop.Unfit:
        return _ended(PROGRAM, signing, "failed", _("chữ ký trả về không phải của văn bản này"))
    return _confirmed(PROGRAM, signing, made)


def _finished(signing: Signing, part: SigningPart, answer: Answer) -> tuple[Held, str]:
    signature = answer.signatures.get(part.document.code)
    if signature is None or part.prepared is None:
        raise workshop.Unfit("wrong_signature")
    chain = [bytes.fromhex(one) for one in signing.chain]
    given = (bytes(part.prepared), part.kept, bytes(signing.certificate), chain, signature, seals.time_stamps())
    body, level = workshop.press.ask("pades:finish", *given, seconds=SECONDS)
    pages = part.document.file.pages if part.document.file else None
    return held(part.document, body, pages), level


@action("signing.end")
def _confirmed(do: Doing, signing: Signing, made: dict[int, tuple[Held, str]]) -> Signing:
    fresh = _locked(signing)
    do.about(fresh)
    if fresh.state != "waiting":
        return fresh
    is_trial = _who(bytes(fresh.certificate))[1] == NO_VALUE
    for part in fresh.parts.select_related("document__case"):
        with changing(do, part.document) as document:
            must_be(document, "waiting")
            document.signer = fresh.person
            put_signed(do, document, *made[part.pk], who=fresh.signer_name, is_trial=is_trial)
    do.about(fresh)
    return _over(do, fresh, "confirmed", "")


@action("signing.fail")
def _ended(do: Doing, signing: Signing, state: str, why: str) -> Signing:
    fresh = _locked(signing)
    do.about(fresh, state=state, why=why)
    return _over(do, fresh, state, why) if fresh.state == "waiting" else fresh


@action("signing.late")
def _late(do: Doing, signing: Signing) -> Signing:
    """An answer after the end is kept as a fact and used for nothing."""
    fresh = _locked(signing)
    do.about(fresh)
    if fresh.late_at is None:
        fresh.late_at = do.at
        fresh.save(update_fields=["late_at"])
    return fresh if fresh.state != "waiting" else _over(do, fresh, "expired", "late")


def _locked(signing: Signing) -> Signing:
    return Signing.objects.select_for_update(of=("self",)).select_related("person", "office").get(pk=signing.pk)


def _over(do: Doing, signing: Signing, state: str, why: str) -> Signing:
    signing.state, signing.why, signing.ended_at = state, why, do.at
    signing.save()
    signing.parts.update(is_open=False, prepared=None)
    if state != "confirmed" and signing.person is not None and signing.person.office_id is not None:
        title = {
            "cancelled": msgid("Bạn đã từ chối ký trên điện thoại"),
            "expired": msgid("Yêu cầu ký đã hết hạn, chưa ký được"),
            "failed": msgid("Chữ ký không dùng được, văn bản chưa được ký"),
        }[state]
        notify(do, [signing.person], kind=do.name, title=both(title), link="/documents/")
    return signing


def remembered(person: Person | None, connector: str) -> str:
    """The number under which somebody signed last at a service; for themselves alone."""
    found = Credential.objects.filter(person=person, connector=connector).first() if person else None
    return found.user if found else ""
