"""Which push services may be spoken with: what a browser hands us is an address we would call, so it is one of a list.

The hosts are those of the connectors of kind "push" (`hosts` in their settings, "*." for what lies below); the address of
a simulated one is open too.
"""

import base64
import binascii
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.translation import gettext as _

from haidang.kernel.action import Invalid
from haidang.provinces import connectors

LONGEST = 1000


def checked(endpoint: str) -> str:
    """Raises Invalid unless it is an address of a push service the province names."""
    if len(endpoint) > LONGEST or not _is_open(endpoint):
        raise Invalid("endpoint", _("Trình duyệt này dùng một dịch vụ đẩy mà tỉnh chưa cho phép."), endpoint[:80])
    return endpoint


def is_open_anywhere() -> bool:
    """Whether push messages can be sent at all."""
    return connectors.first("push") is not None


def _is_open(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if parts.username or parts.password or not parts.hostname:
        return False
    for connector in connectors.every("push"):
        if connector.is_simulated and endpoint.startswith(f"{connector.address}/"):
            return True
        hosts = connector.settings.get("hosts", "").split()
        if parts.scheme == "https" and port in (None, 443) and any(_is_host(parts.hostname, one) for one in hosts):
            return True
    return False


def _is_host(host: str, pattern: str) -> bool:
    """
    >>> _is_host("web.push.apple.com", "*.push.apple.com"), _is_host("push.apple.com.evil.test", "*.push.apple.com")
    (True, False)
    """
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def checked_keys(p256dh: str, auth: str) -> None:
    """Raises Invalid unless they are a point of P-256 and 16 octets (RFC 8291, 3.1), in base64url."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _octets(p256dh))
        is_right = len(_octets(auth)) == 16
    except (ValueError, binascii.Error):
        is_right = False
    if not is_right:
        raise Invalid("keys", _("Trình duyệt gửi khóa không đúng; tắt rồi bật lại thông báo."))


def _octets(text: str) -> bytes:
    return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True)
