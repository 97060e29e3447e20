"""The four alarm levels: shape, digit and colour, in that order of trust. 1 is the worst.

Legal scales (VN_AQI, disaster-risk levels, flood alarms) count the other way and keep their own names and colours.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Severity(NamedTuple):
    level: int
    key: str
    """The word in CSS classes and data attributes."""
    name: str | Promise
    allows: str | Promise
    """The time allowed to act, in words."""
    outline: str
    """SVG path in a 20 x 20 box."""
    baseline: float


SEVERITIES = (
    Severity(
        1,
        "crit",
        _("Khẩn cấp"),
        _("hành động ngay, có âm"),
        "M6.2 0.8h7.6l5.4 5.4v7.6l-5.4 5.4H6.2L0.8 13.8V6.2z",
        13.6,
    ),
    Severity(2, "high", _("Cao"), _("trong 15 phút"), "M10 0.6 19.8 18.4H0.2z", 15.8),
    Severity(3, "med", _("Trung bình"), _("trong ca"), "M10 0 20 10 10 20 0 10z", 13.6),
    Severity(4, "low", _("Thấp"), _("theo dõi"), "M10 0.8a9.2 9.2 0 1 1 0 18.4a9.2 9.2 0 1 1 0-18.4z", 13.6),
)


def severity(level: int | str) -> Severity:
    """The level by number (1 to 4) or key; raises ValueError that names the value."""
    for one in SEVERITIES:
        if str(level) in (str(one.level), one.key):
            return one
    raise ValueError(f"{level!r} is not a severity: 1 (worst) to 4, or crit, high, med, low")
