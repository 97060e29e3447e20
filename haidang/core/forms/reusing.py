"""Papers that are in the citizen's store already, and can stand for a part of the same name without being sent again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.core.citizens.queries import citizen_of
from haidang.core.documents.queries import Stored, store
from haidang.core.files.models import File
from haidang.core.files.receiving import Facts, Held
from haidang.core.files.sniff import KINDS
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.manifest.procedure import Part

from .actions import DATA_CLASS, attach
from .models import Draft


@dataclass(frozen=True, slots=True)
class Offer:
    """A stored paper that fits a part; `is_verified`: an office made it, or compared it with its original."""

    code: str
    name: str
    is_verified: bool


def offers(asking: Actor, parts: Iterable[Part]) -> dict[str, list[Offer]]:
    """By part, the papers of whoever asks that can stand for it; nothing for who is not signed in."""
    kept = list(_valid(asking))
    return {
        part.key: [Offer(one.key, one.name, one.is_verified) for one in kept if one.paper == part.paper]
        for part in parts
        if part.paper
    }


def _valid(asking: Actor) -> Iterator[Stored]:
    person = citizen_of(asking)
    return (one for one in (store(asking, person) if person else []) if one.paper and one.is_valid)


def take(who: Actor, asking: Actor, draft: Draft, part: Part, code: str, *, device: str = "") -> None:
    """Put a copy of a stored paper to a part; its own row, so that each keeps to its case.

    Raises Invalid for one that is not theirs, is no longer valid, or is another paper.
    """
    found = next((one for one in _valid(asking) if one.key == code and one.paper == part.paper), None)
    if found is None or not part.paper:
        raise Invalid("part", _("Giấy này không dùng được cho thành phần này. Chọn giấy khác hoặc gửi tệp."), code)
    attach(who, draft, _copy(found.file), part=part.key, taken_from=code, device=device)


def _copy(file: File) -> Held:
    facts = Facts(KINDS[file.media_type], file.width, file.height, pages=file.pages)
    return Held(file.sha256, file.size, file.name, facts, DATA_CLASS, person=file.person)
