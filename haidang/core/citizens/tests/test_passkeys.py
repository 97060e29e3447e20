"""Passkeys with an authenticator in software: added, used, never used by another or for another address."""

import hashlib
import json
import os

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from haidang.core.citizens import passkeys
from haidang.core.citizens.accounts import sign_in
from haidang.core.citizens.models import Citizen
from haidang.core.directory.signing_in.proofs import NotProven, Proof
from haidang.kernel.action import Invalid

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "http://localhost:8000", "http://localhost:9000"
PRESENT_AND_VERIFIED = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV


class Device:
    """One key on one device."""

    def __init__(self) -> None:
        self.key, self.id, self.counter = ec.generate_private_key(ec.SECP256R1()), os.urandom(16), 0

    def _said(self, kind: str, asked: dict, origin: str) -> CollectedClientData:
        challenge = websafe_decode(asked["publicKey"]["challenge"])
        return CollectedClientData.create(type=kind, challenge=challenge, origin=origin)

    def _data(self, flags: int, more: bytes = b"") -> AuthenticatorData:
        self.counter += 1
        return AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), flags, self.counter, more)

    def made(self, asked: dict, origin: str = HERE) -> str:
        said = self._said("webauthn.create", asked, origin)
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(bytes(16), self.id, public)
        data = self._data(PRESENT_AND_VERIFIED | AuthenticatorData.FLAG.AT, credential)
        return self._told(clientDataJSON=said, attestationObject=AttestationObject.create("none", data, {}))

    def answered(self, asked: dict, origin: str = HERE, key: ec.EllipticCurvePrivateKey | None = None) -> str:
        said = self._said("webauthn.get", asked, origin)
        data = self._data(PRESENT_AND_VERIFIED)
        signed = (key or self.key).sign(data + said.hash, ec.ECDSA(SHA256()))
        return self._told(clientDataJSON=said, authenticatorData=data, signature=signed)

    def _told(self, **response: bytes) -> str:
        told = {name: websafe_encode(value) for name, value in response.items()}
        number = websafe_encode(self.id)
        return json.dumps(
            {"id": number, "rawId": number, "type": "public-key", "response": told, "clientExtensionResults": {}}
        )


@pytest.fixture
def person(db):
    return sign_in(Proof("phone", "0990000071"))


@pytest.fixture
def device(person):
    device = Device()
    add(person, device)
    return device


def add(person, device, origin=HERE):
    asked, state = passkeys.ask_to_add(person, HERE)
    return passkeys.add(person.as_actor(), Citizen(person), origin=HERE, state=state, answer=device.made(asked, origin))


def test_a_passkey_that_was_added_lets_in(person, device):
    asked, state = passkeys.ask(HERE)
    assert passkeys.person_of(HERE, state, device.answered(asked)) == person


def test_one_made_for_another_address_is_refused(person, device):
    with pytest.raises(Invalid):
        add(person, Device(), ELSEWHERE)
    asked, state = passkeys.ask(HERE)
    with pytest.raises(NotProven):
        passkeys.person_of(HERE, state, device.answered(asked, ELSEWHERE))


def test_an_answer_to_another_question_or_by_another_key_is_refused(device):
    old, _state = passkeys.ask(HERE)
    asked, state = passkeys.ask(HERE)
    with pytest.raises(NotProven):
        passkeys.person_of(HERE, state, device.answered(old))
    with pytest.raises(NotProven):
        passkeys.person_of(HERE, state, device.answered(asked, key=ec.generate_private_key(ec.SECP256R1())))
    with pytest.raises(NotProven):
        passkeys.person_of(HERE, None, device.answered(asked))
    with pytest.raises(NotProven, match="Không có tài khoản"):
        passkeys.person_of(HERE, state, Device().answered(asked))


@pytest.mark.parametrize("answer", ["{}", "[]", '"x"', '{"id": 1}', '{"id": "AA", "rawId": "AA", "response": {}}'])
def test_what_is_no_answer_is_refused(person, answer):
    _asked, state = passkeys.ask(HERE)
    with pytest.raises(NotProven):
        passkeys.person_of(HERE, state, answer)
    with pytest.raises(Invalid):
        passkeys.add(person.as_actor(), Citizen(person), origin=HERE, state=state, answer=answer)


def test_a_twin_is_told_by_its_counter(device):
    asked, state = passkeys.ask(HERE)
    passkeys.person_of(HERE, state, device.answered(asked))
    device.counter = 0
    asked, state = passkeys.ask(HERE)
    with pytest.raises(NotProven, match="sao chép"):
        passkeys.person_of(HERE, state, device.answered(asked))
