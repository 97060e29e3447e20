"""Calling an address somebody else gave, without letting it reach into our own network.

Only http and https; the name is resolved here, every address it has must be public, and the call goes to exactly the
address that was checked. `HAIDANG_WEBHOOK_ALLOW` lists names and networks inside that are meant (hooks.lan,10.1.0.0/16);
`HAIDANG_WEBHOOK_LOCAL=1` allows the machine itself, for tests. Redirects are not followed.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext as _

from haidang.kernel import hosts, outgoing
from haidang.kernel.action import Invalid
from haidang.kernel.hosts import Address

TIMEOUT = 10.0  # seconds
ANSWER_BYTES = 1_000


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be called: what was asked for, and the one IP that was checked."""

    url: SplitResult
    ip: Address

    @property
    def pinned(self) -> str:
        """The URL with the IP in place of the name."""
        return hosts.pinned(self.url, self.ip, self.url.port)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status and the beginning of the text."""

    status: int
    text: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


def checked(url: str) -> SplitResult:
    """The URL in parts. Raises Invalid when its form is not that of an address we would ever call."""
    try:
        parts = urlsplit(url)
        has_port = parts.port != 0
    except ValueError:
        raise Invalid("url", _("Địa chỉ không đọc được."), url) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not has_port:
        raise Invalid("url", _("Địa chỉ phải bắt đầu bằng http:// hoặc https:// và có tên máy."), url)
    if parts.username is not None or parts.password is not None:
        raise Invalid("url", _("Địa chỉ không được chứa tên và mật khẩu."), url)
    return parts


def target(url: str) -> Target:
    """Where a call to the URL would go. Raises Invalid for a forbidden address, OSError for a name without one."""
    parts = checked(url)
    assert parts.hostname is not None
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        ips = hosts.addresses(parts.hostname, port)
    except UnicodeError:
        raise Invalid("url", _("Tên máy không hợp lệ."), url) from None
    for ip in ips:
        if not _is_allowed(parts.hostname, ip):
            raise Invalid("url", _("Không được gọi vào mạng nội bộ (%(ip)s).") % {"ip": ip}, url)
    return Target(parts, ips[0])


def _is_allowed(host: str, ip: Address) -> bool:
    ip = hosts.meant(ip)
    if ip.is_loopback:
        return os.environ.get("HAIDANG_WEBHOOK_LOCAL") == "1"
    listed = [one.strip() for one in os.environ.get("HAIDANG_WEBHOOK_ALLOW", "").split(",") if one.strip()]
    if any(host == one or hosts.is_in(ip, one) for one in listed):
        return True
    return ip.is_global and not ip.is_multicast


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send, and read the beginning of the answer. Raises Invalid, OSError or httpx.HTTPError."""
    to = target(url)
    until = time.monotonic() + 2 * TIMEOUT
    with (
        outgoing.client(TIMEOUT) as client,
        client.stream(
            "POST",
            to.pinned,
            content=body,
            headers={**headers, "host": to.url.netloc},
            extensions={"sni_hostname": to.url.hostname},
        ) as response,
    ):
        read = b""
        for part in response.iter_raw():
            read += part
            if len(read) >= ANSWER_BYTES or time.monotonic() > until:
                break
    return Answer(response.status_code, read[:ANSWER_BYTES].decode("utf-8", "replace"))
