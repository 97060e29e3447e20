"""A time limit as facts write it: 8wh working hours, 15wd working days, 30d calendar days, 0wd within the same day."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Literal, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Meta

Unit = Literal["wh", "wd", "d"]
PATTERN = r"^(0wd|[1-9]\d{0,3}(wh|wd|d))$"
LimitText = Annotated[str, Meta(pattern=PATTERN)]
REMEDY = "write for example 8wh (working hours), 15wd (working days), 30d (calendar days) or 0wd (the same day)"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """So many working hours (wh), working days (wd) or calendar days (d)."""

    length: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.length}{self.unit}"


@lru_cache(maxsize=1024)
def parse(text: str) -> TimeLimit:
    """Read a limit. Raises ValueError that names the text and the forms expected."""
    match = re.fullmatch(r"(\d+)([a-z]+)", text, re.ASCII)
    if match is None or re.fullmatch(PATTERN, text, re.ASCII) is None:
        raise ValueError(f"{text!r} is not a time limit: {REMEDY}")
    return TimeLimit(int(match[1]), cast(Unit, match[2]))


def shown(limit: TimeLimit) -> str:
    """The limit in the language of the reader: “15 ngày làm việc”."""
    count = {"count": limit.length}
    if limit.length == 0:
        return _("trong ngày làm việc")
    if limit.unit == "wh":
        return ngettext("%(count)d giờ làm việc", "%(count)d giờ làm việc", limit.length) % count
    if limit.unit == "wd":
        return ngettext("%(count)d ngày làm việc", "%(count)d ngày làm việc", limit.length) % count
    return ngettext("%(count)d ngày", "%(count)d ngày", limit.length) % count
