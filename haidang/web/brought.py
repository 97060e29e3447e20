"""Files of forms, sent with the form or before it in pieces: then the upload's token stands where the file would."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, BinaryIO, TypeAlias, cast

from django import forms
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from haidang.core.directory.models import Person
from haidang.core.files import uploads
from haidang.core.files.receiving import Held, receive
from haidang.core.files.sniff import FAMILIES, Family
from haidang.core.files.store import store
from haidang.kernel.action import Invalid, NotPossible

MOST = 20
"""Tokens read from one field: as many uploads as one sender may have under way."""
REMEMBERED = 20 * 3600  # seconds; shorter than the day after which the store sweeps away what no row names


@dataclass(frozen=True, slots=True)
class Brought:
    """A file by the token of its upload; `name` as its sender calls it."""

    token: str
    name: str = ""


Sent: TypeAlias = "UploadedFile[Any] | Brought"


class Files(forms.FileInput):
    """Several files in one field, of either way. A page that says `data-bring` sends large ones before the form."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str) -> list[Sent]:
        given = data.getlist(name) if isinstance(data, MultiValueDict) else []
        tokens = [one for one in given if one]  # a field without a file is sent as an empty text
        return [*map(_by_token, tokens[:MOST]), *files.getlist(name)]


def _by_token(token: str) -> Brought:
    try:
        return Brought(token, uploads.under_way(token).name)
    except NotPossible:
        return Brought(token, _("Tệp gửi trước"))


def held(sent: Sent, *, data_class: str, families: frozenset[Family] = FAMILIES, person: Person | None = None) -> Held:
    """What a form was sent, in the store. Raises Invalid, in words for the one who sent it."""
    if isinstance(sent, Brought):
        return _finished(sent.token, data_class, families, person)
    # Django's types do not say that it can be read as a stream
    return receive(cast(BinaryIO, sent), name=sent.name or "", data_class=data_class, families=families, person=person)


def _finished(token: str, data_class: str, families: frozenset[Family], person: Person | None) -> Held:
    """Asked a second time, when the first answer was lost or the form refused, it is the same file."""
    known = f"brought:{sha256(token.encode()).hexdigest()}"
    found = cache.get(known)
    if found is None:
        try:
            whole = uploads.finish(token, data_class=data_class, families=families, person=person)
        except uploads.Busy:
            raise Invalid("file", _("Tệp đang được gửi tiếp. Chờ một lát rồi bấm lại.")) from None
        except NotPossible as error:
            raise Invalid("file", str(error)) from error
        cache.set(known, (whole.sha256, whole.name), REMEMBERED)
        return whole
    try:
        with store().open(found[0]) as content:
            return receive(content, name=found[1], data_class=data_class, families=families, person=person)
    except FileNotFoundError:
        raise Invalid("file", _("Một tệp đã giữ quá lâu. Hãy chọn lại.")) from None
