"""What is known of a citizen, in words: for its owner in the app, and for who answers a request to correct it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date

from django.utils.translation import gettext as _

from haidang.core.citizens import corrections
from haidang.core.ui import moments
from haidang.kernel.bilingual import shown
from haidang.provinces import connectors

WORDS: dict[str, Callable[[], str]] = {
    "name": lambda: _("Họ tên"),
    "identity": lambda: _("Số định danh"),
    "birth_date": lambda: _("Ngày sinh"),
    "gender": lambda: _("Giới tính"),
    "phone": lambda: _("Điện thoại"),
    "email": lambda: _("Thư điện tử"),
    "address": lambda: _("Nơi cư trú"),
}
SOURCES: dict[str, Callable[[], str]] = {
    "phone": lambda: _("Mã qua điện thoại"),
    "mail": lambda: _("Mã qua thư"),
    "issuer": lambda: _("Định danh"),
    corrections.SOURCE: lambda: _("Đã sửa theo yêu cầu"),
}


def claim_word(name: str) -> str:
    return WORDS[name]()


def source_word(key: str) -> str:
    """Of a kind of proof, or of an issuer by the key of its connector."""
    if key in SOURCES:
        return SOURCES[key]()
    connector = connectors.by_key("identity", key)
    return shown(connector.name) if connector else key


def said(name: str, value: str) -> str:
    """Days as they are written here."""
    with suppress(ValueError):
        if name == "birth_date":
            return moments.day_said(date.fromisoformat(value))
    return value
