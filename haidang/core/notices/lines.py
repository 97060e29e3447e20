"""Through what each channel sends now: as it was set here, else the province's connector; and the sending itself."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from haidang.kernel.once import once
from haidang.kernel.sealing import Unsealable, unseal
from haidang.provinces import connectors
from haidang.provinces.facts import Connector

from .models import ChannelSetup, ReturnBox
from .ways import http, modem, push, smtp
from .ways.letter import Letter, Line, Outcome, Way

MODULES: dict[Way, Any] = {"smtp": smtp, "http": http, "modem": modem, "push": push}
SCHEMES: dict[str, Way] = {
    "smtp": "smtp", "smtps": "smtp", "http": "http", "https": "http", "serial": "modem"
}  # fmt: skip


def line_of(channel: str) -> Line | None:
    """None where nobody has said how it sends, or it is switched off. Asks the database once a request."""
    row = once("channel setups", lambda: {one.channel: one for one in ChannelSetup.objects.all()}).get(channel)
    line = _of_province(channel) if row is None else _set_here(row) if row.is_on else None
    return _with_returns(line) if line and line.way == "smtp" else line


def _with_returns(line: Line) -> Line:
    """`returns`: the envelope sender, where somebody reads what comes back (returns.py)."""
    row = once("return box", lambda: ReturnBox.objects.filter(is_on=True).first())
    return replace(line, settings=line.settings | {"returns": row.mailbox}) if row else line


def send(line: Line, letter: Letter) -> str:
    """The receipt. Raises Undeliverable for good; OSError, httpx.HTTPError, smtplib.SMTPException for now."""
    receipt: str = MODULES[line.way].send(line, letter)
    return receipt


def can_ask(line: Line) -> bool:
    return hasattr(MODULES[line.way], "ask")


def ask(line: Line, receipts: Iterable[str]) -> dict[str, Outcome]:
    found: dict[str, Outcome] = MODULES[line.way].ask(line, receipts)
    return found


def _set_here(row: ChannelSetup) -> Line | None:
    try:
        secret = unseal(bytes(row.secret)) if row.secret else ""
    except Unsealable:
        return None
    way: Way = row.way  # type: ignore[assignment]
    return Line(row.channel, way, row.address, row.account, secret, row.settings, is_set_here=True)


def _of_province(channel: str) -> Line | None:
    if channel not in ("mail", "sms", "push"):
        return None
    every = connectors.every(channel)
    found = next((one for one in every if channel == "push" or _way(one) is not None), None)
    if found is None:
        return None
    way: Way = "push" if channel == "push" else _way(found) or "http"
    return Line(
        channel, way, found.address, found.client, connectors.secret_of(found), found.settings,
        is_simulated=found.is_simulated,
    )  # fmt: skip


def _way(connector: Connector) -> Way | None:
    return SCHEMES.get(urlsplit(connector.address).scheme)
