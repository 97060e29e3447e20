"""Hosts by name and address: for calls that go to exactly the address that was checked."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult

Address = IPv4Address | IPv6Address
NAT64 = ip_network("64:ff9b::/96")


def addresses(host: str, port: int) -> list[Address]:
    """Every address that a name has. Raises OSError for a name without one, UnicodeError for what is no name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(one[4][0]).partition("%")[0]) for one in found]


def meant(ip: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(ip, IPv6Address):
        if ip in NAT64:
            return IPv4Address(int(ip) & 0xFFFFFFFF)
        return ip.ipv4_mapped or ip.sixtofour or ip
    return ip


def is_in(ip: Address, network: str) -> bool:
    """Whether an address lies in a network such as 10.1.0.0/16; nothing lies in a name."""
    try:
        return ip in ip_network(network, strict=False)
    except ValueError:
        return False


def pinned(url: SplitResult, ip: Address, port: int | None) -> str:
    """The URL with the address in place of the name."""
    host = f"[{ip}]" if ip.version == 6 else str(ip)
    return url._replace(netloc=f"{host}:{port}" if port else host, fragment="").geturl()
