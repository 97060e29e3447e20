"""Getting a page or a file over HTTP: conditional, bounded in time and size, each step of a redirect checked anew."""

import base64
import hashlib
import time
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from haidang.core.ui.numbers import said
from haidang.kernel import clock, outgoing
from haidang.kernel.pull import Pull

from .faults import Fault
from .reaching import Place, reached

MOST_STEPS = 3
AGENT = "HaiDang/1 (operations centre; reads public data)"
TO = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Got:
    """`body` is None when the server says that nothing is new."""

    body: bytes | None
    kind: str
    etag: str
    modified: str
    digest: str
    encoding: str


def get(one: Pull, secret: str, etag: str = "", modified: str = "") -> Got:
    """Raises Fault."""
    seconds = clock.duration(one.timeout).total_seconds()
    until = time.monotonic() + seconds
    address = one.address
    first: Place | None = None
    for _step in range(MOST_STEPS + 1):
        place = reached(address, ("http", "https"))
        first = first or place
        is_own = (place.url.scheme, place.host, place.port) == (first.url.scheme, first.host, first.port)
        headers = _headers(one, secret if is_own else "", etag, modified)
        try:
            found = _one(place, headers, until, one)
        except httpx.TimeoutException:
            raise Fault("slow", limit=one.timeout) from None
        except httpx.HTTPError as error:
            raise Fault("unreachable", why=str(error) or type(error).__name__) from None
        if isinstance(found, Got):
            return found
        address = urljoin(place.url.geturl(), found)
    raise Fault("refused", status="3xx")


def _headers(one: Pull, secret: str, etag: str, modified: str) -> dict[str, str]:
    headers = {"user-agent": AGENT, "accept-encoding": "gzip"}
    if secret and one.proof == "bearer":
        headers["authorization"] = f"Bearer {secret}"
    elif secret and one.proof == "header":
        headers[one.header] = secret
    elif secret and one.proof == "basic":
        both = base64.b64encode(f"{one.user}:{secret}".encode()).decode()
        headers["authorization"] = f"Basic {both}"
    if etag:
        headers["if-none-match"] = etag
    if modified:
        headers["if-modified-since"] = modified
    return headers


def _one(place: Place, headers: dict[str, str], until: float, one: Pull) -> Got | str:
    """What came, or where the server sends us."""
    left = max(until - time.monotonic(), 0.1)
    asked = {**headers, "host": place.url.netloc}
    with (
        outgoing.client(left) as client,
        client.stream("GET", place.pinned, headers=asked, extensions={"sni_hostname": place.host}) as answer,
    ):
        if answer.status_code == 304:
            return Got(None, "", headers.get("if-none-match", ""), headers.get("if-modified-since", ""), "", "")
        if answer.status_code in TO and answer.headers.get("location"):
            return str(answer.headers["location"])
        if answer.status_code != 200:
            raise Fault("refused", status=answer.status_code)
        body = _body(answer, until, one)
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().casefold()
        etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
        digest = hashlib.sha256(body).hexdigest()
        return Got(body, kind, etag[:200], modified[:60], digest, answer.charset_encoding or "")


def _body(answer: httpx.Response, until: float, one: Pull) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in answer.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > one.most_bytes:
            raise Fault("too_large", limit=f"{said(one.most_bytes / 1e6, 1)} MB")
        if time.monotonic() > until:
            raise Fault("slow", limit=one.timeout)
    return b"".join(parts)
