"""What is sent with a report: received at once, and carried through a refused form by a signed reference."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from haidang.core.files.images import quick_thumb
from haidang.core.files.receiving import Held, receive
from haidang.core.files.sniff import Family
from haidang.core.files.store import store
from haidang.core.files.unfit import Unfit
from haidang.kernel.action import Invalid
from haidang.kernel.geo import Point
from haidang.web import brought
from haidang.web.brought import Brought

FAMILIES: frozenset[Family] = frozenset({"image", "video"})
DATA_CLASS = "personal"
MOST = 6
SALT, LASTS = "carried-file", 20 * 3600
"""Shorter than the day after which the store sweeps away what no row names."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A file that is in the store already; `reference` stands in the form, `picture` is a small copy as an address."""

    held: Held
    reference: str

    @property
    def name(self) -> str:
        return self.held.name

    @property
    def is_video(self) -> bool:
        return self.held.facts.kind.family == "video"

    @property
    def picture(self) -> str:
        """Drawn for a page that comes back to the sender; a report that is taken goes without."""
        try:
            thumb = quick_thumb(store().local(self.held.sha256), self.held.facts.kind.media_type)
        except (Unfit, FileNotFoundError):
            thumb = None
        return f"data:image/jpeg;base64,{b64encode(thumb).decode()}" if thumb else ""


@dataclass(frozen=True, slots=True)
class Sent:
    """All files of one sending: what was taken, and in words what was not."""

    files: list[Carried]
    refusals: list[str]

    @property
    def point(self) -> Point | None:
        """Where the first photo that says so was taken; it is believed no further than a proposal."""
        places = (one.held.facts for one in self.files)
        return next((Point(one.lon, one.lat) for one in places if one.lon is not None and one.lat is not None), None)


def take(uploads: Iterable["UploadedFile[Any]"], references: Iterable[str], tokens: Iterable[str] = ()) -> Sent:
    """What was carried first, then what came in pieces (by the tokens of its uploads), then what has just come; the same
    content counts once."""
    files: dict[str, Carried] = {}
    refusals: list[str] = []
    for reference in references:
        held = _again(reference)
        if held is None:
            refusals.append(_("Một tệp đã giữ quá lâu. Hãy chọn lại."))
        else:
            files.setdefault(held.sha256, Carried(held, reference))
    came: list[brought.Sent] = [*map(Brought, tokens), *uploads]
    for sent in came:
        try:
            held = brought.held(sent, data_class=DATA_CLASS, families=FAMILIES)
        except Invalid as error:
            refusals.append(error.message if isinstance(sent, Brought) else f"{sent.name}: {error.message}")
        else:
            files.setdefault(held.sha256, Carried(held, _reference(held)))
    if len(files) > MOST:
        refusals.append(_("Gửi nhiều nhất %(most)s tệp; đã giữ lại các tệp đầu.") % {"most": MOST})
    return Sent(list(files.values())[:MOST], refusals)


def _reference(held: Held) -> str:
    return signing.dumps([held.sha256, held.name], salt=SALT)


def _again(reference: str) -> Held | None:
    try:
        sha256, name = signing.loads(reference, salt=SALT, max_age=LASTS)
        with store().open(sha256) as content:
            return receive(content, name=name, data_class=DATA_CLASS, families=FAMILIES)
    except (signing.BadSignature, FileNotFoundError, Invalid):
        return None
