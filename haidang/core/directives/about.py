"""What a directive is about: a number as it was when the order was given, and where to find it again.

`resolvers` has one function for each kind of number: (actor, key, place, period) -> About. Rooms that show numbers of
their own add theirs. Raises Unseen for what is not there, or not for the actor.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.action import Actor, Invalid
from haidang.kernel.bilingual import NOTHING
from haidang.kernel.manifest import Words

from .models import words_of


class Unseen(LookupError):
    """There is no such number, or it is not for this reader."""


@dataclass(frozen=True, slots=True)
class About:
    """`value` has its unit; `at` is when it was measured or given, None where it is not known; `quality` "" when good.

    `severity` is that of the number then, 0 for none; `office` is the code of whoever answers for it, who may be asked to
    lead.
    """

    kind: str
    key: str
    title: Words
    link: str
    place: str = ""
    period: str = ""
    value: Words = NOTHING
    at: datetime | None = None
    source: Words = NOTHING
    quality: Words = NOTHING
    severity: int = 0
    is_simulated: bool = False
    office: str = field(default="", compare=False)

    def kept(self) -> dict[str, Any]:
        """For the column `about`."""
        texts = {"title": self.title, "value": self.value, "source": self.source, "quality": self.quality}
        said = {name: {"vi": one.vi, "en": one.en} for name, one in texts.items()}
        return {
            **said, "link": self.link, "severity": self.severity, "is_simulated": self.is_simulated,
            "at": self.at.astimezone(clock.HO_CHI_MINH).isoformat() if self.at else "",
        }  # fmt: skip


def kept(kind: str, key: str, place: str, period: str, columns: dict[str, Any]) -> About:
    """From the columns, as it was."""
    at = columns.get("at")
    return About(
        kind, key, words_of(columns, "title"), columns.get("link", ""), place, period, words_of(columns, "value"),
        datetime.fromisoformat(at) if at else None, words_of(columns, "source"), words_of(columns, "quality"),
        int(columns.get("severity", 0)), bool(columns.get("is_simulated")),
    )  # fmt: skip


Resolver = Callable[[Actor, str, str, str], About]
resolvers: dict[str, Resolver] = {}


def resolve(actor: Actor, kind: str, key: str, place: str = "", period: str = "") -> About:
    """The number as it is now. Raises Invalid for an unknown kind, Unseen."""
    if kind not in resolvers:
        raise Invalid("about", _("Chỉ đạo gắn được với: %(kinds)s.") % {"kinds": ", ".join(sorted(resolvers))}, kind)
    return resolvers[kind](actor, key[:120], place[:120], period[:20])
