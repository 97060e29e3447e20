"""What a new password must be (limits.toml): long enough, of several kinds of signs, none of the latest, not too old."""

import secrets
import unicodedata

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from haidang.core.directory import limits
from haidang.core.directory.models import Person, UsedPassword
from haidang.kernel import clock

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No signs that look alike: these are read from one screen and typed into another."""


def drawn() -> str:
    """Four groups of five signs of all kinds, about 99 random bits: `Kx7mq-2pr9t-bd4ws-mmx3v`."""
    while True:
        groups = ["".join(secrets.choice(SIGNS) for _ in range(5)) for _ in range(4)]
        text = "-".join([groups[0].capitalize(), *groups[1:]])
        if kinds_in(text) == 4:
            return text


def kinds_in(text: str) -> int:
    """How many of four kinds of signs: small letters, capitals, digits, everything else.

    >>> kinds_in("biển-Xanh-42"), kinds_in("biển xanh")
    (4, 2)
    """
    return len({_kind(sign) for sign in unicodedata.normalize("NFC", text)})


def _kind(sign: str) -> str:
    if sign.isdigit():
        return "digit"
    if sign.isalpha():
        return "capital" if sign.isupper() else "small"
    return "mark"


class EnoughSigns:
    """Beside a second factor fewer signs will do."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError."""
        from .sessions import has_factor

        if user is not None and user.pk and has_factor(user):
            _long_enough(password, limits.number("length_with_factor") or 0)
            return
        _long_enough(password, limits.number("length") or 0)
        least = limits.number("classes") or 0
        if kinds_in(password) < least:
            raise ValidationError(
                _("Mật khẩu cần đủ %(least)s loại ký tự: chữ thường, chữ hoa, chữ số, dấu.") % {"least": least}
            )

    def get_help_text(self) -> str:
        return _(
            "Từ %(long)s ký tự, đủ chữ thường, chữ hoa, chữ số và dấu; từ %(short)s ký tự nếu đã bật xác thực hai bước."
        ) % {"long": limits.number("length"), "short": limits.number("length_with_factor")}


def _long_enough(password: str, least: int) -> None:
    if len(password) < least:
        said = ngettext("Mật khẩu cần ít nhất %(least)s ký tự.", "Mật khẩu cần ít nhất %(least)s ký tự.", least)
        raise ValidationError(said % {"least": least})


class NoneOfTheLatest:
    """Compares with the hashes of what somebody used before; the slow hash makes this some tenths of a second each."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raises ValidationError."""
        if user is None or not user.pk:
            return
        most = limits.number("history") or 0
        kept = UsedPassword.objects.filter(person=user).order_by("-at", "-pk").values_list("hash", flat=True)[:most]
        if any(check_password(password, one) for one in {user.password, *kept} if one):
            raise ValidationError(
                _("Mật khẩu này đã dùng trong %(most)s lần gần nhất: chọn mật khẩu khác.") % {"most": most}
            )

    def get_help_text(self) -> str:
        return _("Khác %(most)s mật khẩu gần nhất.") % {"most": limits.number("history")}


def keep(person: Person) -> None:
    """Remember that somebody has a new password: its hash among the latest, and since when. Saves the person's row."""
    person.password_at = clock.now()
    person.save(update_fields=["password_at"])
    if person.has_usable_password():
        UsedPassword.objects.create(person=person, hash=person.password, at=person.password_at)
    most = limits.number("history") or 0
    old = UsedPassword.objects.filter(person=person).order_by("-at", "-pk").values_list("pk", flat=True)[most:]
    UsedPassword.objects.filter(pk__in=list(old)).delete()


def is_too_old(person: Person) -> bool:
    """Whether an administrator must choose a new password now."""
    if not person.has_usable_password() or not limits.administers(person):
        return False
    longest = limits.length("password_age", administers=True)
    since = person.password_at or person.created_at
    return longest is not None and since + longest <= clock.now()
