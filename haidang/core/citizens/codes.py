"""One-time codes to a telephone or a mailbox: six digits, kept as a hash, good for five minutes and five tries."""

import hmac
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import F
from django.utils.translation import gettext as _

from haidang.core.directory.signing_in.proofs import Kind, NotProven, Proof
from haidang.kernel import clock, home
from haidang.kernel.action import Invalid
from haidang.kernel.often import counted

from . import gateways
from .models import OneTimeCode

LASTS = timedelta(minutes=5)
MOST_TRIES = 5
PER_ADDRESS, PER_DAY, PER_SENDER = (3, timedelta(minutes=10)), (12, timedelta(days=1)), (20, timedelta(hours=1))
"""How many codes go to one telephone or mailbox, and how many one network address may ask for."""
DIGITS = range(9, 13)


def read_address(text: str) -> tuple[Kind, str]:
    """A telephone number within the country as it is dialled (0903…), or a mail address in small letters. Raises Invalid.

    >>> read_address("+84 903 123 456")
    ('phone', '0903123456')
    """
    given = text.strip()
    if "@" in given:
        try:
            validate_email(given)
        except ValidationError:
            raise Invalid("address", _("Địa chỉ thư không đúng dạng ten@thu.vn."), text) from None
        return "mail", given.lower()
    digits = re.sub(r"[\s().\-]", "", given)
    digits = "0" + digits[3:] if digits.startswith("+84") else digits
    digits = "0" + digits[2:] if digits.startswith("84") and len(digits) == 11 else digits
    if not digits.isascii() or not digits.isdigit() or len(digits) not in DIGITS or not digits.startswith("0"):
        raise Invalid("address", _("Viết số điện thoại Việt Nam như 0903 123 456, hoặc một địa chỉ thư."), text)
    return "phone", digits


def send(text: str, *, sender: str, saying: Callable[[str], str] | None = None) -> OneTimeCode:
    """Send a code to an address; an earlier one to it ends. `sender` is the network address that asks.
    `saying` gives the words of the message around the digits, where the code is not for signing in.

    Raises Invalid for an address that is none or was asked for too often, NotProven when the message did not go out.
    """
    kind, address = read_address(text)
    most = (("code-sender", sender, PER_SENDER), ("code", address, PER_ADDRESS), ("code-day", address, PER_DAY))
    for what, who, (times, within) in most:
        if counted(what, who, within) > times:
            raise Invalid("address", _("Đã gửi nhiều mã. Chờ một lát rồi thử lại, hoặc gọi 1022."), "")
    now, digits, token = clock.now(), f"{secrets.randbelow(1_000_000):06d}", secrets.token_urlsafe(24)
    OneTimeCode.objects.filter(kind=kind, address=address, used_at=None).update(expires_at=now)
    code = OneTimeCode.objects.create(
        token=token, kind=kind, address=address, hash=_hash(token, digits), made_at=now, expires_at=now + LASTS
    )
    gateways.deliver(kind, address, (saying or _text)(digits))
    return code


def _text(digits: str) -> str:
    return _("%(code)s là mã đăng nhập của bạn, dùng trong 5 phút. Không đưa mã cho ai, kể cả cán bộ.") % {
        "code": digits
    }


def check(token: str, digits: str) -> Proof:
    """What the right code proves, once. Raises NotProven: wrong, used, too late, too many tries."""
    fresh = OneTimeCode.objects.filter(token=token, used_at=None, expires_at__gt=clock.now(), tries__lt=MOST_TRIES)
    if not fresh.update(tries=F("tries") + 1):
        raise NotProven(_("Mã đã hết hạn hoặc đã dùng. Bấm gửi mã mới."))
    code = OneTimeCode.objects.get(pk=token)
    if not hmac.compare_digest(code.hash, _hash(token, re.sub(r"\s", "", digits))):
        left = MOST_TRIES - code.tries
        if left <= 0:
            raise NotProven(_("Sai 5 lần: mã này đã bị hủy. Bấm gửi mã mới."))
        raise NotProven(_("Mã không đúng. Còn %(left)s lần thử.") % {"left": left})
    if not OneTimeCode.objects.filter(token=token, used_at=None).update(used_at=clock.now()):
        raise NotProven(_("Mã đã hết hạn hoặc đã dùng. Bấm gửi mã mới."))
    kind: Kind = "mail" if code.kind == "mail" else "phone"
    claim = "email" if kind == "mail" else "phone"
    return Proof(kind, code.address, claims={claim: code.address})


def _hash(token: str, digits: str) -> str:
    secret = home.secret("codes").encode()
    return hmac.new(secret, f"{token}:{digits}".encode(), sha256).hexdigest()


def masked(code: OneTimeCode) -> str:
    """Enough to recognise one's own address by."""
    if code.kind == "mail":
        name, _at, host = code.address.partition("@")
        return f"{name[:1]}•••@{host}"
    return f"{code.address[:3]} ••• {code.address[-3:]}"
