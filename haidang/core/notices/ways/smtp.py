"""Mail by SMTP (RFC 5321), through smtplib: STARTTLS or TLS unless the line says `tls = none`, which a local relay may."""

import secrets
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import urlsplit

from haidang.provinces import pack

from .letter import Letter, Line, Undeliverable

SECONDS = 10.0
LONGEST_SUBJECT = 120
FOR_GOOD = range(500, 600)
"""Replies that no second try changes (RFC 5321, 4.2.1)."""


def send(line: Line, letter: Letter) -> str:
    """The Message-ID. Raises Undeliverable for an address that the server refuses for good."""
    message = _message(line, letter)
    where = urlsplit(line.address)
    is_tls = where.scheme == "smtps"
    kind = smtplib.SMTP_SSL if is_tls else smtplib.SMTP
    with kind(where.hostname or "", where.port or (465 if is_tls else 587), timeout=SECONDS) as server:
        if not is_tls and line.settings.get("tls", "starttls") == "starttls":
            server.starttls(context=ssl.create_default_context())
        if line.account and line.secret:
            server.login(line.account, line.secret)
        try:
            _send(server, line, message)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            if code in FOR_GOOD:
                raise Undeliverable(f"{code} {said.decode(errors='replace')}") from error
            raise
    return str(message["Message-ID"])


def _send(server: smtplib.SMTP, line: Line, message: EmailMessage) -> None:
    """What cannot be delivered comes back to `returns`, called by its Message-ID where the server can (RFC 3461)."""
    server.ehlo_or_helo_if_needed()
    returns, name = line.settings.get("returns", ""), str(message["Message-ID"]).strip("<>")
    can = bool(returns) and server.has_extn("dsn")
    server.send_message(
        message, from_addr=returns or None, mail_options=["RET=HDRS", f"ENVID={name}"] if can else [],
        rcpt_options=["NOTIFY=FAILURE"] if can else [],
    )  # fmt: skip


def _message(line: Line, letter: Letter) -> EmailMessage:
    domain = pack.chosen().province.email_domain
    message = EmailMessage()
    message["From"] = line.settings.get("from") or line.account or f"noreply@{domain}"
    message["To"], message["Subject"] = letter.address, letter.title[:LONGEST_SUBJECT]
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(secrets.token_hex(8), domain)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    message.set_content(letter.text)
    return message
