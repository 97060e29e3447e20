"""How old a number is, against how often its source should speak."""

from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext as _

from haidang.core.ui import moments
from haidang.kernel.clock import now

LATE_AFTER = 2
LOST_AFTER = 5
"""In cadences of the source, by the time of measurement and not of arrival."""

State = Literal["live", "late", "lost", "none"]


def freshness(at: datetime | None, cadence_for: timedelta) -> State:
    if at is None:
        return "none"
    age = now() - at
    if age < LATE_AFTER * cadence_for:
        return "live"
    return "late" if age < LOST_AFTER * cadence_for else "lost"


def said(at: datetime | None, state: State) -> str:
    """vừa xong, 8 giây; trễ 26 phút; mất từ 08:51; chưa có số liệu."""
    if at is None or state == "none":
        return _("chưa có số liệu")
    if state == "lost":
        return _("mất từ %(moment)s") % {"moment": moments.moment_said(at)}
    age = now() - at
    if state == "late":
        return _("trễ %(length)s") % {"length": moments.length_said(age)}
    return _("vừa xong") if age < timedelta(seconds=5) else moments.length_said(age)
