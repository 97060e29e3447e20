"""Which hosts may be read. The public Internet may; of what is inside, only what the table of inner hosts names.

The name is resolved here, every address it has is checked, and the call goes to exactly the address that was checked.
Addresses of the link and of many (169.254.0.0/16, multicast) are never read. The demo's simulated bodies are where
HAIDANG_OUTSIDE says.
"""

import os
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext_noop as msgid

from haidang.kernel.bilingual import both
from haidang.provinces.connectors import OUTSIDE

from .faults import Fault
from .models import InnerHost

Address = IPv4Address | IPv6Address
PORTS = {"http": 80, "https": 443, "postgresql": 5432, "mysql": 3306}
NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes: what was asked for, and the one address that was checked."""

    url: SplitResult
    ip: Address
    port: int

    @property
    def pinned(self) -> str:
        """The URL with the address in place of the name."""
        host = f"[{self.ip}]" if self.ip.version == 6 else str(self.ip)
        return self.url._replace(netloc=f"{host}:{self.port}", fragment="").geturl()

    @property
    def host(self) -> str:
        return self.url.hostname or ""


def whole(address: str) -> str:
    """The address with the place of the demo's simulated bodies filled in. Raises Fault where none runs."""
    if OUTSIDE not in address:
        return address
    outside = os.environ.get("HAIDANG_OUTSIDE", "").rstrip("/")
    if not outside:
        raise Fault("setting", why=both(msgid("không có dịch vụ mô phỏng nào đang chạy")))
    return address.replace(OUTSIDE, outside)


def reached(address: str, schemes: tuple[str, ...]) -> Place:
    """Raises Fault."""
    try:
        url = urlsplit(whole(address))
        port = url.port or PORTS.get(url.scheme, 0)
    except ValueError:
        raise Fault("address", why=both(msgid("không đọc được"))) from None
    if url.scheme not in schemes or not url.hostname or not port:
        raise Fault(
            "address", why=both(msgid("phải bắt đầu bằng %(all)s"), all=", ".join(f"{one}://" for one in schemes))
        )
    if url.password is not None or (url.username is not None and url.scheme in ("http", "https")):
        raise Fault("address", why=both(msgid("không để tên, mật khẩu trong địa chỉ")))
    try:
        found = socket.getaddrinfo(url.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Fault("unreachable", why=both(msgid("không có máy tên %(host)s"), host=url.hostname)) from None
    ips = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
    for ip in ips:
        if not _may_be_read(url, port, ip):
            raise Fault("address", why=both(msgid("%(ip)s ở mạng nội bộ và chưa được cho phép"), ip=str(ip)))
    return Place(url, min(ips, key=lambda ip: ip.version), port)


def _may_be_read(url: SplitResult, port: int, ip: Address) -> bool:
    ip = _meant(ip)
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        return False
    if ip.is_loopback and _is_outside(url, port):
        return True
    if ip.is_global:
        return True
    listed = InnerHost.objects.values_list("pattern", flat=True)
    return any(one.casefold() == url.hostname or _is_in(ip, one) for one in listed)


def _is_outside(url: SplitResult, port: int) -> bool:
    """Whether it is one of the simulated bodies: the same name and port."""
    outside = urlsplit(os.environ.get("HAIDANG_OUTSIDE", ""))
    return bool(outside.hostname) and (url.hostname, port) == (outside.hostname, outside.port or 80)


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
