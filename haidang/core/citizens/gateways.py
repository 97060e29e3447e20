"""What carries short messages: the province's connectors of the kinds "sms" and "mail".

A gateway takes `POST {"to", "text"}` with a bearer token and answers 2xx; mail also goes out by SMTP when the address of
the connector says smtp:// or smtps://.
"""

import logging
import smtplib
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx
from django.utils.translation import gettext as _

from haidang.provinces import connectors
from haidang.provinces.facts import Connector

from .proofs import Kind, NotProven

CHANNELS = {"phone": "sms", "mail": "mail"}
SECONDS = 6.0
log = logging.getLogger(__name__)


def has(kind: Kind) -> bool:
    return connectors.first(CHANNELS[kind]) is not None


def inbox() -> str:
    """Where a demo shows what was sent; "" where messages really go out."""
    found = (connectors.first(name) for name in ("sms", "mail"))
    return next((f"{one.address}/" for one in found if one is not None and one.is_simulated), "")


def deliver(kind: Kind, address: str, text: str) -> None:
    """Raises NotProven in plain words when the message did not go out."""
    connector = connectors.first(CHANNELS[kind])
    if connector is None:
        raise NotProven(_("Tỉnh chưa nối kênh gửi tin này. Chọn cách đăng nhập khác."))
    try:
        send(connector, address, text)
    except (httpx.HTTPError, OSError, smtplib.SMTPException) as error:
        log.warning("%s did not take a message: %s", connector.key, type(error).__name__)
        raise NotProven(_("Chưa gửi được tin. Thử lại sau vài phút, hoặc chọn cách đăng nhập khác.")) from error


def to_phone(address: str, text: str) -> None:
    """The outbox's sender of SMS to citizens. Raises what the gateway raises."""
    _through("sms", address, text)


def to_mailbox(address: str, text: str) -> None:
    _through("mail", address, text)


def _through(channel: str, address: str, text: str) -> None:
    connector = connectors.first(channel)
    if connector is None:
        raise ConnectionError(f"no connector of kind {channel} is switched on: connectors.toml")
    send(connector, address, text)


def send(connector: Connector, address: str, text: str) -> None:
    if urlsplit(connector.address).scheme in ("smtp", "smtps"):
        _by_smtp(connector, address, text)
        return
    secret = connectors.secret_of(connector)
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    with httpx.Client(trust_env=False, timeout=SECONDS) as client:
        sent = {"to": address, "text": text, "channel": connector.kind}
        client.post(f"{connector.address}/send", json=sent, headers=headers).raise_for_status()


def _by_smtp(connector: Connector, address: str, text: str) -> None:
    where = urlsplit(connector.address)
    message = EmailMessage()
    message["From"] = connector.settings.get("from", connector.client)
    message["To"], message["Subject"] = address, text.splitlines()[0][:70]
    message.set_content(text)
    is_tls = where.scheme == "smtps"
    kind = smtplib.SMTP_SSL if is_tls else smtplib.SMTP
    with kind(where.hostname or "", where.port or (465 if is_tls else 587), timeout=SECONDS) as server:
        if not is_tls:
            server.starttls()
        if connector.client:
            server.login(connector.client, connectors.secret_of(connector))
        server.send_message(message)
