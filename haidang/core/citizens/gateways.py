"""Short messages to citizens within a request: codes to a telephone or a mailbox, through the lines of the channels."""

import logging
import smtplib

import httpx
from django.utils.translation import gettext as _

from haidang.core.directory.signing_in.proofs import Kind, NotProven
from haidang.core.notices import lines
from haidang.core.notices.ways.letter import Letter, Undeliverable

CHANNELS = {"phone": "sms", "mail": "mail"}
log = logging.getLogger(__name__)


def has(kind: Kind) -> bool:
    return lines.line_of(CHANNELS[kind]) is not None


def inbox() -> str:
    """Where a demo shows what was sent; "" where messages really go out."""
    found = (lines.line_of(name) for name in ("sms", "mail"))
    return next((f"{one.address}/" for one in found if one and one.is_simulated and one.way == "http"), "")


def deliver(kind: Kind, address: str, text: str) -> None:
    """Raises NotProven in plain words when the message did not go out."""
    line = lines.line_of(CHANNELS[kind])
    if line is None:
        raise NotProven(_("Tỉnh chưa nối kênh gửi tin này. Chọn cách đăng nhập khác."))
    try:
        lines.send(line, Letter(address, text))
    except (httpx.HTTPError, OSError, smtplib.SMTPException, Undeliverable) as error:
        log.warning("%s did not take a message: %s", line.channel, type(error).__name__)
        raise NotProven(_("Chưa gửi được tin. Thử lại sau vài phút, hoặc chọn cách đăng nhập khác.")) from error
