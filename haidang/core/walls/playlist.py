"""What a screen plays in turn: scenes with how long each stays and between which hours of the day."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from haidang.kernel import clock
from haidang.kernel.action import Invalid

from .models import Screen
from .scenes import Scene, every_scene, scenes

LEAST_DWELL, MOST_DWELL = 5, 900  # seconds
MOST_ENTRIES = 40
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def checked(entries: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A playlist as it is kept. Raises Invalid: unknown scene, dwell out of bounds, hours that are no hours."""
    known, found = every_scene(), list(entries)
    if len(found) > MOST_ENTRIES:
        raise Invalid("playlist", _("Nhiều nhất %(most)s mục.") % {"most": MOST_ENTRIES}, len(found))
    return [_entry(one, known) for one in found]


def _entry(one: dict[str, Any], known: dict[str, Scene]) -> dict[str, Any]:
    key = str(one.get("scene") or "")
    if key not in known:
        raise Invalid(
            "playlist", _("Không có cảnh %(key)s: chọn một trong %(all)s.") % {"key": key, "all": ", ".join(known)}, key
        )
    since, until = str(one.get("from") or ""), str(one.get("to") or "")
    if bool(since) != bool(until):
        raise Invalid(
            "playlist", _("Cảnh %(key)s: ghi cả giờ bắt đầu và giờ kết thúc, hoặc bỏ trống cả hai.") % {"key": key}
        )
    if any(hour and not HOUR.fullmatch(hour) for hour in (since, until)) or (since and since == until):
        raise Invalid(
            "playlist", _("Cảnh %(key)s: giờ ghi như 06:30, hai giờ khác nhau.") % {"key": key}, f"{since}-{until}"
        )
    return {"scene": key, "dwell": _dwell(one, key), "from": since, "to": until}


def _dwell(one: dict[str, Any], key: str) -> int:
    try:
        dwell = int(one.get("dwell") or 0)
    except (TypeError, ValueError):
        dwell = 0
    if not LEAST_DWELL <= dwell <= MOST_DWELL:
        bounds = {"key": key, "least": LEAST_DWELL, "most": MOST_DWELL}
        raise Invalid(
            "playlist", _("Cảnh %(key)s: thời lượng từ %(least)s đến %(most)s giây.") % bounds, one.get("dwell")
        )
    return dwell


def entries_of(screen: Screen | None) -> list[dict[str, Any]]:
    """What it plays, entries whose scene is gone left out; every usual scene where nothing was chosen."""
    known = every_scene()
    kept = [one for one in (screen.playlist if screen else []) if one["scene"] in known]
    return kept or [{"scene": one.key, "dwell": one.dwell, "from": "", "to": ""} for one in scenes()]


def playing(entries: Sequence[dict[str, Any]], at: datetime) -> list[dict[str, Any]]:
    """Those of this hour; a span may go past midnight. Outside of all hours everything plays: a wall is never black."""
    now = f"{at.astimezone(clock.HO_CHI_MINH):%H:%M}"
    return [one for one in entries if _is_in(one["from"], one["to"], now)] or list(entries)


def _is_in(since: str, until: str, now: str) -> bool:
    if not since:
        return True
    return since <= now < until if since < until else now >= since or now < until
