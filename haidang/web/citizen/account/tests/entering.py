"""Citizens at the door, by the demo's issuer and its inbox of messages."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
from django.test import Client

from haidang.core.citizens.accounts import sign_in
from haidang.core.directory.models import Person
from haidang.core.directory.signing_in.proofs import Proof
from haidang.kernel.outgoing import trusted
from haidang.web.citizen.account.entering import BACKEND

HUONG, BINH = "000188000001", "000075000002"
"""Numbers of two people of the simulated issuer."""


def read_code(outside: str, address: str) -> str:
    """The newest code that was sent there."""
    with httpx.Client(verify=trusted(), trust_env=False) as web:
        rows = web.get(f"{outside}/messages/list", params={"to": address}).json()
    found = re.search(r"\d{6}", rows[0]["text"])
    assert found is not None
    return found[0]


def by_code(client: Client, outside: str, address: str) -> Any:
    sent = client.post("/app/signin/code/", {"address": address})
    assert sent.status_code == 302, unescape(sent.content.decode())
    kept = re.sub(r"[^\d@a-z.]", "", address)
    return client.post("/app/signin/code/enter/", {"digits": read_code(outside, kept)})


def at_issuer(where: str, who: str = HUONG, *, answer: str = "yes", fault: str = "") -> str:
    """What somebody does on the issuer's page; the address they are sent back to, without the host."""
    asked = dict(parse_qsl(urlsplit(where).query))
    with httpx.Client(verify=trusted(), trust_env=False) as web:
        assert web.get(where).status_code == 200
        form = asked | {"who": who, "answer": answer, "fault": fault}
        back = web.post(where.split("?")[0], data=form).headers["location"]
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}"


def by_issuer(client: Client, who: str = HUONG, **more: str) -> Any:
    start = client.get("/app/signin/identity/vneid/")
    assert start.status_code == 302, unescape(start.content.decode())
    return client.get(at_issuer(start["Location"], who, **more))


def citizen(number: str = "0990000099") -> Person:
    """Somebody with an account, begun by a telephone number."""
    return sign_in(Proof("phone", number, claims={"phone": number}))


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    session = client.session
    from haidang.kernel import clock

    session["proven_at"] = clock.now().isoformat()
    session.save()
    return client
