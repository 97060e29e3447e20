"""Which hosts may be read. The public Internet may; of what is inside, only what the table of inner hosts names.

The name is resolved here, every address it has is checked, and the call goes to exactly the address that was checked.
Addresses of the link and of many (169.254.0.0/16, multicast) are never read. The demo's simulated bodies are where
HAIDANG_OUTSIDE says.
"""

import os
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.utils.translation import gettext_noop as msgid

from haidang.kernel import hosts
from haidang.kernel.bilingual import both
from haidang.kernel.hosts import Address
from haidang.provinces.connectors import OUTSIDE

from .faults import Fault
from .models import InnerHost

PORTS = {"http": 80, "https": 443, "postgresql": 5432, "mysql": 3306}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes: what was asked for, and the one address that was checked."""

    url: SplitResult
    ip: Address
    port: int

    @property
    def pinned(self) -> str:
        """The URL with the address in place of the name."""
        return hosts.pinned(self.url, self.ip, self.port)

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
        ips = hosts.addresses(url.hostname, port)
    except (OSError, UnicodeError):
        raise Fault("unreachable", why=both(msgid("không có máy tên %(host)s"), host=url.hostname)) from None
    for ip in ips:
        if not _may_be_read(url, port, ip):
            raise Fault("address", why=both(msgid("%(ip)s ở mạng nội bộ và chưa được cho phép"), ip=str(ip)))
    return Place(url, min(ips, key=lambda ip: ip.version), port)


def _may_be_read(url: SplitResult, port: int, ip: Address) -> bool:
    ip = hosts.meant(ip)
    if ip.is_link_local or ip.is_multicast or ip.is_unspecified or ip.is_reserved:
        return False
    if ip.is_loopback and _is_outside(url, port):
        return True
    if ip.is_global:
        return True
    listed = InnerHost.objects.values_list("pattern", flat=True)
    return any(one.casefold() == url.hostname or hosts.is_in(ip, one) for one in listed)


def _is_outside(url: SplitResult, port: int) -> bool:
    """Whether it is one of the simulated bodies: the same name and port."""
    outside = urlsplit(os.environ.get("HAIDANG_OUTSIDE", ""))
    return bool(outside.hostname) and (url.hostname, port) == (outside.hostname, outside.port or 80)
