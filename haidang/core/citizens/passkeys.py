"""Passkeys (WebAuthn level 2) by python-fido2: added by who is signed in, asked for without a name at the door."""

import json
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from haidang.core.directory.models import Person
from haidang.core.directory.signing_in.proofs import NotProven
from haidang.kernel import clock
from haidang.kernel.action import Doing, Invalid, NotPossible, action
from haidang.provinces import pack

from .models import Citizen, Passkey

MOST = 8


def _server(origin: str) -> Fido2Server:
    """For our own address alone: a passkey made for it works nowhere else, and none of elsewhere works here."""
    host = urlsplit(origin).hostname or ""
    rp = PublicKeyCredentialRpEntity(name=pack.chosen().province.name.vi, id=host)
    return Fido2Server(rp, verify_origin=lambda given: given == origin)


def ask_to_add(person: Person, origin: str) -> tuple[dict[str, Any], Any]:
    """What the browser is asked, and what the session keeps."""
    user = PublicKeyCredentialUserEntity(id=str(person.pk).encode(), name=person.account, display_name=str(person))
    known = [AttestedCredentialData(bytes(one.credential)) for one in person.passkeys.all()]
    options, state = _server(origin).register_begin(
        user,
        known,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


@action("citizen.passkey")
def add(do: Doing, citizen: Citizen, *, origin: str, state: Any, answer: str, name: str = "") -> Passkey:
    """Keep a new passkey. Raises Invalid for an answer that is none of ours, NotPossible beyond MOST."""
    if citizen.person.passkeys.count() >= MOST:
        raise NotPossible(_("Một tài khoản giữ nhiều nhất %(most)s khóa.") % {"most": MOST})
    try:
        said = RegistrationResponse.from_dict(json.loads(answer))
        data = _server(origin).register_complete(state, said).credential_data
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Invalid("passkey", _("Không thêm được khóa này; bắt đầu lại.")) from error
    if data is None or Passkey.objects.filter(credential_id=data.credential_id).exists():
        raise Invalid("passkey", _("Khóa này đã có."))
    do.about(citizen, change="added")
    return Passkey.objects.create(
        person=citizen.person, name=name.strip()[:60] or _("Khóa của máy này"), credential_id=data.credential_id,
        credential=bytes(data), added_at=do.at,
    )  # fmt: skip


@action("citizen.passkey")
def remove(do: Doing, citizen: Citizen, number: int) -> None:
    """Raises NotPossible when it is the last way in."""
    rows = citizen.person.passkeys.filter(pk=number)
    if rows and not citizen.person.identities.exists() and citizen.person.passkeys.count() == 1:
        raise NotPossible(_("Đây là cách đăng nhập duy nhất: thêm một cách khác trước khi bỏ."))
    rows.delete()
    do.about(citizen, change="removed")


def ask(origin: str) -> tuple[dict[str, Any], Any]:
    """For anybody: the device offers what it has for this address."""
    options, state = _server(origin).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), state


def person_of(origin: str, state: Any, answer: str) -> Person:
    """Whose passkey answered; that it was used is kept. Raises NotProven."""
    try:
        said = AuthenticationResponse.from_dict(json.loads(answer))
        row = Passkey.objects.select_related("person").filter(credential_id=said.raw_id).first()
        if row is None:
            raise NotProven(_("Không có tài khoản nào dùng khóa này ở đây."))
        _server(origin).authenticate_complete(state, [AttestedCredentialData(bytes(row.credential))], said)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotProven(_("Khóa không được chấp nhận. Thử lại, hoặc chọn cách khác.")) from error
    if not row.person.is_active:
        raise NotProven(_("Tài khoản này đã đóng. Gọi 1022 nếu bạn cần giúp."))
    _count(row, said.response.authenticator_data.counter)
    return row.person


def _count(row: Passkey, counter: int) -> None:
    """A device that counts backwards has a twin (WebAuthn level 2, 6.1.1). Raises NotProven."""
    if row.counter and counter <= row.counter:
        raise NotProven(_("Khóa này có dấu hiệu bị sao chép. Dùng cách đăng nhập khác và bỏ khóa này."))
    row.counter, row.used_at = counter, clock.now()
    row.save(update_fields=["used_at", "counter"])
