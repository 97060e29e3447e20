"""Taking in what somebody sends, before anything is written about it: hash, kind, safety, facts.

    held = receive(request_file, name="IMG_1.jpg", data_class="personal", place=path)    # raises Invalid, in plain words
    file = keep(actor, held)           # or, within the action under way: take(do, held)

`receive` needs no transaction, so that none stays open while a file is read. Nothing is decoded here: what a picture looks
like is the worker's to find out.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, ClassVar

from haidang.core.directory.models import Person
from haidang.core.directory.roles import CLASSES
from haidang.kernel.action import Invalid
from haidang.kernel.clock import HO_CHI_MINH

from . import apart, images, names, office, videos
from .sniff import FAMILIES, HEAD, KINDS, ZIP, Family, Kind, sniff
from .store import Arrived, arrived, hashed, store
from .unfit import Unfit
from .words import saying_why

PDF_SECONDS = 15


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a content once it has been looked at."""

    kind: Kind
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    pages: int | None = None
    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A content in the store, found fit, that no row names yet. The sweep takes it away after a day."""

    kind_name: ClassVar[str] = "file"

    sha256: str
    size: int
    name: str
    facts: Facts
    data_class: str
    place: str = ""
    office: str = ""
    person: Person | None = None

    @property
    def pk(self) -> str:
        return self.sha256[:12]

    @property
    def scope_place(self) -> str:
        return self.place

    @property
    def scope_office(self) -> str:
        return self.office

    def __str__(self) -> str:
        return self.name


def receive(
    content: BinaryIO,
    *,
    name: str,
    data_class: str,
    place: str = "",
    office: str = "",
    person: Person | None = None,
    families: AbstractSet[Family] = FAMILIES,
) -> Held:
    """Write, hash and examine a stream. Raises Invalid of the field `file`, whose value is the code of `unfit`."""
    with saying_why(), arrived(content, _largest(families)) as here:
        return _held(here, name, data_class, place, office, person, families)


def receive_upload(
    path: Path,
    *,
    name: str,
    data_class: str,
    place: str = "",
    office: str = "",
    person: Person | None = None,
    families: AbstractSet[Family] = FAMILIES,
) -> Held:
    """The same for a file that is on this disk already, which is moved into the store."""
    with saying_why():
        return _held(hashed(path), name, data_class, place, office, person, families)


def _held(
    here: Arrived,
    name: str,
    data_class: str,
    place: str,
    office: str,
    person: Person | None,
    families: AbstractSet[Family],
) -> Held:
    if data_class not in CLASSES:
        raise Invalid("data_class", f"name one of {', '.join(CLASSES)}", data_class)
    facts = examine(here.path, families)
    store().put(here)
    shown = names.cleaned(name, facts.kind)
    return Held(here.sha256, here.size, shown, facts, data_class, place, office, person)


def examine(path: Path, families: AbstractSet[Family] = FAMILIES) -> Facts:
    """Everything that can be known quickly. Raises Unfit."""
    with path.open("rb") as file:
        media_type = sniff(file.read(HEAD))
    if media_type == ZIP:
        media_type = office.look(path) if path.stat().st_size <= _largest({"document"}) else _too_big({"document"})
    kind = KINDS[media_type]
    if kind.family not in families:
        raise Unfit("not_wanted")
    if path.stat().st_size > kind.largest:
        raise Unfit("too_big", most=kind.largest // 1_000_000)
    match kind.family:
        case "image":
            return _of_image(path, kind)
        case "video":
            film = videos.look(path, media_type)
            return Facts(kind, film.width, film.height, film.duration)
        case "document" if media_type == "application/pdf":
            return Facts(kind, pages=_pages(path))
        case _:
            return Facts(kind)


def _of_image(path: Path, kind: Kind) -> Facts:
    seen = images.look(path, kind.media_type)
    taken_at = seen.taken_at.replace(tzinfo=HO_CHI_MINH) if seen.taken_at else None
    return Facts(kind, seen.width, seen.height, taken_at=taken_at, lon=seen.lon, lat=seen.lat)


def _pages(path: Path) -> int:
    try:
        return int(apart.run("pdfs:look", str(path), seconds=PDF_SECONDS))
    except apart.Broke:
        raise Unfit("fell_over") from None


def _largest(families: AbstractSet[Family]) -> int:
    return max((kind.largest for kind in KINDS.values() if kind.family in families), default=0)


def _too_big(families: AbstractSet[Family]) -> str:
    raise Unfit("too_big", most=_largest(families) // 1_000_000)
