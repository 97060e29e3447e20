"""Calling an address somebody else gave, without letting it reach into our own network.

Only http and https; the name is resolved here, every address it has must be public, and the call goes to exactly the
address that was checked. `HAIDANG_WEBHOOK_ALLOW` lists names and networks inside that are meant (hooks.lan,10.1.0.0/16);
`HAIDANG_WEBHOOK_LOCAL=1` allows the machine itself, for tests. Redirects are not followed.
"""

import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

import httpx
from django.utils.translation import gettext as _

from haidang.kernel.action import Invalid

Address = IPv4Address | IPv6Address
TIMEOUT = 10.0  # seconds
ANSWER_BYTES = 1_000
NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be called: what was asked for, and the one IP that was checked."""

    url: SplitResult
    ip: Address

    @property
    def pinned(self) -> str:
        """The URL with the IP in place of the name."""
        host = f"[{self.ip}]" if self.ip.version == 6 else str(self.ip)
        port = f":{self.url.port}" if self.url.port else ""
        return self.url._replace(netloc=f"{host}{port}", fragment="").geturl()


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
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise Invalid("url", _("Tên máy không hợp lệ."), url) from None
    ips = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for ip in ips:
        if not _is_allowed(parts.hostname, ip):
            raise Invalid("url", _("Không được gọi vào mạng nội bộ (%(ip)s).") % {"ip": ip}, url)
    return Target(parts, ips[0])


def _is_allowed(host: str, ip: Address) -> bool:
    ip = _meant(ip)
    if ip.is_loopback:
        return os.environ.get("HAIDANG_WEBHOOK_LOCAL") == "1"
    listed = [one.strip() for one in os.environ.get("HAIDANG_WEBHOOK_ALLOW", "").split(",") if one.strip()]
    if any(host == one or _is_in(ip, one) for one in listed):
        return True
    return ip.is_global and not ip.is_multicast


def _is_in(ip: Address, network: str) -> bool:
    try:
        return ip in ip_network(network, strict=False)
    except ValueError:
        return False  # a name


def _meant(ip: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(ip, IPv6Address):
        if ip in NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip.sixtofour or ip
    return ip


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send, and read the beginning of the answer. Raises Invalid, OSError or httpx.HTTPError."""
    to = target(url)
    until = time.monotonic() + 2 * TIMEOUT
    with (
        httpx.Client(trust_env=False, follow_redirects=False, timeout=TIMEOUT) as client,
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
