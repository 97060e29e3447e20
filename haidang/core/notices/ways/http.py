"""A gateway over HTTP, for SMS or mail.

POST <address>/send   {"to", "text", "channel"}, bearer token -> 2xx, {"id"} where it gives one
GET  <address>/status/<id>                                    -> {"state": sent | delivered | failed, "why"}

The settings `to`, `text` and `id` name the fields otherwise; `letters = plain` sends without diacritics.
"""

from collections.abc import Iterable
from urllib.parse import quote

import httpx

from haidang.kernel import outgoing

from .letter import Letter, Line, Outcome, Undeliverable, written

SECONDS = 6.0
BAD_ADDRESS = (400, 404, 410, 422)
"""Of the message and not of the moment; 401, 403 and 429 are mended on one of the two sides."""
STATES = ("sent", "delivered", "failed")


def send(line: Line, letter: Letter) -> str:
    """The gateway's number of the message. Raises Undeliverable, httpx.HTTPError."""
    names = {ours: line.settings.get(ours, ours) for ours in ("to", "text", "id")}
    with _client(line) as client:
        said = {names["to"]: letter.address, names["text"]: written(line, letter), "channel": line.channel}
        answer = client.post(f"{line.address}/send", json=said)
    if answer.status_code in BAD_ADDRESS:
        raise Undeliverable(f"{answer.status_code} {answer.text[:200]}")
    answer.raise_for_status()
    try:
        told = answer.json()
    except ValueError:
        return ""
    return str(told.get(names["id"], ""))[:120] if isinstance(told, dict) else ""


def ask(line: Line, receipts: Iterable[str]) -> dict[str, Outcome]:
    """What became of messages; those of which nothing is known are left out."""
    found: dict[str, Outcome] = {}
    with _client(line) as client:
        for receipt in receipts:
            answer = client.get(f"{line.address}/status/{quote(receipt, safe='')}")
            if answer.status_code in (404, 405):
                continue
            answer.raise_for_status()
            told = answer.json()
            if isinstance(told, dict) and told.get("state") in STATES:
                found[receipt] = Outcome(told["state"], str(told.get("why", ""))[:300])
    return found


def _client(line: Line) -> httpx.Client:
    headers = {"Authorization": f"Bearer {line.secret}"} if line.secret else {}
    return outgoing.client(SECONDS, headers)
