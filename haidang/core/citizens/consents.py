"""The texts that people agree to, each in its versions."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Struct

from haidang.kernel import clock
from haidang.kernel.action import Invalid
from haidang.kernel.strict import convert


class Text(Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    key: str
    version: int
    valid_from: date
    source: str
    trust: Literal["V", "C", "S", "M", "X", "F"]
    vi: str
    en: str

    @property
    def words(self) -> str:
        return self.en if get_language() == "en" else self.vi


class _Texts(Struct, forbid_unknown_fields=True, frozen=True):
    texts: list[Text]


@cache
def _texts() -> tuple[Text, ...]:
    path = Path(__file__).with_name("consents.toml")
    return tuple(convert(tomllib.loads(path.read_text(encoding="utf-8")), _Texts, path).texts)


def text(key: str, version: int = 0) -> Text:
    """That version, or the one in force today. Raises LookupError."""
    known = [one for one in _texts() if one.key == key]
    wanted = [one for one in known if one.version == version] if version else _in_force(known)
    if not wanted:
        raise LookupError(f"no text {key!r} of version {version or 'today'}")
    return max(wanted, key=lambda one: one.version)


def _in_force(known: list[Text]) -> list[Text]:
    today = clock.today()
    return [one for one in known if one.valid_from <= today] or known[:1]


def checked(key: str, version: int) -> Text:
    """The text in force, if that is the one somebody agreed to. Raises Invalid: they saw another."""
    now = text(key)
    if now.version != version:
        raise Invalid("agreed", _("Lời đồng ý vừa được sửa; đọc lại rồi bấm lần nữa."), version)
    return now
