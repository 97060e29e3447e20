"""Checks of what is given to actions of every kind: text that must be there, text that has a bound, a point on the earth."""

from django.utils.translation import gettext as _

from .action import Invalid
from .geo import Point, is_on_earth

MOST_TEXT = 5000  # signs; longer than anybody reads


def needed(field: str, text: str) -> str:
    """The text, trimmed. Raises Invalid when nothing is left, or too much."""
    if not text.strip():
        raise Invalid(field, _("Không được để trống."), text)
    return bounded(field, text)


def bounded(field: str, text: str, most: int = MOST_TEXT) -> str:
    """The text, trimmed. Raises Invalid when it is longer than `most` signs."""
    if len(text) > most:
        raise Invalid(field, _("Dài nhất %(most)s ký tự.") % {"most": most}, len(text))
    return text.strip()


def checked_point(point: Point) -> Point:
    """The point. Raises Invalid when it is not on the earth."""
    if not is_on_earth(point.lon, point.lat):
        raise Invalid("point", _("Kinh độ từ -180 đến 180, vĩ độ từ -90 đến 90."), tuple(point))
    return point
