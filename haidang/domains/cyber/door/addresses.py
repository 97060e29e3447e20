"""Where the door listens, and who may send."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

PRIVATE = "127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 ::1/128 fc00::/7 fe80::/10"
FORMS = ("udp", "tcp", "tls")


@dataclass(frozen=True, slots=True)
class Address:
    form: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Certificates:
    """Files of the door's own certificate and key, and of the authority of senders' ("": none is asked for)."""

    certificate: str
    key: str
    authority: str = ""


def asked(environment: Mapping[str, str] = os.environ) -> list[Address]:
    """Raises ValueError that names the word and shows one that is right."""
    told = environment.get("HAIDANG_SYSLOG")
    if told is None:
        port = int(environment.get("HAIDANG_PORT", "8000")) + 14
        return [Address("udp", "127.0.0.1", port), Address("tcp", "127.0.0.1", port)]
    return [_address(word) for word in told.split()]


def _address(word: str) -> Address:
    try:
        parts = urlsplit(word)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in FORMS or not parts.hostname or not port:
        raise ValueError(
            f"HAIDANG_SYSLOG: {word!r} is no address: write for example udp://0.0.0.0:514 or tls://0.0.0.0:6514"
        )
    return Address(parts.scheme, parts.hostname, port)


def certificates(environment: Mapping[str, str] = os.environ) -> Certificates:
    """Raises ValueError when TLS is asked for without them."""
    certificate, key = environment.get("HAIDANG_SYSLOG_CERT", ""), environment.get("HAIDANG_SYSLOG_KEY", "")
    if not certificate or not key:
        raise ValueError(
            "HAIDANG_SYSLOG has a tls:// address: name the files in HAIDANG_SYSLOG_CERT and HAIDANG_SYSLOG_KEY"
        )
    return Certificates(certificate, key, environment.get("HAIDANG_SYSLOG_CA", ""))


class Allowed:
    """Whether an address may send logs."""

    def __init__(self, networks: str | None = None) -> None:
        told = networks if networks is not None else os.environ.get("HAIDANG_SYSLOG_FROM", PRIVATE)
        try:
            self._networks: list[IPv4Network | IPv6Network] = [ip_network(one) for one in told.split()]
        except ValueError as error:
            raise ValueError(f"HAIDANG_SYSLOG_FROM: {error}: write networks like 10.0.0.0/8") from None
        self.known = lru_cache(4096)(self._known)

    def _known(self, text: str) -> bool:
        try:
            address = ip_address(text.split("%", 1)[0])
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in one for one in self._networks)
