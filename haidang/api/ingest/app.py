"""POST /ingest: the door for machines, on bare ASGI.

    Authorization: Bearer hd_...          a key that may "ingest"
    {"readings": [{"thing": "AQ-001", "series": "pm25", "at": "2026-11-21T09:00:00+07:00", "value": 37.2, "quality": 0}]}

200 after commit with what became of each reading; 400 not JSON, 401 no valid key, 403 the key may not send, 405, 413
too large, 415 unknown encoding, 429 too fast or the centre is behind, 503 the database does not answer (both with
Retry-After). Every refusal is application/problem+json; `rejected` speaks the language of Accept-Language (vi, en).
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus

import msgspec
from django.db import Error, close_old_connections
from django.utils import translation
from django.utils.translation import gettext as _

from haidang.api.asgi_types import Receive, Scope, Send, header, respond
from haidang.core.directory.keys import KeyGrant, grant_for, kept_grant
from haidang.core.telemetry.group import GroupCommit, Overloaded, Unavailable, close_connection
from haidang.core.telemetry.readings import Delivery, Receipt, Sender
from haidang.kernel import clock

from . import body as bodies
from .body import Gone, Parsed, TooLarge, Unreadable
from .rate import Rates

MOST_BUFFERED = 64 * 1024 * 1024  # bytes of bodies in one process, until they are committed
LONGEST_NAME = 80  # of a request, as its sender calls it
_encode = msgspec.json.Encoder().encode


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, detail: str, *headers: tuple[bytes, bytes]) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, list(headers)


@dataclass(slots=True)
class Door:
    """What one process needs to let readings in."""

    commits: GroupCommit = field(default_factory=GroupCommit)
    rates: Rates = field(default_factory=Rates)
    buffered: int = 0
    _keys: ThreadPoolExecutor | None = None

    async def start(self) -> None:
        self.commits, self._keys = GroupCommit(), ThreadPoolExecutor(1, "keys")
        await self.commits.start()

    async def stop(self) -> None:
        await self.commits.stop()
        if self._keys is not None:
            await asyncio.get_running_loop().run_in_executor(self._keys, close_connection)
            self._keys.shutdown()
            self._keys = None

    async def answer(self, scope: Scope, receive: Receive) -> bytes:
        """The body of a 200. Raises Refusal."""
        if scope["method"] != "POST":
            raise Refusal(405, _("chỉ nhận POST"), (b"allow", b"POST"))
        grant = await self._grant(header(scope, b"authorization"))
        self._check_pace(grant)
        reserved = _declared_size(scope)
        self.buffered += reserved
        try:
            found = await _read(scope, receive)
            self.buffered += found.size - reserved
            reserved = found.size
            return _said(await self._recorded(grant, found, header(scope, b"x-request-id")[:LONGEST_NAME]))
        finally:
            self.buffered -= reserved

    async def _recorded(self, grant: KeyGrant, found: Parsed, name: str) -> Receipt:
        """A delivery that finds no room has sent nothing, and is not counted as sent."""
        sender = Sender(grant.name, grant.things or ("*",), grant.source)
        delivery = Delivery(sender, found.lines, clock.now(), found.index, found.refused, door="api", name=name)
        try:
            self.commits.check_room()
            self.rates.charge(grant.name, grant.readings_per_second, len(found))
            return await self.commits.put(delivery)
        except Overloaded as error:
            raise _slow_down(error.retry_after, _("máy chủ đang quá tải: gửi lại sau")) from None
        except Unavailable as error:
            raise Refusal(503, _("cơ sở dữ liệu không trả lời: gửi lại sau"), _retry(error.retry_after)) from None

    async def _grant(self, authorization: str) -> KeyGrant:
        scheme, _space, token = authorization.partition(" ")
        grant = None
        if scheme.lower() == "bearer" and token:
            is_known, grant = kept_grant(token)
            if not is_known:
                try:
                    grant = await asyncio.get_running_loop().run_in_executor(self._keys, _looked_up, token.strip())
                except Error:
                    raise Refusal(503, _("cơ sở dữ liệu không trả lời: gửi lại sau"), _retry(5)) from None
        if grant is None:
            detail = _("khóa không đúng, đã bị thu hồi hoặc hết hạn: gửi Authorization: Bearer <khóa>")
            raise Refusal(401, detail, (b"www-authenticate", b"Bearer"))
        if not grant.allows("ingest"):
            raise Refusal(403, _("khóa %(key)s không được gửi số liệu: cần quyền ingest") % {"key": grant.name})
        return grant

    def _check_pace(self, grant: KeyGrant) -> None:
        seconds = self.rates.wait_for(grant.name, grant.readings_per_second)
        if seconds:
            detail = _("khóa %(key)s gửi nhanh hơn %(rate)s số đo mỗi giây: gửi lại sau %(seconds)s giây")
            figures = {"key": grant.name, "rate": grant.readings_per_second, "seconds": seconds}
            raise _slow_down(seconds, detail % figures)
        try:
            self.commits.check_room(is_full=self.buffered >= MOST_BUFFERED)
        except Overloaded as error:
            raise _slow_down(error.retry_after, _("máy chủ đang quá tải: gửi lại sau")) from None


def _looked_up(token: str) -> KeyGrant | None:
    close_old_connections()
    return grant_for(token)


def _declared_size(scope: Scope) -> int:
    """What the body will take in memory: the declared length, or the most it can be."""
    declared = header(scope, b"content-length")
    size = int(declared) if declared.isdigit() else bodies.MOST_BYTES
    if size > bodies.MOST_BYTES:
        raise _too_large()
    return size


async def _read(scope: Scope, receive: Receive) -> Parsed:
    """Raises Refusal."""
    try:
        return await _parsed(scope, await bodies.read(receive))
    except TooLarge:
        raise _too_large() from None
    except Unreadable as error:
        raise Refusal(400, _("không đọc được thân yêu cầu: %(why)s") % {"why": error}) from None


async def _parsed(scope: Scope, raw: bytes) -> Parsed:
    kind, encoding = header(scope, b"content-type").lower(), header(scope, b"content-encoding").lower()
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        detail = _("không hiểu Content-Encoding %(encoding)s: dùng gzip hoặc bỏ trống")
        raise Refusal(415, detail % {"encoding": encoding})
    by_lines = "ndjson" in kind or "jsonl" in kind
    if len(raw) > bodies.LARGE or encoding not in ("", "identity"):
        return await asyncio.to_thread(_opened, raw, encoding, by_lines)
    return _opened(raw, encoding, by_lines)


def _opened(raw: bytes, encoding: str, by_lines: bool) -> Parsed:
    plain = bodies.unpacked(raw) if encoding in ("gzip", "x-gzip") else raw
    return bodies.parsed(plain, by_lines=by_lines)


def _retry(seconds: int) -> tuple[bytes, bytes]:
    return (b"retry-after", str(seconds).encode())


def _slow_down(seconds: int, detail: str) -> Refusal:
    return Refusal(429, detail, _retry(seconds))


def _too_large() -> Refusal:
    detail = _("yêu cầu quá lớn: tối đa %(megabytes)s MB sau khi giải nén và %(readings)s số đo; chia nhỏ ra")
    return Refusal(413, detail % {"megabytes": bodies.MOST_BYTES // 2**20, "readings": bodies.MOST_READINGS})


def _said(receipt: Receipt) -> bytes:
    rejected = [{"index": one.index, "field": one.field, "error": one.error} for one in receipt.rejected]
    counts = {"accepted": receipt.accepted, "duplicate": receipt.duplicate}
    return _encode({**counts, "rejected": rejected, "waiting": receipt.waiting})


def _problem(refusal: Refusal) -> bytes:
    title = HTTPStatus(refusal.status).phrase
    return _encode({"type": "about:blank", "title": title, "status": refusal.status, "detail": refusal.detail})


door = Door()


async def startup() -> None:
    await door.start()


async def shutdown() -> None:
    await door.stop()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    with translation.override("en" if header(scope, b"accept-language").lower().startswith("en") else "vi"):
        try:
            body = await door.answer(scope, receive)
        except Refusal as refusal:
            await respond(send, refusal.status, _problem(refusal), "application/problem+json", refusal.headers)
        except Gone:
            return
        else:
            await respond(send, 200, body)
