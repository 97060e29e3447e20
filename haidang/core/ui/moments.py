"""Moments in words. `ages.mjs` says the same words in the browser; change them together."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from haidang.kernel.clock import HO_CHI_MINH, now


def local(moment: datetime) -> datetime:
    """Raises ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone: take moments from haidang.kernel.clock")
    return moment.astimezone(HO_CHI_MINH)


def day_said(day: date | datetime) -> str:
    return f"{local(day) if isinstance(day, datetime) else day:%d/%m/%Y}"


def time_said(moment: datetime, seconds: bool = False) -> str:
    return f"{local(moment):%H:%M:%S}" if seconds else f"{local(moment):%H:%M}"


def moment_said(moment: datetime) -> str:
    """09:42 today, 22/11 09:42 this year, 22/11/2025 09:42 before."""
    at, today = local(moment), now().date()
    if at.date() == today:
        return f"{at:%H:%M}"
    return f"{at:%d/%m %H:%M}" if at.year == today.year else f"{at:%d/%m/%Y %H:%M}"


def length_said(length: timedelta) -> str:
    """One unit, whole: 8 giây, 26 phút, 3 giờ, 4 ngày."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return ngettext("%(count)d giây", "%(count)d giây", seconds) % {"count": seconds}
    if seconds < 3600:
        return ngettext("%(count)d phút", "%(count)d phút", seconds // 60) % {"count": seconds // 60}
    if seconds < 86400:
        return ngettext("%(count)d giờ", "%(count)d giờ", seconds // 3600) % {"count": seconds // 3600}
    return ngettext("%(count)d ngày", "%(count)d ngày", seconds // 86400) % {"count": seconds // 86400}


def ago_said(moment: datetime) -> str:
    """vừa xong, 8 giây trước, 3 giờ trước; from a day on, the date."""
    length = now() - local(moment)
    if length < timedelta(seconds=5):
        return _("vừa xong")
    if length >= timedelta(days=1):
        return moment_said(moment)
    return _("%(length)s trước") % {"length": length_said(length)}


def clock_said(length: timedelta) -> str:
    """03:12 under an hour, 1 g 12 under a day, 4 ngày above."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 3600:
        return f"{seconds // 60:02d}:{seconds % 60:02d}"
    if seconds < 86400:
        return _("%(hours)d g %(minutes)02d") % {"hours": seconds // 3600, "minutes": seconds % 3600 // 60}
    return length_said(length)


def due_said(moment: datetime) -> str:
    """còn 26 phút, or Quá hạn 22 phút."""
    left = local(moment) - now()
    if left < timedelta(0):
        return _("Quá hạn %(length)s") % {"length": length_said(-left)}
    return _("còn %(length)s") % {"length": length_said(left)}
