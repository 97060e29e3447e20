"""Where a report is: coordinates as they are typed or pinned, a commune that was chosen, or what a photo says."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from haidang.core.directory import queries as directory
from haidang.core.directory.models import Place
from haidang.kernel.action import PUBLIC, Invalid
from haidang.kernel.bilingual import name_of
from haidang.kernel.geo import Point, distance_m, point_in

FAR_M = 2000
COMMUNES = ("ward", "commune", "township", "special_zone")


@dataclass(frozen=True, slots=True)
class Where:
    place: Place
    point: Point | None
    from_photo: bool = False


def communes() -> list[Place]:
    return list(directory.places(PUBLIC).filter(kind__in=COMMUNES))


def read_point(text: str) -> Point | None:
    """Latitude and longitude as maps write them, in degrees; None for nothing. Raises Invalid of `coordinates`."""
    if not text.strip():
        return None
    if point := point_in(text):
        return point
    raise Invalid("coordinates", _("Viết vĩ độ và kinh độ, ví dụ 10.3512, 107.0843; hoặc để trống."), text)


def commune_of(point: Point) -> Place:
    """Raises Invalid of `coordinates` for a point at sea or in another province."""
    place = directory.commune_at(point)
    if place is None:
        raise Invalid(
            "coordinates",
            _("Điểm này nằm ngoài địa bàn tỉnh. Hãy kéo ghim lại, hoặc bỏ trống tọa độ rồi chọn xã, phường."),
            tuple(point),
        )
    return place


def where(point: Point | None, chosen: Place | None, in_photo: Point | None) -> Where:
    """The place of a report. Raises Invalid when nothing says where it is, or it is not in the province."""
    if point is not None:
        return Where(commune_of(point), point)
    seen = directory.commune_at(in_photo) if in_photo else None
    if chosen is not None:
        return Where(chosen, in_photo, from_photo=True) if seen == chosen else Where(chosen, None)
    if seen is not None:
        return Where(seen, in_photo, from_photo=True)
    raise Invalid("place", _("Cho biết ở đâu: chọn xã, phường, hoặc ghim trên bản đồ."))


def far_from_photo(here: Where, in_photo: Point | None) -> str:
    """What is to be pointed out when the photo was taken elsewhere, "" otherwise."""
    if in_photo is None or here.from_photo:
        return ""
    if here.point is not None:
        metres = distance_m(here.point, in_photo)
        if metres <= FAR_M:
            return ""
        return _("Ảnh được chụp cách vị trí bạn chọn khoảng %(km)s km.") % {"km": round(metres / 1000)}
    seen = directory.commune_at(in_photo)
    if seen is None:
        return _("Ảnh được chụp ngoài địa bàn tỉnh.")
    return "" if seen == here.place else _("Ảnh được chụp ở %(place)s.") % {"place": name_of(seen)}
